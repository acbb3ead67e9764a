// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are source text
import { compileFunction } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { rewriteComparisons } from '../../../src/cli/source/comparisons.ts'
import { comparisons } from '../../../src/runtime/composite.ts'
import { authorsText, mark, textOf } from '../../../src/runtime/source-text.ts'
import { marked, ofState } from '../../../src/runtime/state-values.ts'
import { takeTrapped } from '../../../src/runtime/traps.ts'

/** Expressions that may compare composites, whatever the names in them are. */
const rewritten = [
  ...[
    'Array.from({length:n},(_,i)=>i)',
    'Array.from({length:a===b?1:2},()=>c===d)',
    'Array.from({length},(x,i)=>x??i)',
    'a.filter(x=>x.b).length>1',
    'f((a||b).filter((x)=>x.c===d).length)',
    '()=>a.q.filter(x=>x.q.filter(y=>y).length).length',
    'a.filter(x=>x).length=0',
    'a.b.filter(x=>x)?.length>1',
    'delete a.filter(x=>x).length',
    'a.filter(x=>x.b===1&&x.c===d)',
    'a.b(c).some((x)=>x.b||x.c)',
    '(a||b).every((x)=>!x.b||x.c===d)',
    'a.find(x=>{return x.b===c})',
    'a.q.push({b:1})',
    'a.q.push({b,c:d===e,})',
    '(a).add( { b : 1, c : { d : 2 } } )',
    'a.push({b:(c)=>c})',
    'a.push({b:(1,2)})',
    'a.add(( { b : ((c)) , d:(e) } ))',
    '[...Array(n).keys()]',
    '[...new Array(a.n).keys()]',
    'a===b',
    'a!==b',
    'a==b',
    'a!=b',
    'a.x===b.y',
    '(a,b)===c',
    'a===(b,c)',
    'f(a)===g(b)',
    'a?.b===c?.d',
    'a[0]===b',
  ],
  ...[
    '(a||b)===c',
    '(a??b)===c',
    '(a?b:c)===d',
    '(a=b)===c',
    'this.a===b',
    '{a}===b',
    '[a]===b',
    'a.length===b.length',
  ],
  ...[
    'a===b&&c===d',
    'f(a===b)',
    'x=>x===y',
    'x=>{return x===y}',
    'function(){return(a)===b}',
    '`${a===b}`',
    'a===b?c===d:e',
  ],
  ...[
    'a.includes(b)',
    'a.indexOf(b)',
    'a.lastIndexOf(b)',
    '(a||b).includes(c)',
    '[...a].indexOf(b)',
    'a.includes(b,1)',
  ],
  ...[
    'a?.includes(b)',
    'a?.b.includes(c)',
    'a.includes?.(b)',
    "a['includes'](b)",
    'a.includes(...b)',
    'a.b(c).includes(d)===e',
  ],
  ...[
    'Object.is(a,b)',
    'a.some(Object.is)',
    'Object.is(a,Object.is(b,c))',
    '(()=>{const{is}=Object;return is(a,b)})()',
  ],
  ...[
    'new Set(a)',
    'new Set',
    'new Set()',
    'new Map(a)',
    'new WeakMap',
    'new WeakSet(a)',
    'new Set(a).size',
    'Map.groupBy(a,f)',
  ],
  ...[
    'class extends Set{}',
    'class extends Map{m(){return super.get(a)===b}}',
    'a.includes(b)===c.includes(d)',
    'a.includes(b.indexOf(c))',
  ],
  ...['()=>{switch(a){case b:return 1}}', '()=>{switch(a,b){case c,d:return 1;case 2:return a===b;default:return 3}}'],
  ...[
    'async()=>await a===b',
    '(a,b=c===d)=>{}',
    '({m(){return a===b}})',
    '({[a===b]:1})',
    'class{x=a===b}',
    'function*(){yield a===b}',
  ],
]

