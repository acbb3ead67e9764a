/** A thread of `compact-threads.test.ts`: looks up the rows that it is given, in a table that it shares with others. */
import { parentPort, workerData } from 'node:worker_threads'
import { type CompactMemory, CompactTable } from '../../../src/engine/store/compact-table.ts'
import { batchOf } from '../../../src/engine/store/table.ts'

export interface Lookup {
  readonly memory: CompactMemory
  /** Rows, one after the other. */
  readonly rows: Int32Array
  /** How many threads have come, and how many there are to be: they begin at once. */
  readonly here: Int32Array
}

const { threads } = workerData as { readonly threads: number }
const batchSize = 250

parentPort?.on('message', ({ memory, rows, here }: Lookup) => {
  const table = new CompactTable(memory)
  const { words } = table
  const batch = batchOf(words, batchSize)
  let fresh = 0
  Atomics.add(here, 0, 1)
  while (Atomics.load(here, 0) < threads);
  for (let at = 0; at < rows.length; at += batchSize * words) {
    const some = rows.subarray(at, at + batchSize * words)
    batch.rows.set(some)
    batch.count = some.length / words
    if (table.insertAll(batch) < batch.count) throw new Error('there was room for all rows')
    fresh += table.freshCount
  }
  parentPort?.postMessage(fresh)
})
