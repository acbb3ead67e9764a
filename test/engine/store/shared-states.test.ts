/** Tables that threads share, by several workers in turn in one thread: what holds for each step, by any worker. */
import { describe, expect, it } from 'vitest'
import { SharedStates, shareStates } from '../../../src/engine/store/shared-states.ts'
import { batchOf, States } from '../../../src/engine/store/states.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 24 }

/** Words of state number `n`: far apart in the bits that halves share, too. */
const wordsOf = (n: number, words: number) => Array.from({ length: words }, (_, k) => (n >>> k) * (k + 1))

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k)

/** Looks states up by one worker; grows, as all do when they have met, where a table is full. Which of them were new. */
function insert(all: readonly SharedStates[], me: number, words: number, numbers: readonly number[]): boolean[] {
  const states = all[me] as SharedStates
  const found: boolean[] = []
  while (found.length < numbers.length) {
    const left = numbers.slice(found.length)
    const batch = batchOf(words, left.length)
    for (const [k, n] of left.entries()) batch.rows.set(wordsOf(n, words), k * words)
    batch.count = left.length
    const done = states.insertAll(batch)
    const fresh = states.fresh.subarray(0, states.freshCount)
    for (let k = 0; k < done; k++) found.push(fresh.includes(k))
    if (done < left.length && !grow(all)) break
  }
  return found
}

function grow(all: readonly SharedStates[]): boolean {
  for (const one of all) one.tell()
  if (!(all.at(-1) as SharedStates).grow(0)) return false
  for (const one of all) one.place()
  for (const one of all) one.placeLeft()
  return true
}

function shared(words: number, workers: number, limits = roomy, seed = 0): SharedStates[] {
  const states = new States(words, limits)
  for (let n = 0; n < seed; n++) states.insert(Int32Array.from(wordsOf(n, words)))
  const memory = shareStates(states, { workers, limits, flatWords: undefined, lastBits: 32 })
  return Array.from({ length: workers }, (_, me) => new SharedStates(memory, me))
}

describe('shared states', () => {
  it.each([
    { words: 1, workers: 2 },
    { words: 2, workers: 3 },
    { words: 4, workers: 1 },
    { words: 9, workers: 2 },
  ])(
    'of $words words are new once, whichever of $workers workers finds them, however often tables grow',
    ({ words, workers }) => {
      const seed = 300
      const all = shared(words, workers, { ...roomy, maxBytes: 2 ** 22 }, seed)
      const known = new Set(Array.from({ length: seed }, (_, n) => n))
      const into = new Int32Array(words)
      for (let round = 0; round < 60; round++) {
        // half of them are known, to the others as well
        const numbers = Array.from({ length: 500 }, (_, k) => (round * 250 + ((k * 7) % 500)) * 5)
        const me = round % workers
        const found = insert(all, me, words, numbers)
        expect(found).toEqual(numbers.map((n) => !known.has(n)))
        for (const n of numbers) known.add(n)
        // what was looked up last is there as rows, and any worker makes states of them
        const one = all[me] as SharedStates
        for (const other of all) {
          other.load(one.rows, 0, into)
          const last = numbers.map((n) => Int32Array.from(wordsOf(n, words)).join())
          expect(last).toContain(into.join())
        }
      }
    },
  )

  it('leave out of a table of halves that has grown what a worker has written and not stored', () => {
    const all = shared(9, 2)
    insert(all, 1, 9, [1])
    // the rest of the blocks of worker 1 is not used: zeros lie there
    insert(all, 0, 9, upTo(2, 20_000))

    expect(insert(all, 0, 9, [0])).toEqual([true])
    expect(insert(all, 1, 9, upTo(0, 20_000))).not.toContain(true)
  })

  it('end where a limit leaves no room', () => {
    const few = shared(1, 2, { ...roomy, maxStates: 1000 })
    const numbers = Array.from({ length: 5000 }, (_, n) => n)
    const found = insert(few, 0, 1, numbers).length

    // a worker may have to leave what is left of the other's block
    expect(found).toBeGreaterThanOrEqual(1000 - 64)
    expect(found).toBeLessThanOrEqual(1000 + 2 * 256)
    expect(insert(shared(1, 2, { ...roomy, maxBytes: 10_000 }), 0, 1, numbers).length).toBeLessThan(5000)
  })
})
