import { array, bag, bool, int, mapOf, oneOf, optional, queue, ref, setOf, struct, type Type } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../src/errors.ts'
import { cardinality, lowest, rank, showType, toPlain, unrank } from '../../src/language/values.ts'
import type { Plain } from '../../src/plain.ts'

const scalar: fc.Arbitrary<Type> = fc.oneof(
  fc.constant(bool),
  fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(3)).map(([lo, width]) => int(lo, lo + width)),
  fc.constantFrom(oneOf('z', 'a'), oneOf('only'), ref('p', 3)),
)
const { ranked } = fc.letrec<{ ranked: Type }>((tie) => ({
  ranked: fc.oneof(
    { maxDepth: 2 },
    scalar,
    scalar.map(optional),
    fc.tuple(tie('ranked'), tie('ranked')).map(([x, y]) => struct({ x, y })),
    fc.tuple(fc.integer({ min: 1, max: 2 }), tie('ranked')).map(([n, of]) => array(n, of)),
  ),
}))
const small = ranked.filter((type) => cardinality(type) <= 500)

describe('ranks', () => {
  it('number the values of a type from 0, and give them back', () => {
    fc.assert(
      fc.property(small, (type) => {
        const values = Array.from({ length: cardinality(type) }, (_, r) => unrank(type, r))
        expect(values.map((value) => rank(type, value))).toEqual(values.map((_, r) => r))
        expect(new Set(values.map((value) => JSON.stringify(value))).size).toBe(values.length)
      }),
    )
  })

  it('start with the lowest value', () => {
    fc.assert(fc.property(small, (type) => void expect(unrank(type, 0)).toEqual(lowest(type))))
  })

  it('give values that nobody can change', () => {
    const value = unrank(struct({ x: array(2, bool) }), 1) as { x: boolean[] }
    expect(() => value.x.fill(true)).toThrow(TypeError)
    expect(() => Object.assign(value, { x: [] })).toThrow(TypeError)
  })

  it('follow the declared order of labels, and the first field first', () => {
    const type = struct({ level: oneOf('high', 'low'), on: bool })
    expect([0, 1, 2, 3].map((r) => unrank(type, r))).toEqual([
      { level: 'high', on: false },
      { level: 'high', on: true },
      { level: 'low', on: false },
      { level: 'low', on: true },
    ])
  })

  it.each<[Type, unknown]>([
    [bool, 0],
    [bool, null],
    [int(0, 3), 4],
    [int(0, 3), 1.5],
    [int(0, 3), Number.NaN],
    [int(0, 3), '1'],
    [oneOf('a'), 'b'],
    [oneOf('a'), undefined],
    [ref('p', 2), 2],
    [ref('p', 2), -1],
    [optional(bool), undefined],
    [struct({ x: bool }), {}],
    [struct({ x: bool }), { x: true, y: true }],
    [struct({ x: bool }), null],
    [array(2, bool), [true]],
    [array(2, bool), [true, 1]],
    [setOf(bool), []],
  ])('are −1 for what is no %o: %o', (type, value) => {
    expect(rank(type, value)).toBe(-1)
  })

  it('refuse a collection inside a collection', () => {
    expect(() => cardinality(struct({ x: setOf(bool) }))).toThrow(/a setOf cannot be inside a set/)
    expect(() => unrank(queue(bool, 1), 0)).toThrow(/a queue has no rank/)
  })
})

describe('plain values', () => {
  it('are what was given, where it is of the type already', () => {
    fc.assert(
      fc.property(small, fc.nat(), (type, n) => {
        const value = unrank(type, n % cardinality(type))
        const copy = toPlain(type, value, 'it')
        expect(copy).toEqual(value)
        expect(rank(type, copy)).toBe(n % cardinality(type))
      }),
    )
  })

  it.each<[string, Type, unknown, Plain]>([
    ['a set, in ascending order and each once', setOf(oneOf('z', 'a')), new Set(['a', 'z', 'a']), ['z', 'a']],
    ['a bag, in ascending order', bag(int(0, 3), 3), [2, 0, 2], [0, 2, 2]],
    ['a queue, as it is', queue(int(0, 3), 3), [2, 0, 2], [2, 0, 2]],
    [
      'a map, in ascending order of keys',
      mapOf(oneOf('z', 'a'), bool),
      new Map([
        ['a', true],
        ['z', false],
      ]),
      [
        ['z', false],
        ['a', true],
      ],
    ],
    [
      'a map, the last of two entries',
      mapOf(bool, int(0, 3)),
      [
        [true, 1],
        [true, 2],
      ],
      [[true, 2]],
    ],
    ['a struct, its fields in their order', struct({ x: bool, y: bool }), { y: true, x: false }, { x: false, y: true }],
    ['zero, without its sign', int(-1, 1), -0, 0],
  ])('are canonical: %s', (_, type, given, expected) => {
    const plain = toPlain(type, given, 'it')
    expect(JSON.stringify(plain)).toBe(JSON.stringify(expected))
    expect(plain).toEqual(expected)
  })

  it('share nothing with what was given', () => {
    const type = struct({ inner: struct({ x: int(0, 3) }), list: array(1, bool) })
    const given = { inner: { x: 1 }, list: [false] }
    const plain = toPlain(type, given, 'it')
    given.inner.x = 2
    given.list[0] = true
    expect(plain).toEqual({ inner: { x: 1 }, list: [false] })
  })

  it.each<[Type, unknown, string, string]>([
    [
      int(0, 3),
      4,
      'value-out-of-range',
      'it was given 4, which is not in int(0, 3): widen its bounds, guard the step, or limit the value with Math.min or Math.max',
    ],
    [
      struct({ x: int(0, 3) }),
      { x: 4 },
      'value-out-of-range',
      'it.x was given 4, which is not in int(0, 3): widen its bounds, guard the step, or limit the value with Math.min or Math.max',
    ],
    [array(2, bool), [true, 7], 'value-out-of-range', 'it[1] was given 7, which is not in bool'],
    [array(2, bool), [true], 'value-out-of-range', 'it was given [true], which is not in array(2, bool)'],
    [mapOf(bool, bool), [[1, true]], 'value-out-of-range', 'a key of it was given 1, which is not in bool'],
    [mapOf(bool, bool), [[true, 1]], 'value-out-of-range', 'it.get(true) was given 1, which is not in bool'],
    [setOf(bool), null, 'value-out-of-range', 'it was given null, which is not in setOf(bool)'],
    [
      optional(oneOf('a')),
      'b',
      'value-out-of-range',
      "it was given 'b', which is not in oneOf('a'). Did you mean 'a'?",
    ],
    [
      queue(bool, 1),
      [true, true],
      'queue-full',
      'it is full: it holds at most 1; raise its capacity, or guard the step with `isFull`',
    ],
    [
      bag(bool, 1),
      [true, true],
      'queue-full',
      'it is full: it holds at most 1; raise its capacity, or guard the step with `isFull`',
    ],
  ])('of %o refuse %o', (type, given, code, message) => {
    const refused = () => toPlain(type, given, 'it')
    expect(refused).toThrow(ModelError)
    expect(refused).toThrow(expect.objectContaining({ code, message }))
  })

  it('show their types as an author writes them', () => {
    const type = mapOf(int(-1, 1), struct({ who: ref('p', 2), log: queue(optional(oneOf('a', 'b')), 2) }))
    expect(showType(type)).toBe('mapOf(int(-1, 1), struct({ who, log }))')
    expect(showType(array(2, bag(optional(bool), 3)))).toBe('array(2, bag(optional(bool), 3))')
    expect(showType(ref('p', 2))).toBe("ref('p', 2)")
  })
})
