/** The table of states without ids, beside a set of their words: every shape of slots, alone and by several in turn. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompactTable, compactMemory } from '../../../src/engine/store/compact-table.ts'
import { batchOf } from '../../../src/engine/store/table.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 26 }

/** Looks rows up by one of them, growing where it has to; which of them were new. */
function insert(all: readonly CompactTable[], me: number, rows: readonly (readonly number[])[]) {
  const table = all[me] as CompactTable
  const { words } = table
  const batch = batchOf(words, rows.length)
  for (const [n, row] of rows.entries()) batch.rows.set(row, n * words)
  batch.count = rows.length
  for (let done = 0; done < rows.length; ) {
    done = table.insertAll(batch, done)
    if (done === rows.length) break
    if (!(all.at(-1) as CompactTable).grow(2 ** 26)) return isNew(table, done)
    for (const one of all) one.see()
  }
  return isNew(table, rows.length)
}

/** For each of the `count` rows that were looked up last: whether it was new. */
function isNew({ fresh, freshCount }: CompactTable, count: number): boolean[] {
  const numbers = fresh.subarray(0, freshCount)
  return Array.from({ length: count }, (_, n) => numbers.includes(n))
}

/** Every row, read from the slots. */
function rowsOf(table: CompactTable): string[] {
  const { words } = table
  return [...table.blocks()]
    .flatMap(({ rows, at, count }) =>
      Array.from({ length: count }, (_, k) => rows.subarray(at + k * words, at + (k + 1) * words).join()),
    )
    .sort()
}

/** Several that share their rows. If `segmentLength` is given, each segment has that number of words. */
function tables(
  words: number,
  lastBits: number,
  workers: number,
  segmentLength?: number,
  limits = roomy,
): CompactTable[] {
  const more = segmentLength === undefined ? {} : { segmentLength }
  const memory = compactMemory({ words, lastBits, workers, limits, count: 0, slots: 0, ...more })
  return Array.from({ length: workers }, () => new CompactTable(memory))
}

/** The first word of a row of one word as it lies in the table. */
function mixed(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

describe('CompactTable', () => {
  it('knows just the rows that were added, whatever their words, by one worker and by several', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer(),
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom(undefined, 2 ** 13),
        (words, lastBits, workers, seed, spread, segmentLength) => {
          const all = tables(words, lastBits, workers, segmentLength, { ...roomy, maxBytes: 2 ** 22 })
          const known = new Set<string>()
          const mask = lastBits === 32 ? -1 : (1 << lastBits) - 1
          let x = seed | 1
          for (let round = 0; round < 40; round++) {
            const rows = Array.from({ length: 100 }, () =>
              Array.from({ length: words }, (_, k) => {
                x ^= x << 13
                x ^= x >>> 17
                x ^= x << 5
                // some words differ in a few bits only
                const word = k % 2 === 0 ? x : x >> spread
                return k === words - 1 && words > 1 ? word & mask : word
              }),
            )
            const expected = rows.map((row) => {
              const isNew = !known.has(row.join())
              known.add(row.join())
              return isNew
            })
            expect(insert(all, round % workers, rows)).toEqual(expected)
          }
          const again = [...known].map((row) => row.split(',').map(Number))
          for (const me of all.keys()) expect(insert(all, me, again)).not.toContain(true)
          // a slot and its place say all of a row
          for (const table of all) expect(rowsOf(table)).toEqual([...known].sort())
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each([
    { words: 1, lastBits: 32 },
    { words: 2, lastBits: 8 },
    { words: 2, lastBits: 17 },
    { words: 2, lastBits: 28 },
    { words: 2, lastBits: 32 },
    { words: 3, lastBits: 20 },
    { words: 4, lastBits: 32 },
  ])(
    'keeps $words words with $lastBits bits in the last one through every growth up to 300,000 rows',
    ({ words, lastBits }) => {
      for (const workers of [1, 2]) {
        const all = tables(words, lastBits, workers)
        const mask = lastBits === 32 ? -1 : (1 << lastBits) - 1
        const row = (n: number) =>
          Array.from({ length: words }, (_, k) => (k === 0 ? n : k === words - 1 ? (n >>> 3) & mask : n * k))
        for (let n = 0; n < 300_000; n += 1000) {
          const rows = Array.from({ length: 1000 }, (_, k) => row(n + k))
          expect(insert(all, (n / 1000) % workers, rows)).not.toContain(false)
        }
        for (let n = 0; n < 300_000; n += 1000) {
          const rows = Array.from({ length: 1000 }, (_, k) => row(n + k))
          expect(insert(all, 0, rows)).not.toContain(true)
        }
        // a first word costs some bits only, and after it has doubled a table is filled to 0.4 at least
        expect((all[0] as CompactTable).bytes / 300_000).toBeLessThan((4 * words + 2) / 0.4)
      }
    },
  )

  it('finds room for rows that all belong into one line, by growing before it is full', () => {
    for (const workers of [1, 2]) {
      const all = tables(1, 32, workers)
      const lines = (all[0] as CompactTable).lines
      const rows: number[][] = []
      for (let n = 0; rows.length < 2000; n++) if (mixed(n) / 2 ** 32 >= 1 - 1 / lines) rows.push([n | 0])
      expect(insert(all, 0, rows)).not.toContain(false)
      expect(insert(all, workers - 1, rows)).not.toContain(true)
      const others = Array.from({ length: 20_000 }, (_, n) => [-1 - n])
      insert(all, 0, others)
      expect(insert(all, 0, [...rows, ...others])).not.toContain(true)
    }
  })

  it('takes no row beyond a limit, and still knows those it has', () => {
    const limits = { ...roomy, maxStates: 1000 }
    const few = new CompactTable(compactMemory({ words: 2, lastBits: 20, workers: 1, limits, count: 0 }))
    const rows = Array.from({ length: 5000 }, (_, n) => [n, n])
    expect(insert([few], 0, rows)).toHaveLength(1000)
    expect(insert([few], 0, rows.slice(0, 1000))).not.toContain(true)

    const narrow = new CompactTable(
      compactMemory({ words: 2, lastBits: 20, workers: 1, limits: { ...roomy, maxBytes: 2 ** 15 }, count: 0 }),
    )
    const batch = batchOf(2, 5000)
    for (const [n, row] of rows.entries()) batch.rows.set(row, 2 * n)
    batch.count = 5000
    const done = narrow.insertAll(batch)
    expect(done).toBeLessThan(5000)
    expect(narrow.grow(narrow.bytes)).toBe(false)
    expect(narrow.insertAll({ ...batch, count: done })).toBe(done)
  })

  it('has what it was begun with, and room for as much again', () => {
    const memory = compactMemory({ words: 2, lastBits: 20, workers: 1, limits: roomy, count: 600_000 })
    const table = new CompactTable(memory)
    const batch = batchOf(2, 1000)
    batch.count = 1000
    for (let n = 0; n < 600_000; n += 1000) {
      for (let k = 0; k < 1000; k++) batch.rows.set([n + k, (n + k) & 0xfffff], 2 * k)
      table.seed(batch)
    }
    expect(table.insertAll(batch)).toBe(1000)
    expect(table.freshCount).toBe(0)
    for (let k = 0; k < 1000; k++) batch.rows.set([-1 - k, 5], 2 * k)
    expect(table.insertAll(batch)).toBe(1000)
    expect(table.freshCount).toBe(1000)
  })
})
