// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are source text
import { describe, expect, it } from 'vitest'
import { rewriteComparisons } from '../../../src/cli/source/comparisons.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { authorsText } from '../../../src/runtime/source-text.ts'
import { toSpec } from '../../differential/to-model.ts'

/** How the first choice of a step is rewritten. */
function formOf(step: string): string {
  const code = `exports.step=${step};`
  const made = rewriteComparisons(code).code
  const end = made.indexOf(';\nfunction')
  expect(authorsText(end < 0 ? made : made.slice(0, end + 1))).toBe(code)
  if (made.includes('ǁ.none)return')) return 'returns early'
  return made.includes('()=>(') ? 'lazy' : 'as written'
}

describe('a choice', () => {
  it.each([
    '(s,choose)=>{const m=choose(s.q);s.n=m}',
    '(s,me,choose)=>{const{a,b}=choose(s.q.filter((m)=>m.to===me.id));s.n=a+b}',
    '(s,choose)=>{s.n=choose([0,1,2])}',
    "(s,choose)=>{s.n=choose([0,1,2],'node')}",
    '(s,choose)=>{s.q.delete(choose(s.q))}',
    '(s,choose)=>{s.n=choose(s.q).n}',
    '(s,choose)=>{if(s.on)s.n=choose(s.q);else s.n=0}',
    '(s,choose)=>{const own=s.n;const m=choose(s.q.filter((q)=>q.n===own));s.n=m.n}',
    'function(s,choose){const m=choose([...s.a,...s.b]);s.n=m}',
    '(s,choose)=>{const m=choose(helper(s));s.n=m}',
  ])('returns early in %s', (step) => expect(formOf(step)).toBe('returns early'))

  it.each([
    '(s,choose)=>choose(s.q)',
    '(s,choose)=>{const m=s.on?choose(s.q):0;s.n=m}',
    '(s,choose)=>{const m=choose(s.q)===1;s.n=m}',
    '(s,choose)=>{s.list[choose([0,1])]=1}',
    '(s,choose)=>{for(const m of[choose(s.q)])s.n=m}',
    '(s,choose)=>{const m=choose(s.q),n=1;s.n=m}',
    // it may call itself
    'function f(s,choose){const m=choose(s.q);s.n=m;if(m>0)f(s,choose);s.n=9}',
    // a function around it may get the same choose and call it
    '(s,choose)=>{const pick=(from,choose)=>{const m=choose(from.q);return m};s.n=pick(s,choose)}',
  ])('is lazy in %s', (step) => expect(formOf(step)).toBe('lazy'))

  it.each(
    [
      '(s,choose)=>{let n=0;const m=choose([n++,n]);s.n=m}',
      '(s,choose)=>{const m=choose(s.list.splice(0));s.n=m}',
      '(s,choose)=>{const m=choose(s.list.sort());s.n=m}',
      '(s,choose)=>{const next=()=>[1];const m=choose(next());s.n=m}',
      '(s,choose)=>{const list=[];const m=choose(helper(list));s.n=m}',
      '(s,choose)=>{const test=(q)=>q>0;const m=choose(s.q.filter(test));s.n=m}',
      '(s,choose)=>{const m=choose(s.q.filter(function(q){return q>0}));s.n=m}',
      '(s,choose)=>{const m=choose(s.q.map((q)=>s.n=q));s.n=m}',
      '(s,choose)=>{const m=choose(choose([[1],[2]]));s.n=m}',
      '(s,choose)=>{const a={get b(){return[1]}};const m=choose(a.b);s.n=m}',
      '(s,choose)=>{const m=choose(...s.q);s.n=m}',
      '(s,choose)=>{const m=choose(s.q,s.n++);s.n=m}',
      '(s,choose)=>{const m=choose(new Set(s.q));s.n=m}',
      '(s,choose)=>{const m=choose(`${s}`.match(/a/g));s.n=m}',
      '(s,pick)=>{const m=other(s.q);s.n=m}',
      '(choose)=>{const m=choose([1]);return m}',
      'async(s,choose)=>{const m=choose(s.q);s.n=m}',
      '(s,{choose})=>{const m=choose(s.q);s.n=m}',
    ].map((step) => [step]),
  )('computes its options each time in %s', (step) => {
    // the inner choice of a nested one may be lazy; the outer one is not
    expect(formOf(step)).toBe(step.includes('choose(choose') ? 'lazy' : 'as written')
  })
})

