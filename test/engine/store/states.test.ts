import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchOf, States } from '../../../src/engine/store/states.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 30 }

describe('States', () => {
  it('gives equal words one id and different words different ids, through every growth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }).chain((words) =>
          fc.tuple(
            fc.constant(words),
            fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: words, maxLength: words }), {
              maxLength: 300,
            }),
          ),
        ),
        ([words, rows]) => {
          const states = new States(words, roomy)
          const oracle = new Map<string, number>()
          for (const row of rows) {
            const known = oracle.get(row.join()) ?? oracle.size
            oracle.set(row.join(), known)
            expect(states.insert(Int32Array.from(row))).toBe(known)
          }
          expect(states.count).toBe(oracle.size)
        },
      ),
    )
  })

  it('keeps every state whole, flat or as a tree', () => {
    for (const words of [3, 4, 5, 9, 17, 20]) {
      const states = new States(words, roomy)
      const of = (n: number) => Int32Array.from({ length: words }, (_, k) => (k % 3 === 2 ? n >>> 7 : n * (k + 1)))
      for (let n = 0; n < 30_000; n++) states.insert(of(n))
      for (let n = 0; n < 30_000; n += 2) expect(states.insert(of(n))).toBe(n)
      const into = new Int32Array(words + 1)
      for (const n of [0, 1, 1023, 1024, 16_384, 29_999]) {
        states.load(n, into, 1)
        expect([...into.subarray(1)]).toEqual([...of(n)])
      }
    }
  })

  it('takes a wide state as 8 bytes and a slot where its halves are few', () => {
    const states = new States(10, roomy)
    const of = (n: number) => Int32Array.from({ length: 10 }, (_, k) => (k < 5 ? n % 1000 : n / 1000) | 0)
    for (let n = 0; n < 600_000; n++) states.insert(of(n))
    expect(states.count).toBe(600_000)
    expect(states.bytes / states.count).toBeLessThan(16)
  })

  it('tells of a batch what is new, once, in order, and where a limit ends it', () => {
    for (const words of [1, 6, 19]) {
      const states = new States(words, { ...roomy, maxStates: 3 })
      const batch = batchOf(words, 6)
      for (const [k, n] of [7, 7, 8, 9, 8, 10].entries()) batch.rows.fill(n, k * words, (k + 1) * words)
      batch.count = 6
      expect(states.insertAll(batch)).toBe(5)
      expect([...batch.ids.subarray(0, 5)]).toEqual([~0, 0, ~1, ~2, 1])
    }
  })

  it('tells states apart whose hashes are the same in the bits that a slot keeps', () => {
    // with 200,000 one-word states a slot keeps 13 bits of the hash, so thousands of pairs share them
    const states = new States(1, roomy)
    for (let n = 0; n < 200_000; n++) expect(states.insert(Int32Array.of(n))).toBe(n)
  })

  it('takes no state beyond a limit, and still knows those it has', () => {
    const few = new States(1, { ...roomy, maxStates: 2 })
    expect([1, 2, 3, 2].map((n) => few.insert(Int32Array.of(n)))).toEqual([0, 1, -1, 1])
    const small = new States(1, { ...roomy, maxBytes: 20_000 })
    let n = 0
    while (small.insert(Int32Array.of(n)) >= 0) n++
    expect(small.bytes).toBeLessThanOrEqual(20_000)
    expect(small.insert(Int32Array.of(0))).toBe(0)
  })
})
