import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { States } from '../../src/store/states.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 30 }

describe('States', () => {
  it('gives equal words one id and different words different ids, through every growth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((words) =>
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
            expect(states.insert(Int32Array.from(row), known - 1)).toBe(known)
          }
          expect(states.count).toBe(oracle.size)
        },
      ),
    )
  })

  it('keeps every state whole, with the first parent it was found from', () => {
    const states = new States(3, roomy)
    const of = (n: number) => Int32Array.of(n, n * 7, -n)
    for (let n = 0; n < 100_000; n++) states.insert(of(n), n - 1)
    for (let n = 0; n < 100_000; n += 2) expect(states.insert(of(n), 5)).toBe(n)
    const into = new Int32Array(3)
    for (const n of [0, 1, 1023, 1024, 65_536, 99_999]) {
      states.load(n, into)
      expect([...into]).toEqual([...of(n)])
      expect(states.parent(n)).toBe(n - 1)
    }
  })

  it('tells states apart whose hashes are the same in the bits that a slot keeps', () => {
    // with 200,000 one-word states a slot keeps 13 bits of the hash, so thousands of pairs share them
    const states = new States(1, roomy)
    for (let n = 0; n < 200_000; n++) expect(states.insert(Int32Array.of(n), -1)).toBe(n)
  })

  it('takes no state beyond a limit, and still knows those it has', () => {
    const few = new States(1, { ...roomy, maxStates: 2 })
    expect([1, 2, 3, 2].map((n) => few.insert(Int32Array.of(n), -1))).toEqual([0, 1, -1, 1])
    const small = new States(1, { ...roomy, maxBytes: 20_000 })
    let n = 0
    while (small.insert(Int32Array.of(n), -1) >= 0) n++
    expect(small.bytes).toBeLessThanOrEqual(20_000)
    expect(small.insert(Int32Array.of(0), -1)).toBe(0)
  })
})