const head = `const {array,bag,int,model,queue,setOf,spec,struct}=require('allways');
const state={n:int(0,99),list:array(3,int(0,9)),q:queue(int(0,3),4),all:setOf(struct({a:int(0,2),b:int(0,2)})),pair:array(2,struct({v:int(0,9)}))};
`
/** A model that is one step, from a state with something in each variable. */
const texts = (step: string) => `${head}
const init=(s)=>{s.q.assign([0,1,2]);s.list[1]=2;s.pair[1].v=1;for(const a of[0,1])for(const b of[1,2])s.all.add({a,b})};
const twice=(list)=>list.concat(list);const bump=(s)=>{s.list[0]+=1;return[0,1]};const count=(s)=>{s.n++;return[0,1,2]};
exports.default=spec({name:'m',model:()=>model({name:'m',state,init,actions:{act:{when:(s)=>s.n<5,do:${step}}},invariants:{small:(s)=>s.n<99},resting:()=>true}),designs:{only:{}}});`

// each step could go wrong if options were kept that a run changes, or if a run ended too early or too late
const steps: readonly (readonly [step: string, transitions: number])[] = [
  ['(s,choose)=>{const a=choose(s.q);const b=choose(s.q.filter((x)=>x!==a));s.n=a*10+b}', 18],
  ['(s,choose)=>{s.q.removeAt(choose([0,1,2]));const b=choose(s.q);s.n=5+b}', 6],
  ['(s,choose)=>{const own=[1,2,3];const a=choose(own);own.length=0;s.n=5+a}', 3],
  ['(s,choose)=>{const a=choose([1,2].map((v)=>({v})));a.v+=1;const b=choose([1,2]);a.v+=b;s.n=5+a.v}', 4],
  ['(s,choose)=>{const a=choose([[1],[2]]);a.push(9);const b=choose([1,2,3]);s.n=5+a.length+b}', 6],
  ['(s,choose)=>{const a=choose(bump(s));s.n=5+s.list[0]+a}', 2],
  ['(s,choose)=>{const a=choose(count(s));s.n=s.n*10+a}', 3],
  ['(s,choose)=>{const a=choose(s.pair.filter((p)=>p.v<5));a.v+=1;s.n=5+choose([1,2])}', 4],
  ['(s,choose)=>{const a=choose(s.pair);s.pair[0]={v:7};s.n=5+s.pair[1].v}', 2],
  [
    '(s,choose)=>{const m=choose(s.all.filter((x)=>x.a===0));s.all.delete(m);const n=choose(s.all);s.all.delete(n);s.n=5+m.b+n.b}',
    6,
  ],
  ['(s,choose)=>{const v=s.list;const a=choose([0,1,2]);v[a]+=1;const b=choose([0,1]);v[b]+=1;s.n=5+v[a]}', 6],
  ['(s,choose)=>{s.list[0]=4;s.n=7;const a=choose(s.q.filter((x)=>x>5));s.n=a}', 0],
  ['(s,choose)=>{try{const a=choose(s.q.filter((x)=>x>5));s.n=a}finally{s.n=9}}', 0],
  ['(s,choose)=>{for(const i of[0,1]){s.n=5+i;if(i===1)s.n=choose(s.q.filter((x)=>x>5))}}', 0],
  ['(s,choose)=>{const a=choose([0,1]);s.n=5+a+s.q.filter((x)=>x>0).length+s.list.filter((x)=>x===0).length}', 2],
  ['(s,choose)=>{s.n=s.q.filter((x)=>s.q.removeAt(0)!==9).length+choose([0,1]);s.n+=5}', 2],
  ['function f(s,choose){const a=choose(s.n<6?[1,2]:[]);s.n+=a+2;f(s,choose);s.n+=999}', 0],
  ['(s,choose)=>{const a=choose(twice(s.q.values()));s.n=5+a}', 6],
  [
    '(s,choose)=>{const pick=(from,choose)=>{const m=choose(from);return m};s.n=5+pick(s.q,choose);s.n+=pick([0,1],choose)}',
    6,
  ],
]

it.each(steps)('has the same meaning in both executions: %s', async (step, transitions) => {
  const found = await checkDesign(toSpec(texts(step)), 'only')
  expect(found.error).toBeUndefined()
  expect(found.transitions).toBe(transitions)
})
