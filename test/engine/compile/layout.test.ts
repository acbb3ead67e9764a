import { array, bag, bool, int, mapOf, oneOf, optional, queue, setOf, struct } from 'allways'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, type Layout, layoutOf, type Slot } from '../../../src/engine/compile/layout.ts'
import type { StructType } from '../../../src/language/types.ts'
import { lowest, toPlain } from '../../../src/language/values.ts'

const pair = struct({ left: int(-2, 5), right: oneOf('a', 'b', 'c') })
const everything = struct({
  flag: bool,
  wide: int(-1_000_000_000, 1_000_000_000),
  maybe: optional(int(3, 9)),
  inner: optional(struct({ pair, tags: setOf(oneOf('x', 'y')) })),
  row: array(5, bool),
  pairs: array(3, pair),
  small: setOf(int(0, 31)),
  large: setOf(int(-50, 50)),
  map: mapOf(int(1, 4), pair),
  queue: queue(pair, 3),
  bag: bag(optional(bool), 4),
})

const pairs = fc.record({ left: fc.integer({ min: -2, max: 5 }), right: fc.constantFrom('a', 'b', 'c') })
const values = fc.record({
  flag: fc.boolean(),
  wide: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
  maybe: fc.option(fc.integer({ min: 3, max: 9 })),
  inner: fc.option(fc.record({ pair: pairs, tags: fc.subarray(['x', 'y']) })),
  row: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  pairs: fc.array(pairs, { minLength: 3, maxLength: 3 }),
  small: fc.array(fc.integer({ min: 0, max: 31 })),
  large: fc.array(fc.integer({ min: -50, max: 50 })),
  map: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), pairs)),
  queue: fc.array(pairs, { maxLength: 3 }),
  bag: fc.array(fc.option(fc.boolean()), { maxLength: 4 }),
})

function slots(layout: Layout): Slot[] {
  switch (layout.kind) {
    case 'cell':
      return [layout.slot]
    case 'struct':
      return layout.fields.flatMap(([, field]) => slots(field))
    case 'optional':
      return [layout.present, ...slots(layout.of)]
    case 'array':
      return layout.elements.flatMap(slots)
    case 'set':
      return [...layout.chunks]
    case 'map':
      return layout.entries.flatMap((entry) => [entry.present, ...slots(entry.of)])
    case 'sequence':
      return [layout.count, ...layout.cells]
  }
}

const { root, words } = layoutOf(everything as unknown as StructType)

describe('the layout of a state', () => {
  it('gives every cell bits of its own, inside one word', () => {
    const owned = new Set<string>()
    for (const { word, shift, bits } of slots(root)) {
      expect(shift + bits).toBeLessThanOrEqual(32)
      for (let bit = shift; bit < shift + bits; bit++) {
        expect(owned.has(`${word}:${bit}`)).toBe(false)
        owned.add(`${word}:${bit}`)
      }
    }
    const bits = slots(root).reduce((sum, slot) => sum + slot.bits, 0)
    expect(words).toBeLessThanOrEqual(Math.ceil(bits / 32) + 2)
  })

  it('has the lowest value of every type at zero', () => {
    expect(decode(new Int32Array(words), root)).toEqual(lowest(everything as unknown as StructType))
  })

  it('gives back what was written, over anything that lay there', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const [a, b] = [first, second].map((value) => toPlain(everything as unknown as StructType, value, 's'))
        const over = new Int32Array(words)
        encode(over, root, a as never)
        encode(over, root, b as never)
        expect(decode(over, root)).toEqual(b)
        // canonical: the words do not remember what lay there before
        const fresh = new Int32Array(words)
        encode(fresh, root, b as never)
        expect([...over]).toEqual([...fresh])
      }),
    )
  })
})