/** Expressions of which at least one side is a scalar by its text, or that compare nothing. */
const untouched = [
  ...[
    'Array.from(a,(_,i)=>i)',
    'Array.from({length:n})',
    'Array.from({length:n},f)',
    'Array.from({length:n,0:a},(x)=>x)',
    'Array.from({length:n},async()=>1)',
    '(Array=>Array.from({length:n},(_,i)=>i))(f)',
    'a.filter(f).length>1',
    'a?.b.filter(x=>x).length>1',
    'a.filter(function(x){return x}).length=0',
    'a?.some(x=>x.b)',
    'a.some(x=>x.b,c)',
    'a[some](x=>x.b)',
    'a?.push({b:1})',
    'a.push({b:1},c)',
    'a.push({...b})',
    'a.push({[b]:1})',
    'a.push({b(){}})',
    'a.push({get b(){return 1}})',
    'a.push({__proto__:b})',
    'a.push({b:1,b:2})',
    "a.push({'b-c':1})",
    'a.push({})',
    'a.filter(async x=>x).length>1',
    'a.filter(x=>x,b).length>1',
    '[...Array(n)]',
    '[...Array(...n).keys()]',
    '[...Array(n,2).keys()]',
    '[...Array(n).keys(),1]',
    'a===null',
    'a!==undefined',
    'a===1',
    "a==='x'",
    'a===`x`',
    'null===a',
    'a===void 0',
    'typeof a===b',
    'a===!b',
    'a===-b',
  ],
  ...['a+1===b', 'a<b===c', 'a===b+c', '(a===1)===b', 'a++===b', 'a===Number(b)', 'a===Math.max(b,c)', '(a?1:2)===b'],
  ...[
    '(a&&1,2)===b',
    "a.includes('x')",
    'a.indexOf(1)',
    'a.includes()',
    'a.has(b)',
    'a.add(b)',
    'new Date(a)',
    'a<b',
    'a.is(b)',
  ],
  ...[
    "()=>{switch(a){case'x':return 1;case 2:return 2}}",
    '()=>{switch(typeof a){case b:return 1}}',
    '()=>{switch(a){default:}}',
  ],
  ...[
    '(()=>{const n=3;return a===n})()',
    '(()=>{const Object={is:f};return Object.is(a,b)})()',
    '(()=>{class Set{}return new Set(a)})()',
  ],
]

const wrapped = (text: string) => `"use strict";\nexports.f=function(){return${/^[\w$]/.test(text) ? ' ' : ''}${text}};`

describe('a bundle', () => {
  it.each(rewritten)('has %s rewritten, reversibly', (text) => {
    const code = wrapped(text.startsWith('{') ? `(${text})` : text)
    const made = rewriteComparisons(code)
    expect(made.code).toContain(mark)
    // it is a program still
    compileFunction(made.code, ['exports', mark])
    const body = made.code.slice(0, made.code.lastIndexOf('};') + 2)
    expect(authorsText(body).split('\n').slice(0, 2).join('\n')).toBe(code)
  })

  it.each(untouched)('keeps %s', (text) => {
    expect(rewriteComparisons(wrapped(text)).code).toBe(wrapped(text))
  })

  it('counts nothing if the length is assigned or deleted', () => {
    for (const text of ['a.filter(x=>x).length=0', 'delete a.filter(x=>x).length']) {
      expect(rewriteComparisons(wrapped(text)).code).toContain('x=>x).length')
    }
  })

  it('gives back the text of each function, wherever it stands', () => {
    const texts = [
      'x=>x===y',
      '(x,y)=>x.includes(y)',
      'function g(a){return(a)===b}',
      'x=>new Set(x)',
      'x=>!Object.is(x,y)',
    ]
    const code = `exports.all=[${texts.join(',')}]`
    const exports: { all?: (() => void)[] } = {}
    compileFunction(rewriteComparisons(code).code, ['exports', mark])(exports, comparisons)
    expect(exports.all?.map(textOf)).toEqual(texts)
  })

  it('knows for each place in the code where it was in the bundle', () => {
    const code = 'f(a===b);g(c.includes(d));\nh(new Set(e),i===j);'
    const { code: made, original } = rewriteComparisons(code)
    for (const name of 'fabgcdheij') {
      const at = made.search(new RegExp(`(?<![\\wǁ.])${name}\\b`))
      expect([name, code[original(at) as number]]).toEqual([name, name])
    }
    expect(original(made.length - 1)).toBeUndefined()
    expect(made.split('\n').findIndex((line) => line.includes('ǁSet') || line.includes('new Set'))).toBe(1)
  })

  it('that uses the reserved letter is refused', () => {
    expect(() => rewriteComparisons(`const ${mark}=1`)).toThrow(`the character '${mark}'`)
  })
})

const [struct, other] = [0, 1].map(() => Object.defineProperty({ v: 1 }, ofState, { value: true }))
const [list, plain] = [marked([1]), { v: 1 }]
const names = { struct, other, list, plain, nothing: null, none: undefined, one: 1, two: 2, text: 'x', fn: () => {} }

