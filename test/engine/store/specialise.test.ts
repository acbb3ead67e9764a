/** Loops that are specialised from their source: they do what the source does, and no convention is left in their text. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compactConstants, compactLoops } from '../../../src/engine/store/compact-loops.ts'
import { CompactTable, compactMemory } from '../../../src/engine/store/compact-table.ts'
import { SharedTable, shareTable } from '../../../src/engine/store/shared-table.ts'
import { specialise, specialised } from '../../../src/engine/store/specialise.ts'
import { batchOf, Table } from '../../../src/engine/store/table.ts'
import { tableConstants, tableLoops } from '../../../src/engine/store/table-loops.ts'
import { folderOf } from '../../cli/run.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 26 }
const narrow = { maxStates: 2 ** 30, maxBytes: 2 ** 16 }

/** Shapes of compact tables: every number of extra bytes, by one worker and by two, in one segment and in several. */
const compact = [
  { words: 1, lastBits: 32, extra: 0 },
  { words: 2, lastBits: 2, extra: 0 },
  { words: 2, lastBits: 8, extra: 1 },
  { words: 2, lastBits: 16, extra: 2 },
  { words: 2, lastBits: 32, extra: 4 },
  { words: 3, lastBits: 7, extra: 1 },
  { words: 4, lastBits: 16, extra: 2 },
  { words: 5, lastBits: 32, extra: 4 },
].flatMap((one) => [1, 2].flatMap((workers) => [2 ** 9, undefined].map((length) => ({ ...one, workers, length }))))

const flat = [1, 2, 3, 4, 5].flatMap((words) => [false, true].map((shared) => ({ words, shared })))

type Specialised = typeof specialised
/** `specialised` and the functions as a bundler prints them, beside others that have the names of the conventions. */
interface Bundled {
  readonly specialised: Specialised
  readonly tableLoops: typeof tableLoops
  readonly compactLoops: typeof compactLoops
}
const folder = folderOf({})
/** With white space, and without, as in `dist/`. */
const bundles: Bundled[] = []

