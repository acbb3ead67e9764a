import { describe, expect, it } from 'vitest'
import { PassingStates } from '../../../src/engine/store/passing-states.ts'
import { batchOf, States } from '../../../src/engine/store/states.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 26 }

const wordsOf = (n: number, words: number) => Array.from({ length: words }, (_, k) => (n >>> (k % 3)) * (k + 1))

function begun(words: number, count: number, limits = roomy): States {
  const states = new States(words, limits)
  for (let n = 0; n < count; n++) states.insert(Int32Array.from(wordsOf(n, words)))
  return states
}

function insert(states: PassingStates, words: number, numbers: readonly number[]): number[] {
  const batch = batchOf(words, numbers.length)
  for (const [k, n] of numbers.entries()) batch.rows.set(wordsOf(n, words), k * words)
  batch.count = numbers.length
  const { count } = states
  const done = states.insertAll(batch)
  const fresh = states.fresh.subarray(0, states.freshCount)
  return Array.from({ length: done }, (_, n) => (fresh.includes(n) ? ~(count + fresh.indexOf(n)) : 0))
}

describe('PassingStates', () => {
  it.each([1, 2, 4, 9])(
    'of %i words go on with the ids of those they began with, and can be loaded in their order',
    (words) => {
      const count = 5000
      const states = new PassingStates(begun(words, count), 4500, 32, roomy)
      const into = new Int32Array(words)
      const expected = (n: number) => [...Int32Array.from(wordsOf(n, words))]
      // number n has id n: each batch looks up the one before it, and itself
      for (let n = count; n < 60_000; n += 500) {
        const numbers = Array.from({ length: 1000 }, (_, k) => n - 500 + k)
        const ids = insert(states, words, numbers)
        expect(ids.slice(0, 500).every((id) => id >= 0)).toBe(true)
        expect(ids.slice(500)).toEqual(numbers.slice(500).map((number) => ~number))
        for (let id = n - 500; id < n; id += 7) {
          states.load(id, into)
          expect([...into]).toEqual(expected(id))
        }
      }
      expect(states.count).toBe(60_000)
      expect(insert(states, words, [0, 1, 4999, 5000, 31_234, 59_999]).every((id) => id >= 0)).toBe(true)

      const { expanded, load } = states.sampled
      expect(expanded).toBeGreaterThan(4)
      for (let k = 0; k < expanded; k++) {
        load(k, into)
        expect([...into]).toEqual(expected(into[0] as number))
      }
    },
  )

  it('take no state beyond a limit, and still know those they have', () => {
    const limits = { ...roomy, maxStates: 7000 }
    const states = new PassingStates(begun(2, 5000, limits), 0, 32, limits)
    const numbers = Array.from({ length: 3000 }, (_, k) => 4500 + k)

    expect(insert(states, 2, numbers)).toHaveLength(2500)
    expect(states.count).toBe(7000)
    expect(insert(states, 2, numbers.slice(0, 2500)).every((id) => id >= 0)).toBe(true)

    const narrow = { ...roomy, maxBytes: 500_000 }
    const few = new PassingStates(begun(2, 5000, narrow), 4900, 32, narrow)
    let n = 5000
    while (insert(few, 2, [n]).length === 1) n++
    expect(few.bytes).toBeLessThanOrEqual(500_000)
  })
})
