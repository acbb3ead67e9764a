import { array, bag, bool, int, mapOf, oneOf, optional, queue, ref, SpecError, setOf, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkFields, isCell, isScalar } from '../../src/language/types.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

describe('types', () => {
  it('are plain data', () => {
    const type = struct({ on: bool, at: optional(int(-1, 2)), who: ref('client', 2), jobs: queue(oneOf('a', 'b'), 3) })
    expect(JSON.parse(JSON.stringify(type))).toEqual(type)
  })

  it.each<[string, string, RegExp, () => unknown]>([
    [
      'an integer without a bound',
      'unbounded-type',
      /both bounds must be whole numbers/,
      () => int(0, undefined as Any),
    ],
    ['an integer with an infinite bound', 'unbounded-type', /not bounded/, () => int(0, Number.POSITIVE_INFINITY)],
    ['an integer with a fraction as bound', 'unbounded-type', /int\(0, 1\.5\)/, () => int(0, 1.5)],
    ['an integer with its bounds swapped', 'empty-type', /the lower bound comes first/, () => int(3, 0)],
    [
      'an integer that is too wide',
      'unbounded-type',
      /4294967297 values, and the limit is 2147483648/,
      () => int(-(2 ** 31), 2 ** 31),
    ],
    ['an integer that is far off', 'unbounded-type', /between -2147483647 and 2147483647/, () => int(2 ** 31, 2 ** 31)],
    ['oneOf without labels', 'empty-type', /at least one label/, () => oneOf()],
    ['oneOf with a label twice', 'duplicate-name', /names 'a' twice/, () => oneOf('a', 'b', 'a')],
    ['oneOf with a number', 'bad-type', /write it as a string/, () => oneOf(1 as Any)],
    ['an optional optional', 'bad-type', /write optional once/, () => optional(optional(bool))],
    ['an optional of nothing', 'unbounded-type', /optional: undefined is not a type/, () => optional(undefined as Any)],
    ['a struct of values', 'unbounded-type', /struct field 'x': 3 is not a type/, () => struct({ x: 3 as Any })],
    ['a struct of an array', 'bad-type', /expected an object of named types/, () => struct([bool] as Any)],
    ['a field named by a number', 'bad-name', /start it with a letter/, () => struct({ 0: bool } as Any)],
    [
      'a field named __proto__',
      'bad-name',
      /'__proto__' cannot be a name/,
      () => struct({ ['__proto__']: bool } as Any),
    ],
    ['an array without elements', 'unbounded-type', /whole number from 1 to 4096/, () => array(0, bool)],
    ['an array of Number', 'unbounded-type', /array: a function is not a type/, () => array(2, Number as Any)],
    ['a set of String', 'unbounded-type', /setOf: .* is not a type/, () => setOf(String as Any)],
    ['a map of labels to nothing', 'unbounded-type', /mapOf/, () => mapOf(oneOf('a'), undefined as Any)],
    [
      'a queue without capacity',
      'unbounded-type',
      /queue: undefined is not a size/,
      () => queue(bool, undefined as Any),
    ],
    ['a bag of endless capacity', 'unbounded-type', /bag: Infinity/, () => bag(bool, Number.POSITIVE_INFINITY)],
    ['a reference to no instance', 'unbounded-type', /ref\('client', …\): 0/, () => ref('client', 0)],
  ])('refuse %s', (_, code, message, make) => {
    const error = thrownBy(make)
    expect(error).toBeInstanceOf(SpecError)
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('know which of them are one JavaScript primitive', () => {
    expect([bool, int(0, 1), oneOf('a'), ref('p', 1)].every(isScalar)).toBe(true)
    expect([optional(bool), struct({}), array(1, bool), setOf(bool)].some(isScalar)).toBe(false)
    expect([bool, optional(int(0, 1))].every(isCell)).toBe(true)
    expect([optional(struct({ x: bool })), array(1, bool), queue(bool, 1)].some(isCell)).toBe(false)
  })

  it('keep -0 out of the bounds of an integer', () => {
    expect(Object.is(int(-0, 0).lo, 0)).toBe(true)
  })

  it('name the place of a field that is no type', () => {
    expect(() => checkFields({ n: null as Any }, 'state')).toThrow("state field 'n': null is not a type")
  })
})

function thrownBy(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