beforeAll(async () => {
  const names = ['word', 'words', 'row', 'last', 'shared', 'many', 'perLine', 'hasRest', 'tables']
  const store = fileURLToPath(new URL('../../../src/engine/store/', import.meta.url))
  for (const minifyWhitespace of [false, true]) {
    const outfile = join(folder, `loops-${minifyWhitespace}.mjs`)
    await build({
      stdin: {
        contents: `${names.map((name) => `export const ${name} = globalThis.${name}`).join('\n')}
export { specialised } from ${JSON.stringify(`${store}specialise.ts`)}
export { tableLoops } from ${JSON.stringify(`${store}table-loops.ts`)}
export { compactLoops } from ${JSON.stringify(`${store}compact-loops.ts`)}`,
        resolveDir: folder,
      },
      outfile,
      ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', minifyWhitespace },
    })
    bundles.push(await import(outfile))
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

/** The names in a text that only its source may have. */
function conventionsIn(text: string, constants: object): string[] {
  const names = text.match(/(?<![.\w$])[a-zA-Z][\w$]*/g) ?? []
  const constant = new RegExp(`^(?:${Object.keys(constants).join('|')}|word|row)\\d*$`)
  return names.filter((name) => constant.test(name))
}

/** Rows of which every second one repeats an earlier one. */
function rowsOf(words: number, lastBits: number, count: number): Int32Array {
  const mask = lastBits === 32 ? -1 : (1 << lastBits) - 1
  const rows = Int32Array.from({ length: count * words }, (_, k) => {
    const row = Math.floor(k / words)
    const n = row % 2 === 0 ? row : (row * 7) % count
    const word = Math.imul(n, 0x9e3779b1 + (k % words)) >>> (n % 5)
    return words > 1 && k % words === words - 1 ? word & mask : word
  })
  return rows
}

describe('specialised loops', () => {
  it('keep nothing of the conventions in their text, however a bundler has printed and renamed the source', () => {
    for (const { words, shared } of flat) {
      const constants = tableConstants(words, shared)
      expect(conventionsIn(specialised(tableLoops, constants), constants)).toEqual([])
      for (const bundled of bundles) {
        expect(bundled.tableLoops.toString()).toMatch(/words: ?words2/)
        const text = bundled.specialised(bundled.tableLoops, constants)
        expect(conventionsIn(text, constants)).toEqual([])
        expect(() => new Function(`return ${text}`)).not.toThrow()
      }
    }
    for (const { words, lastBits, workers, length } of compact) {
      const more = length === undefined ? {} : { segmentLength: length }
      const { shape } = compactMemory({ words, lastBits, workers, limits: narrow, count: 0, slots: 0, ...more })
      const constants = compactConstants(shape)
      expect(conventionsIn(specialised(compactLoops, constants), constants)).toEqual([])
      for (const bundled of bundles) {
        const text = bundled.specialised(bundled.compactLoops, constants)
        expect(conventionsIn(text, constants)).toEqual([])
        expect(() => new Function(`return ${text}`)).not.toThrow()
      }
    }
  })

  it.each(flat)('of a table of $words words, shared: $shared, do what their source does', ({ words, shared }) => {
    const constants = tableConstants(words, shared)
    const results = [tableLoops(constants), specialise(tableLoops, constants)].map((loops) => {
      const alone = new Table(words, roomy)
      const table = shared ? new SharedTable(shareTable(alone, 2, 2 ** 26), 0) : alone
      const batch = batchOf(words, 1000)
      batch.rows = rowsOf(words, 32, 1000)
      batch.count = 1000
      const done = loops.insertAll(table as SharedTable, batch, 0, 0, words)
      const slots = table.slots.view.slice()
      table.slots.view.fill(0)
      const left: number[] = []
      loops.placeSome(table, 1, 300, 0, shared ? 512 : table.capacity, left)
      return { done, ids: batch.ids, slots, placed: table.slots.view, left, rows: table.segments[0]?.view }
    })
    expect(results[1]?.done).toBeGreaterThan(500)
    expect(results[1]).toEqual(results[0])
  })

  it.each(compact)(
    'of a compact table of $words words and $extra bytes for $workers workers, in segments of $length, do the same',
    ({ words, lastBits, extra, workers, length }) => {
      const more = length === undefined ? {} : { segmentLength: length }
      const options = { words, lastBits, workers, limits: narrow, count: 0, slots: 0, ...more }
      const results = ['source', 'specialised'].map((which) => {
        const memory = compactMemory(options)
        expect(memory.shape.extra).toBe(extra)
        const table = new CompactTable(memory)
        const isOne = table.views.filter((view) => view.length > 0).length === 1
        const constants = compactConstants(isOne ? { ...memory.shape, segmentBits: 31 } : memory.shape)
        const loops = which === 'source' ? compactLoops(constants) : specialise(compactLoops, constants)
        const batch = batchOf(words, 1500)
        batch.rows = rowsOf(words, lastBits, 1500)
        batch.count = 1500
        table.fresh = new Int32Array(2000)
        const done = loops.insertAll(table, batch, 0)
        const all = table.lines + 2 ** table.farBits
        const slots = () => table.views.map((view) => view.slice())
        const inserted = slots()
        const copied = new Int32Array(1500 * words)
        const count = loops.copy(table, 0, all, copied)
        const left: number[] = []
        const code = { lines: table.lines, farBits: table.farBits, lowBits: table.lowBits }
        loops.moveAll(table, code, 0, all, left)
        const emptied = loops.copy(table, 0, all, copied.slice())
        const taken = [...left]
        const putBack = loops.putBack(table, left, new Uint8Array(all + 1))
        const { fresh, freshCount, room } = table
        return { done, inserted, copied, count, emptied, taken, putBack, placed: slots(), fresh, freshCount, room }
      })
      expect(results[1]?.count).toBeGreaterThan(500)
      expect(results[1]?.count).toBe(results[1]?.freshCount)
      expect(results[1]?.emptied).toBe(0)
      expect(results[1]?.putBack).toBe(true)
      expect(results[1]).toEqual(results[0])
    },
  )
})
