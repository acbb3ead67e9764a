/**
 * All states found, but only the latest of them as rows: those still to be expanded. So an expanded state costs one
 * slot of a `CompactTable` and nothing else. Ids are assigned in discovery order. A state can be loaded until a state
 * with a far greater id has been loaded.
 */

import type { AllStates } from './all-states.ts'
import { CompactTable } from './compact-table.ts'
import { Sample } from './sample.ts'
import { compactOf } from './shared-states.ts'
import { type Batch, batchOf, type Limits, type States } from './states.ts'

/** Rows lie in chunks of `chunkSize`. The chunk before the one from which a state was loaded last is kept. */
const chunkBits = 12
const chunkSize = 1 << chunkBits

export class PassingStates {
  /** The number of states; ids are 0 to `count` − 1. */
  count = 0
  readonly #begun: States
  readonly #limits: Limits
  readonly #table: CompactTable
  readonly #rowWords: number
  readonly #isWide: boolean
  /** The rows from id `#first` × `chunkSize` on, and chunks that are not in use. */
  readonly #chunks: Int32Array[] = []
  readonly #unused: Int32Array[] = []
  /** The last of `#chunks`. */
  #chunk: Int32Array = new Int32Array(0)
  #first: number
  /** A sample of the states that can no longer be loaded. */
  readonly #sample: Sample
  /** Receives states, whole and in the order of their ids: those below `#told` it has received. */
  #sink: ((words: Int32Array) => void) | undefined
  #told = 0

  /** Goes on from `begun`, to which it adds only halves of wide states. States from id `next` on can be loaded. */
  constructor(begun: States, next: number, lastBits: number, limits: Limits) {
    const { count } = begun
    const words = begun.isWide ? 2 : begun.words
    this.#begun = begun
    this.#limits = limits
    this.#rowWords = words
    this.#isWide = begun.isWide
    this.#table = new CompactTable(compactOf(begun, { workers: 1, limits, lastBits }))
    this.#sample = new Sample(words)
    this.#first = next >>> chunkBits
    const batch = batchOf(words, 1)
    // keeps the states that may still be loaded, from the beginning of a chunk on
    this.count = this.#first * chunkSize
    batch.count = 1
    while (this.count < count) {
      begun.loadRow(this.count, batch.rows, 0)
      this.#keep(batch.rows, 0)
    }
  }

  /** Bytes in use. */
  get bytes(): number {
    const chunks = this.#chunks.length + this.#unused.length
    return this.#table.bytes + chunks * this.#chunkBytes + this.#begun.bytes
  }

  /**
   * Looks up the states of a batch and adds those that are new, with the next ids; `fresh` lists these. Returns how
   * many it looked up: fewer than `batch.count` only if a limit leaves no room.
   */
  insertAll(batch: Batch): number {
    const rows = this.#begun.rowsOf(batch)
    if (!this.#hasChunks(rows.count)) return 0
    let done = this.#table.insertAll(rows)
    while (done < rows.count && this.#grow()) done = this.#table.insertAll(rows, done)
    const { fresh, freshCount } = this.#table
    for (let k = 0; k < freshCount; k++) this.#keep(rows.rows, (fresh[k] as number) * this.#rowWords)
    return done
  }

  /** The numbers, in order, of the new states of the last batch; the first `freshCount` entries count. */
  get fresh(): Int32Array {
    return this.#table.fresh
  }

  get freshCount(): number {
    return this.#table.freshCount
  }

  /** Keeps the row that lies in `rows` from `at` on. */
  #keep(rows: Int32Array, at: number): void {
    const words = this.#rowWords
    const k = this.count & (chunkSize - 1)
    if (k === 0) this.#chunk = this.#newChunk()
    const chunk = this.#chunk
    for (let w = 0, to = k * words; w < words; w++) chunk[to + w] = rows[at + w] as number
    this.count++
  }

  /** Whether limits leave room to keep `rows` more rows. */
  #hasChunks(rows: number): boolean {
    const begun = this.count & (chunkSize - 1)
    const missing = Math.ceil((begun + rows) / chunkSize) - (begun === 0 ? 0 : 1) - this.#unused.length
    return missing <= 0 || this.bytes + missing * this.#chunkBytes <= this.#limits.maxBytes
  }

  get #chunkBytes(): number {
    return chunkSize * this.#rowWords * 4
  }

  #newChunk(): Int32Array {
    const chunk = this.#unused.pop() ?? new Int32Array(chunkSize * this.#rowWords)
    this.#chunks.push(chunk)
    return chunk
  }

  #grow(): boolean {
    return this.#table.grow(this.#limits.maxBytes - this.bytes + this.#table.bytes)
  }

  /** Copies state `id` to `into`. */
  load(id: number, into: Int32Array): void {
    const chunk = id >>> chunkBits
    if (this.#first < chunk - 1) this.#pass(chunk - 1)
    const rows = this.#chunks[chunk - this.#first] as Int32Array
    const words = this.#rowWords
    const from = (id & (chunkSize - 1)) * words
    if (this.#isWide) this.#begun.loadOf(rows, from, into)
    else for (let k = 0; k < words; k++) into[k] = rows[from + k] as number
  }

  /** From now on, chunks before `first` may be used again. */
  #pass(first: number): void {
    if (this.#sink !== undefined) this.#tell(Math.min(this.count, first * chunkSize))
    for (; this.#first < first; this.#first++) {
      const passed = this.#chunks.shift() as Int32Array
      this.#sample.offer(passed, 0)
      this.#unused.push(passed)
    }
  }

  /** Hands all states from id `from` on to `sink`, at the latest before they can no longer be loaded. */
  tellTo(sink: (words: Int32Array) => void, from: number): void {
    this.#sink = sink
    this.#told = from
  }

  /** Hands over the states found so far. */
  tell(): void {
    this.#tell(this.count)
  }

  #tell(end: number): void {
    const { words } = this.#begun
    const row = new Int32Array(words)
    while (this.#told < end) {
      const chunk = this.#told >>> chunkBits
      const to = Math.min(end, (chunk + 1) * chunkSize)
      const rows = this.#chunks[chunk - this.#first] as Int32Array
      const first = this.#told & (chunkSize - 1)
      const count = to - this.#told
      this.#told = to
      if (!this.#isWide) {
        this.#sink?.(rows.subarray(first * words, (first + count) * words))
        continue
      }
      const whole = new Int32Array(count * words)
      for (let k = 0; k < count; k++) {
        this.#begun.loadOf(rows, (first + k) * this.#rowWords, row)
        whole.set(row, k * words)
      }
      this.#sink?.(whole)
    }
  }

  /** All states, in the order in which they lie. */
  get all(): AllStates {
    return this.#begun.allIn(() => this.#table.blocks())
  }

  /** Some of the states that can no longer be loaded, numbered as if they were all. */
  get sampled(): { readonly expanded: number; load(k: number, into: Int32Array): void } {
    const { rows, count } = this.#sample
    const begun = this.#begun
    const words = this.#rowWords
    // the closure must not keep the table in memory
    const load = (k: number, into: Int32Array) => begun.loadOf(rows, k * words, into)
    return { expanded: count, load }
  }
}
