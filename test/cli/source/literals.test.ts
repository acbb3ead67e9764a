import { compileFunction } from 'node:vm'
import { expect, it } from 'vitest'
import { rewriteComparisons } from '../../../src/cli/source/comparisons.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { enter, entering } from '../../../src/runtime/collections.ts'
import { comparisons } from '../../../src/runtime/composite.ts'
import { mark } from '../../../src/runtime/source-text.ts'
import { toSpec } from '../../differential/to-model.ts'

function run(text: string, ...given: unknown[]): unknown {
  const exports: { f?: (...given: unknown[]) => unknown } = {}
  compileFunction(rewriteComparisons(`exports.f=${text};`).code, ['exports', mark])(exports, comparisons)
  return exports.f?.(...given)
}

it('makes the object for anything but a collection of the engine', () => {
  const got: unknown[] = []
  expect(run('(all,b)=>all.push({a:1,b})', got, 2)).toBe(1)
  expect(run('(all)=>all.add({c:{d:1}})', { add: (value: object) => got.push(value) })).toBe(2)
  expect(got).toEqual([{ a: 1, b: 2 }, { c: { d: 1 } }])
  expect(() => run('(all)=>all.add({a:1})', null)).toThrow(TypeError)
})

it('passes the fields in the order of the text, and makes the object if the collection does not take them', () => {
  const got: unknown[] = []
  const collection = (rank: number, takes: boolean) => ({
    [entering]: (names: readonly string[]) => {
      got.push(names)
      return (...values: unknown[]) => got.push(values) * 0 + rank
    },
    [enter]: (r: number) => got.push(r) > 0 && takes,
    add: (value: object) => got.push(value),
  })
  const all = collection(7, true)
  expect(run('(all,b)=>all.add({b,a:1})', all, 2)).toBe(all)
  expect(got.splice(0)).toEqual([['b', 'a'], [2, 1], 7])
  run('(all,b)=>all.add({b,a:1})', collection(7, false), 2)
  expect(got.splice(0)).toEqual([['b', 'a'], [2, 1], 7, { b: 2, a: 1 }])
  run('(all,b)=>all.add({b,a:1})', collection(-1, true), 2)
  expect(got.splice(0)).toEqual([['b', 'a'], [2, 1], { b: 2, a: 1 }])
})

const head = `const {array,bag,int,model,optional,queue,setOf,spec,struct}=require('allways');
const M=struct({a:int(-1,2),b:optional(int(0,2)),c:struct({d:int(0,1)})});
const state={n:int(0,3),q:queue(M,2),s:setOf(M),few:setOf(struct({x:int(0,2)})),g:bag(M,3)};
`
const texts = (step: string) => `${head}
exports.default=spec({name:'m',model:()=>model({name:'m',state,actions:{act:{when:(s)=>s.n<3,do:${step}}},invariants:{small:(s)=>s.n<9},resting:()=>true}),designs:{only:{}}});`

it.each([
  ['(s)=>{s.n++;s.q.push({a:1,b:null,c:{d:1}});if(s.n===2)s.q.clear()}', undefined],
  ['(s)=>{s.n++;s.q.push({c:{d:0},a:-1,b:2});s.q.shift()}', undefined],
  ['(s)=>{s.n++;s.few.add({x:s.n-1}).delete({x:0})}', undefined],
  ['(s)=>{s.n++;s.s.add({b:s.n-1,a:-s.n+2,c:{d:s.n%2}})}', undefined],
  ['(s,choose)=>{s.n++;const b=choose([null,0,2]);s.g.add({a:choose([0,1]),b,c:{d:0}})}', undefined],
  ['(s)=>{s.n++;s.g.add({a:0,b:0,c:s.q.at(0)?.c??{d:1}})}', undefined],
  ['(s)=>{s.n++;s.q.push({a:-0,b:-0,c:{d:-0}});if(s.n===2)s.q.shift();if(s.n===3)s.q.shift()}', undefined],
  ['(s)=>{s.n++;s.q.push({a:1,b:null,c:{d:1}})}', 'queue-full'],
  ['(s)=>{s.n++;s.q.push({a:3,b:null,c:{d:1}})}', 'value-out-of-range'],
  ['(s)=>{s.n++;s.s.add({a:1,b:null})}', 'value-out-of-range'],
  ['(s)=>{s.n++;s.s.add({a:1,b:null,c:{d:1},e:1})}', 'value-out-of-range'],
  ["(s)=>{s.n++;s.g.add({a:'1',b:null,c:{d:1}})}", 'value-out-of-range'],
])('has the same meaning in both executions: %s', async (step, code) => {
  const found = await checkDesign(toSpec(texts(step)), 'only')
  expect(found.error?.code).toBe(code)
})

it('is an error in a guard', async () => {
  const text = texts('(s)=>{s.n++}').replace('s.n<3', 's.few.add({x:1}).size>0')
  expect((await checkDesign(toSpec(text), 'only')).error?.message).toContain('may only read')
})
