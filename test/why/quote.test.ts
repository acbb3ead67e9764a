import { describe, expect, it } from 'vitest'
import { quoting } from '../../src/why/quote.ts'
import { lambdaOf } from '../../src/why/source.ts'

/** The quote from a function of a bundle, given the text that its author wrote. */
function quoted(bundled: string, written: string | undefined): string | undefined {
  const found = lambdaOf(bundled)
  if (found === undefined) throw new Error('no arrow function')
  return quoting(found.source, written, found.body)(found.body, 100)
}

describe('a quote', () => {
  it('has the names that the author gave, and not those of the bundle', () => {
    expect(quoted('caller2=>caller2.at!=="stuck"', "  'x': (s) => s.all((caller) => caller.at !== 'stuck'),")).toBe(
      "caller.at !== 'stuck'",
    )
  })

  it('has white space, parentheses and types as they are written', () => {
    expect(quoted('s=>s.a[0].n+(s.b-1)*2<s.c', 'p: (s) => s.a[0]!.n +\n    (s.b - 1) * 2 < s.c,')).toBe(
      's.a[0]!.n + (s.b - 1) * 2 < s.c',
    )
    expect(quoted('(a,b)=>f(a,b)>g(b)', 'p: (a, b) => (f(a, b) > g(b)),')).toBe('f(a, b) > g(b)')
  })

  it('is left out if the author wrote something else and a name may be one of the bundle', () => {
    expect(quoted('s=>limit2>s.n', 'p: (s) => other > s.n,')).toBeUndefined()
    expect(quoted('s=>limit>s.n', 'p: (s) => (limit as number) > s.n,')).toBe('limit > s.n')
  })

  it('is the text of the function if nobody knows what its author wrote', () => {
    expect(quoted('s=>s.n2>1', undefined)).toBe('s.n2 > 1')
  })

  it('is not longer than it may be', () => {
    expect(quoted(`s=>${'s.n+'.repeat(40)}1>2`, undefined)).toBeUndefined()
  })
})
