/** Tables that threads share, by several workers in turn in one thread: what is true of each step, whoever takes it. */
import { describe, expect, it } from 'vitest'
import { SharedStates, shareStates } from '../../src/store/shared-states.ts'
import { batchOf, States } from '../../src/store/states.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 24 }

/** Words of state number `n`: far apart in the bits that halves share, too. */
const wordsOf = (n: number, words: number) => Array.from({ length: words }, (_, k) => (n >>> k) * (k + 1))

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k)

/** The hash of a row of one word, as the loops of tables have it. */
function hashOf(word: number): number {
  let w = Math.imul(word, 0xcc9e2d51)
  w = (w << 15) | (w >>> 17)
  let h = 0x9747b28c ^ Math.imul(w, 0x1b873593)
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Looks states up by one worker; grows, as all do when they have met, where a table is full. Returns ids and what is new. */
function insert(all: readonly SharedStates[], me: number, words: number, numbers: readonly number[]) {
  const states = (all[me] as SharedStates).states
  const found: { id: number; isNew: boolean }[] = []
  while (found.length < numbers.length) {
    const left = numbers.slice(found.length)
    const batch = batchOf(words, left.length)
    for (const [k, n] of left.entries()) batch.rows.set(wordsOf(n, words), k * words)
    batch.count = left.length
    const done = states.insertAll(batch)
    for (let k = 0; k < done; k++) {
      const id = batch.ids[k] as number
      found.push({ id: id < 0 ? ~id : id, isNew: id < 0 })
    }
    if (done < left.length && !grow(all)) break
  }
  return found
}

function grow(all: readonly SharedStates[]): boolean {
  for (const one of all) one.tell()
  if (!(all.at(-1) as SharedStates).grow()) return false
  for (const one of all) one.place()
  for (const one of all) one.placeLeft()
  return true
}

function shared(words: number, workers: number, limits = roomy, seed = 0): SharedStates[] {
  const states = new States(words, limits)
  for (let n = 0; n < seed; n++) states.insert(Int32Array.from(wordsOf(n, words)))
  const memory = shareStates(states, workers, limits, undefined)
  return Array.from({ length: workers }, (_, me) => new SharedStates(memory, me))
}

describe('shared states', () => {
  it.each([
    { words: 1, workers: 2 },
    { words: 2, workers: 3 },
    { words: 4, workers: 1 },
    { words: 9, workers: 2 },
  ])(
    'of $words words have one id each, whichever of $workers workers finds them, however often tables grow',
    ({ words, workers }) => {
      const seed = 300
      const all = shared(words, workers, roomy, seed)
      const ids = new Map<number, number>()
      const others = new Set<number>()
      for (let round = 0; round < 30; round++) {
        // half of them are known, to the others as well
        const numbers = Array.from({ length: 500 }, (_, k) => (round * 250 + ((k * 7) % 500)) * 5)
        for (const [k, { id, isNew }] of insert(all, round % workers, words, numbers).entries()) {
          const n = numbers[k] as number
          expect(isNew).toBe(!ids.has(n) && n >= seed)
          expect(id).toBe(ids.get(n) ?? (n < seed ? n : id))
          if (isNew) expect(others.has(id)).toBe(false)
          others.add(id)
          ids.set(n, id)
        }
      }
      const into = new Int32Array(words)
      for (const [n, id] of ids) {
        for (const { states } of all) states.load(id, into)
        expect([...into]).toEqual([...Int32Array.from(wordsOf(n, words))])
      }
      expect(all.map(({ room }) => room > ids.size)).not.toContain(false)
    },
  )

  it('leave out of a table that has grown what a worker has written and not stored', () => {
    const all = shared(1, 2)
    insert(all, 1, 1, [1])
    // the rest of the block of worker 1 is not used: zeros lie there
    insert(all, 0, 1, upTo(2, 2000))

    expect(insert(all, 0, 1, [0]).map(({ isNew }) => isNew)).toEqual([true])
    expect(insert(all, 1, 1, upTo(0, 2000)).filter(({ isNew }) => isNew)).toEqual([])
  })

  it('find again what had no room in a part of a table that has grown', () => {
    const all = shared(1, 2)
    // all of them want the last line of the first half
    const numbers: number[] = []
    for (let n = 1; numbers.length < 100; n++) {
      const wanted = hashOf(n) / 2 ** 32
      if (wanted >= 0.5 - 16 / 4096 && wanted < 0.5) numbers.push(n)
    }
    insert(all, 0, 1, numbers)
    insert(all, 1, 1, upTo(100_000, 101_500))

    expect(insert(all, 1, 1, numbers).filter(({ isNew }) => isNew)).toEqual([])
  })

  it('end where a limit leaves no room', () => {
    const few = shared(1, 2, { ...roomy, maxStates: 1000 })
    const numbers = Array.from({ length: 5000 }, (_, n) => n)
    const found = insert(few, 0, 1, numbers).length

    // a worker may have to leave what is left of the other's block
    expect(found).toBeGreaterThanOrEqual(1000 - 64)
    expect(found).toBeLessThanOrEqual(1000 + 2 * 64)
    expect(insert(shared(1, 2, { ...roomy, maxBytes: 40_000 }), 0, 1, numbers).length).toBeLessThan(5000)
  })
})