function evaluate(text: string): unknown {
  takeTrapped()
  const { code } = rewriteComparisons(`exports.value=(${Object.keys(names).join()})=>(${text})`)
  const exports: { value?: (...args: unknown[]) => unknown } = {}
  compileFunction(code, ['exports', mark])(exports, comparisons)
  try {
    return exports.value?.(...Object.values(names))
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('an array of numbers', () => {
  it.each([
    ...[0, -0, 1, 3, 2.5, -1, NaN, '2', null, undefined, true, [2], { valueOf: () => 2 }].flatMap((n) => [
      [`Array.from({length:x},(v,i)=>[v,i])`, n] as const,
      [`[...Array(x).keys()]`, n] as const,
    ]),
  ])('is what JavaScript makes: %s of %s', (text, x) => {
    const value = (code: string) => {
      const exports: { f?: (x: unknown) => unknown } = {}
      compileFunction(code, ['exports', mark])(exports, comparisons)
      try {
        return exports.f?.(x)
      } catch (error) {
        return String(error)
      }
    }
    const code = `exports.f=x=>${text}`
    expect(rewriteComparisons(code).code).not.toBe(code)
    expect(value(rewriteComparisons(code).code)).toEqual(value(code))
  })
})

describe('a comparison of a value of the state', () => {
  it.each([
    ...[
      'struct===other',
      'struct===struct',
      'struct!==other',
      'struct==other',
      'struct!=struct',
      'struct===plain',
      'plain!==list',
    ],
    ...[
      '[struct].includes(struct)',
      '[plain].includes(struct)',
      '[struct].includes(plain)',
      '[struct].indexOf(other,0)',
    ],
    ...[
      '[struct]?.lastIndexOf(struct)',
      '[struct].includes(...[struct])',
      'Object.is(struct,list)',
      '[struct].some(Object.is.bind(null,struct))',
    ],
    ...[
      'new Set([struct])',
      'new Set().add(struct)',
      'new Set().has(list)',
      'new Map([[struct,1]])',
      'new Map().get(struct)',
    ],
    ...[
      'new Set([1]).delete(struct)',
      'new Set(new Map([[1,struct]]).values())',
      'Map.groupBy([1],()=>struct)',
      'new(class extends Set{})([struct])',
    ],
    ...['(()=>{switch(struct){case other:return 1}})()', '(()=>{switch(plain){case 1:case struct:return 1}})()'],
    ...[
      '(()=>{const{is}=Object;return is(struct,struct)})()',
      'struct===(nothing??other)',
      '[[struct]].map(([a])=>a===struct)',
    ],
  ])('%s is a model error', (text) => {
    expect(evaluate(text)).toBe('composite-comparison')
    expect(takeTrapped()?.code).toBe('composite-comparison')
  })

  it.each<readonly [string, unknown]>([
    ...([['struct===nothing', false], ['struct!==none', true], ['struct==none', false], ['struct===one', false]] as const), // biome-ignore format: pairs
    ...([['struct===text', false], ['struct===fn', false], ['plain===plain', true], ['plain==={v:1}', false]] as const), // biome-ignore format: pairs
    ...([['nothing===nothing', true], ['nothing==none', true], ['nothing===none', false], ['one===two', false]] as const), // biome-ignore format: pairs
    ...([['one!==one', false], ['NaN===one', false], ['[1,2].includes(two)', true], ['[plain].indexOf(plain)', 0]] as const), // biome-ignore format: pairs
    ...([['[struct].includes(one)', false], ['[struct,null].indexOf(nothing)', 1], ['[1,2,1].lastIndexOf(one)', 2]] as const), // biome-ignore format: pairs
    ...([["'xyz'.includes(text)", true], ['new Set([1,2,1]).size', 2], ['new Set([plain]).has(plain)', true]] as const), // biome-ignore format: pairs
    ...([['new Map([[1,struct]]).get(1)===one', false], ['new Set("aab").size', 2], ['Object.is(NaN,NaN)', true]] as const), // biome-ignore format: pairs
    ...([['Object.is(0,-0)', false], ['new Set([1]) instanceof Set', true], ['`${new Set([1])}`', '[object Set]']] as const), // biome-ignore format: pairs
    ...([
      ['none?.includes(one)', undefined],
      ['nothing?.a.includes(one)', undefined],
    ] as const),
    ...([['(()=>{switch(struct){case nothing:return 1;case one:return 2}return 3})()', 3]] as const), // biome-ignore format: pairs
    ...([['(()=>{switch(two){case one:return 1;case two:return 2}return 3})()', 2]] as const), // biome-ignore format: pairs
    ...([['[...new Map([[1,2]])]', [[1, 2]]], ['new Map([[1,2]]).has(one)', true], ['[1].includes(one,1)', false]] as const), // biome-ignore format: pairs
  ])('%s is %j', (text, value) => {
    expect(evaluate(text)).toEqual(value)
    expect(takeTrapped()).toBeUndefined()
  })
})
