import fc from 'fast-check'
import { expect, it } from 'vitest'
import { designsOf, shardsOf } from '../../../src/cli/stored/shard-part.ts'

const weights = fc.array(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 60 })
const count = fc.integer({ min: 1, max: 12 })

it('puts each element into exactly one shard, always the same', () => {
  fc.assert(
    fc.property(weights, count, (weights, of) => {
      const shards = shardsOf(weights, of)
      expect(shards).toHaveLength(weights.length)
      expect(shards.every((shard) => shard >= 1 && shard <= of)).toBe(true)
      expect(shardsOf(weights, of)).toEqual(shards)
    }),
  )
})

it('differs from shard to shard by at most the heaviest element', () => {
  fc.assert(
    fc.property(weights, count, (weights, of) => {
      const shards = shardsOf(weights, of)
      const loads = Array.from({ length: of }, (_, i) =>
        weights.reduce((sum, weight, k) => (shards[k] === i + 1 ? sum + weight : sum), 0),
      )
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(0, ...weights))
    }),
  )
})

it('deals elements of equal weight out in turn', () => {
  expect(shardsOf([5, 5, 5, 5, 5], 2)).toEqual([1, 2, 1, 2, 1])
  expect(shardsOf([1, 1, 9, 1], 2)).toEqual([2, 2, 1, 2])
})

it('lists each design and size in exactly one part', () => {
  const designs = ['a', 'b', 'c'].map((design) => ({ spec: 's', design }))
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 6, maxLength: 6 }), count, (weights, of) => {
      const parts = Array.from({ length: of }, (_, i) =>
        designsOf({ shard: { index: i + 1, of }, designs, sizes: 2, weights, same: {} }),
      )
      for (const { design } of designs) {
        const found = parts.flat().filter((one) => one.design === design)
        expect(found.reduce((sum, { sizes }) => sum + sizes, 0)).toBe(2)
      }
    }),
  )
})
