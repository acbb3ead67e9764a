import { compileFunction } from 'node:vm'
import { parse } from 'acorn'
import { describe, expect, it } from 'vitest'
import { rewriteComparisons } from '../../../src/cli/source/comparisons.ts'
import { firstTestOf } from '../../../src/cli/source/first-tests.ts'
import { content } from '../../../src/runtime/collections.ts'
import { comparisons } from '../../../src/runtime/composite.ts'
import { mark } from '../../../src/runtime/source-text.ts'

/** The first test of a search for elements of which the predicate is `wanted`. */
function firstOf(predicate: string, wanted: boolean): string | undefined {
  const [statement] = parse(predicate, { ecmaVersion: 'latest' }).body
  return firstTestOf((statement as unknown as { readonly expression: object }).expression, predicate, wanted)
}

describe('the first test of a predicate', () => {
  it.each([
    ["(m)=>m.a==='x'&&m.b===me.id", "(m.a==='x')"],
    ["(m)=>m.a==='x'&&m.c>1&&m.b===k", "(m.a==='x'&&m.c>1)"],
    ["(m)=>m.a==='x'&&(m.c===1||m.b===k)", "(m.a==='x')"],
    ['(m)=>(m.a===1&&m.b>k)||(m.a===2&&m.b>=k)', '((m.a===1)||(m.a===2))'],
    ['(m)=>m.b===k&&m.a===1', undefined],
    ['(m)=>m.a===1||m.b===k', undefined],
    ['(m)=>!(m.a===1||m.b===k)', '!(m.a===1)'],
    ['(m)=>!m.a&&f(m)', '(!m.a)'],
    ['m=>m>-1', '(m>-1)'],
    ['(m)=>m.a===m.b&&m.c===k', undefined],
    ['(m)=>m.a.b===1&&m.c===k', undefined],
    ['(m)=>m[a]===1&&m.c===k', undefined],
    ['(m)=>(m.a??m.b)===1', undefined],
    ['(m)=>{return m.a===1}', undefined],
    ['({a})=>a===1', undefined],
    ['(m,i)=>m.a===1', undefined],
  ])('of %s is %s', (predicate, first) => expect(firstOf(predicate, true)).toBe(first))

  it.each([
    ['(m)=>m.a!==1||m.b<=k', '!(m.a!==1)'],
    ['(m)=>m.a===1&&m.b===k', undefined],
    ['(m)=>!(m.a===1&&m.b===k)', '(m.a===1)'],
    ['(m)=>(m.a===1||m.b<k)&&(m.a===2||m.b>k)', '(!(m.a===1)||!(m.a===2))'],
  ])('of %s is %s for elements of which it is false', (predicate, first) =>
    expect(firstOf(predicate, false)).toBe(first),
  )
})

/** Runs a function of a bundle. */
function run(text: string, ...given: unknown[]): unknown {
  const exports: { f?: (...given: unknown[]) => unknown } = {}
  compileFunction(rewriteComparisons(`exports.f=${text};`).code, ['exports', mark])(exports, comparisons)
  return exports.f?.(...given)
}

const elements = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => ({ a, b })))

describe('a search', () => {
  const predicates = [
    'm.a===1&&m.b===k',
    '(m.a===1&&m.b>k)||(m.a===2&&m.b<k)',
    'm.a!==1||m.b<=k',
    '!(m.a===1&&m.b===k)',
    'm.b===k&&m.a===1',
    'm.a>k',
    'm.a>0&&!(m.b===2)',
    'm.a',
    '!m.a',
  ]
  it.each(predicates)('with %s finds the same in arrays and in contents, whether or not it met them before', (test) => {
    for (const method of ['filter', 'some', 'every', 'find', 'filter.length']) {
      const [name, length = ''] = method.split('.')
      const text = `(all,k)=>all.${name}((m)=>${test})${length && '.length'}`
      const several = `(all)=>[0,1,2,3,0,1].map((k)=>(${text})(all,k))`
      const expected = new Function(`return ${several}`)()(elements)
      expect(run(several, elements)).toEqual(expected)
      expect(run(several, { [content]: () => elements })).toEqual(expected)
      const changing = [elements, elements.slice(0, 4), elements, elements, []]
      const each = `(many)=>many.map((all)=>(${text})(all,1))`
      const contents = changing.map((all) => ({ [content]: () => all }))
      expect(run(each, contents)).toEqual(new Function(`return ${each}`)()(changing))
    }
  })

  it.each(['m.a===5&&m.b===none.id', '(m.a===5&&m.b===none.id)||(m.a===6&&none.id)'])(
    'reads what a predicate does not read of any element neither with the first test: %s',
    (test) => {
      const text = `(all,none)=>[1,2,3].map(()=>all.filter((m)=>${test}).length)`
      expect(run(text, { [content]: () => elements }, null)).toEqual([0, 0, 0])
    },
  )

  it('fails where the predicate fails, and only there', () => {
    const odd = [{ a: 1 }, { a: 2 }, new Proxy({}, { get: () => expect.unreachable() })]
    const all = { [content]: () => odd }
    expect(run('(all)=>[1,2,3].map((k)=>all.some((m)=>m.a===k||m.a===2))', all)).toEqual([true, true, true])
    expect(() => run('(all)=>[1,2].map((k)=>all.some((m)=>m.a===5&&k))', { [content]: () => [null] })).toThrow(
      TypeError,
    )
  })
})
