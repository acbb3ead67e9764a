import { describe, expect, it } from 'vitest'
import { countsAsAllways, digestOf, wholeDigestOf } from '../../../src/cli/project/digest.ts'

const make = (limit: number, isFine: (n: number) => boolean) => (n: number) => isFine(n) && n < limit
const positive = (n: number) => n > 0

describe('the digest of a function', () => {
  it('is the same where text and captured values are', () => {
    expect(digestOf(make(3, positive))).toBe(digestOf(make(3, positive)))
    expect(digestOf(make(3, positive))).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is another where a captured value or the text of a captured function is', () => {
    const one = digestOf(make(3, positive))
    expect(digestOf(make(4, positive))).not.toBe(one)
    expect(digestOf(make(3, (n) => n > 0 || n < -5))).not.toBe(one)
    expect(digestOf({ of: [make(3, positive)] })).not.toBe(digestOf({ of: [make(4, positive)] }))
  })

  it('is another for values that JSON writes alike', () => {
    const values = [
      ...[null, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, undefined, 'undefined', 0, -0, 1, 1n],
      ...[[1], { 0: 1 }, new Map([['0', 1]]), new Map([[0, 1]]), new Set([1]), [], {}, { a: undefined }, 'a":"b'],
    ]
    expect(new Set(values.map((value) => digestOf(value))).size).toBe(values.length)
    expect(digestOf(make(Number.POSITIVE_INFINITY, positive))).not.toBe(digestOf(make(Number.NaN, positive)))
  })

  it('is found of what cannot be read whole, too, by its name', () => {
    class Table {}
    expect(digestOf([new Table(), /1/, Symbol('1')])).toBe(digestOf([new Table(), /2/, Symbol('1')]))
    expect(digestOf([new Table()])).not.toBe(digestOf([/1/]))
    expect(wholeDigestOf([new Table()])).toBeUndefined()
  })

  it('does not depend on what else allways exports', () => {
    const [one, other] = [{ int: positive }, { bool: true, int: positive }]
    expect(digestOf([one])).not.toBe(digestOf([other]))
    countsAsAllways(one)
    countsAsAllways(other)
    expect(digestOf([one])).toBe(digestOf([other]))
    expect(wholeDigestOf([one])).not.toBe(wholeDigestOf([other]))
  })

  it('is found once for what many closures share', () => {
    let shared: () => unknown = () => 1
    // told as a tree, this has a billion branches
    for (let depth = 0; depth < 30; depth++) {
      const below = shared
      shared = () => [below, below, depth]
    }
    expect(digestOf([shared, shared])).toBe(digestOf([shared, shared]))
    let data: unknown = 1
    for (let depth = 0; depth < 60; depth++) data = [data, data]
    expect(digestOf(data)).not.toBe(digestOf([data]))
  })

  it('comes to an end where a function captures itself', () => {
    const cycle = (end: number) => {
      const down = (n: number): number => (n <= end ? n : down(n - 1))
      return down
    }
    expect(digestOf(cycle(0))).toBe(digestOf(cycle(0)))
    expect(digestOf(cycle(0))).not.toBe(digestOf(cycle(1)))
  })
})
