/** The table of states without ids, with real threads at the same slots at the same time. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compactMemory } from '../../../src/engine/store/compact-table.ts'
import { folderOf } from '../../cli/run.ts'
import type { Lookup } from './compact-thread.ts'

const threads = 2
const rounds = 20
const folder = folderOf({})
let workers: readonly Worker[]

beforeAll(async () => {
  const outfile = join(folder, 'thread.mjs')
  const entry = fileURLToPath(new URL('compact-thread.ts', import.meta.url))
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
  workers = Array.from({ length: threads }, () => new Worker(outfile, { workerData: { threads } }))
})

afterAll(async () => {
  for (const worker of workers) await worker.terminate()
  rmSync(folder, { recursive: true })
})

/** How many rows were new to a thread. */
function lookUp(worker: Worker, lookup: Lookup): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (fresh: number) => {
      worker.off('error', reject)
      resolve(fresh)
    })
    worker.postMessage(lookup)
  })
}

/** The words after the first, mixed as in `compact-loops.ts`. The table combines the first word with the result. */
function restOf(tail: readonly number[]): number {
  let h = 0x9747b28c | 0
  for (const word of tail) {
    const w = Math.imul(word, 0xcc9e2d51)
    h ^= Math.imul((w << 15) | (w >>> 17), 0x1b873593)
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 12)
}

/** Groups of twelve rows of which all slots begin with the same word, and have zeros where they tell rows apart. */
function rowsOf(words: number, lastBits: number, seed: number): number[][] {
  const mask = lastBits === 32 ? -1 : (1 << lastBits) - 1
  let x = seed
  const next = () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x
  }
  return Array.from({ length: 3000 }, () => {
    const [first, last] = [next(), next() & mask]
    return Array.from({ length: 12 }, (_, n) => {
      const whole = Array.from({ length: words - 2 }, (_, k) => ((n >> k) % 3 === 0 ? 0 : (n + 1) << (8 * (n & 3))))
      // without whole words they differ in the high bits of the last one
      const tail = [...whole, words > 2 ? last : (last ^ (n << (lastBits - 4))) & mask]
      return [first ^ restOf(tail), ...tail]
    })
  }).flat()
}

describe('CompactTable, shared by threads', () => {
  it.each([
    { words: 2, lastBits: 20, extra: 2 },
    { words: 2, lastBits: 31, extra: 4 },
    { words: 3, lastBits: 10, extra: 1 },
    { words: 3, lastBits: 32, extra: 4 },
    { words: 4, lastBits: 7, extra: 1 },
    { words: 5, lastBits: 20, extra: 2 },
  ])(
    'takes each row of $words words for new once, where slots tell $lastBits bits of the last one',
    async ({ words, lastBits, extra }) => {
      for (let round = 1; round <= rounds; round++) {
        const rows = rowsOf(words, lastBits, round * 7919)
        const memory = compactMemory({
          ...{ words, lastBits, workers: threads, count: 0, slots: 2 ** 17 },
          limits: { maxStates: 2 ** 24, maxBytes: 2 ** 28 },
          ...(round % 2 === 0 ? {} : { segmentLength: 2 ** 15 }),
        })
        expect(memory.shape.extra).toBe(extra)
        const here = new Int32Array(new SharedArrayBuffer(4))
        const lookup = { memory, rows: Int32Array.from(rows.flat()), here }
        const fresh = await Promise.all(workers.map((worker) => lookUp(worker, lookup)))
        const different = new Set(rows.map((row) => row.join())).size
        expect(fresh.reduce((sum, count) => sum + count, 0)).toBe(different)
      }
    },
  )
})
