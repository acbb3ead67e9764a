import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PredicateBits } from '../../../src/engine/store/predicate-bits.ts'

const range = (count: number) => [...Array(count).keys()]

describe('Labels', () => {
  it('say of each state what was said of it, through every growth', () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 100 }),
      states: fc.integer({ min: 1, max: 900 }),
      said: fc.array(fc.tuple(fc.nat(99), fc.nat(899)), { maxLength: 60, size: 'max' }),
    })
    fc.assert(
      fc.property(cases, ({ count, states, said }) => {
        const labels = new PredicateBits(count)
        const oracle = new Set<string>()
        for (const state of range(states)) {
          labels.add()
          // of this one, and of one that may be long known
          for (const [atom, of] of said) {
            if (of % states !== state) continue
            for (const id of [state, state >> 1]) {
              labels.set(atom % count, id)
              oracle.add(`${atom % count} ${id}`)
            }
          }
        }
        const wrong = range(states).flatMap((state) =>
          range(count).filter((atom) => labels.has(atom, state) !== oracle.has(`${atom} ${state}`)),
        )
        expect(wrong).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('keep the predicates at the borders of words apart', () => {
    for (const count of [1, 31, 32, 33, 63, 64, 65]) {
      for (const atom of [0, 30, 31, 32, 62, 63, 64].filter((at) => at < count)) {
        const labels = new PredicateBits(count)
        for (let state = 0; state < 3; state++) labels.add()
        labels.set(atom, 1)
        const truth = range(3).map((state) => range(count).filter((other) => labels.has(other, state)))
        expect(truth, `${atom} of ${count}`).toEqual([[], [atom], []])
      }
    }
  })

  it('may be of no predicate at all, and take no room then', () => {
    const labels = new PredicateBits(0)
    for (let state = 0; state < 1000; state++) labels.add()
    expect([labels.count, labels.bytes]).toEqual([0, 0])
  })

  it('tell the bytes they have set aside: one for each 8 predicates, and twice as many states at each growth', () => {
    for (const [count, bytes] of [
      [1, 1],
      [8, 1],
      [9, 2],
      [64, 8],
      [65, 9],
    ] as const) {
      const labels = new PredicateBits(count)
      expect(labels.bytes).toBe(bytes * 256)
      for (let state = 0; state < 256; state++) labels.add()
      expect(labels.bytes).toBe(bytes * 256)
      labels.add()
      expect(labels.bytes).toBe(bytes * 512)
      for (let state = 257; state < 513; state++) labels.add()
      expect(labels.bytes).toBe(bytes * 1024)
    }
  })

  it('keep what is true over the borders of chunks', () => {
    const labels = new PredicateBits(10)
    const states = 2 ** 18 + 300
    for (let state = 0; state < states; state++) {
      labels.add()
      labels.set(state % 10, state)
    }
    let wrong = 0
    for (let state = 0; state < states; state++) {
      for (let atom = 0; atom < 10; atom++) if (labels.has(atom, state) !== (state % 10 === atom)) wrong++
    }
    expect(wrong).toBe(0)
  })
})
