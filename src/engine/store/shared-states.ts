/**
 * The states that workers have found together, in tables that they share. No state has an id: the worker that finds a
 * state adds it to those still to be expanded. A state is stored as its `row`: its words or, if it is wide, the pair of
 * its halves.
 */

import type { AllStates } from './all-states.ts'
import { type CompactMemory, CompactTable, compactMemory } from './compact-table.ts'
import { SharedTable, shareTable, type TableMemory } from './shared-table.ts'
import { type Batch, batchOf, defaultFlatWords, flatHalfOf, Halves, type Limits, type States } from './states.ts'

/** The memory of the states that threads share; each thread receives it unchanged. */
export interface StatesMemory {
  readonly words: number
  readonly flatWords: number
  readonly limits: Limits
  readonly root: CompactMemory
  /** In the order of `Halves.tables`; empty if states are not wide. */
  readonly tables: readonly TableMemory[]
}

/** The maximum number of bits of the id of a half. */
const idBits = 30

export interface SharedStatesOptions {
  readonly workers: number
  readonly limits: Limits
  /** The `flatWords` of `states`. */
  readonly flatWords: number | undefined
  /** The number of bits of the last word that are in use. */
  readonly lastBits: number
}

/** A table of the rows of all states found so far. */
export function compactOf(
  states: States,
  { workers, limits, lastBits }: Omit<SharedStatesOptions, 'flatWords'>,
): CompactMemory {
  const { count } = states
  const row = states.isWide ? { words: 2, lastBits: idBits } : { words: states.words, lastBits }
  const memory = compactMemory({ ...row, workers, limits, count })
  const table = new CompactTable(memory)
  const batch = batchOf(table.words, 256)
  for (let id = 0; id < count; id += batch.count) {
    batch.count = Math.min(256, count - id)
    for (let k = 0; k < batch.count; k++) states.loadRow(id + k, batch.rows, k * table.words)
    table.seed(batch)
  }
  return memory
}

/** A copy of all states found so far. */
export function shareStates(
  states: States,
  { workers, limits, flatWords = defaultFlatWords, lastBits }: SharedStatesOptions,
): StatesMemory {
  const { words } = states
  const halves = states.tables.slice(0, -1).map((table) => shareTable(table, workers, limits.maxBytes))
  const root = compactOf(states, { workers, limits, lastBits })
  return { words, flatWords, limits, root, tables: halves }
}

/** When one table has to grow, each other table of halves grows too if it is at least this full. */
const nearlyFull = 0.9

export class SharedStates {
  readonly words: number
  /** The number of words of a row. */
  readonly rowWords: number
  readonly #root: CompactTable
  readonly #halves: Halves | undefined
  readonly #tables: readonly SharedTable[]
  readonly #limits: Limits
  /** The rows that were looked up last. */
  #rows: Int32Array = new Int32Array(0)

  /** `me`: the number of this worker. */
  constructor({ words, flatWords, limits, root, tables }: StatesMemory, me: number) {
    this.words = words
    this.rowWords = root.shape.words
    this.#limits = limits
    this.#root = new CompactTable(root)
    this.#tables = tables.map((memory) => new SharedTable(memory, me))
    let next = 0
    const made = () => this.#tables[next++] as SharedTable
    this.#halves = words <= flatWords ? undefined : new Halves(words, limits, () => 0, flatHalfOf(flatWords), made)
  }

  get bytes(): number {
    return this.#tables.reduce((bytes, table) => bytes + table.bytes, this.#root.bytes)
  }

  /**
   * Looks up the states of a batch and adds those that are new; `fresh` lists these. Returns how many it looked up:
   * fewer than `batch.count` if a table has to grow first.
   */
  insertAll(batch: Batch): number {
    const rows = this.#halves === undefined ? batch : this.#halves.pairsOf(batch)
    this.#rows = rows.rows
    return this.#root.insertAll(rows)
  }

  /** The numbers, in order, of the new states of the last batch; the first `freshCount` entries count. */
  get fresh(): Int32Array {
    return this.#root.fresh
  }

  get freshCount(): number {
    return this.#root.freshCount
  }

  /** The rows of the states that were looked up last. */
  get rows(): Int32Array {
    return this.#rows
  }

  /** Copies the state of a row to `into`; the row lies in `rows` from `from` on. */
  load(rows: Int32Array, from: number, into: Int32Array): void {
    if (this.#halves !== undefined) this.#halves.load(rows, from, into, 0)
    else for (let k = 0; k < this.words; k++) into[k] = rows[from + k] as number
  }

  /** All states. Before that, all workers must have called `tell`, and none may add states any longer. */
  get all(): AllStates {
    const blocks = () => this.#root.blocks()
    if (this.#halves !== undefined) return this.#halves.allIn(blocks)
    return { ranges: [{ from: 0, words: this.words, blocks }], whole: blocks }
  }

  /** Stores which places this worker has not used. The worker calls it before it meets the others. */
  tell(): void {
    for (const table of this.#tables) table.tell()
  }

  /** Whether a worker found no room. */
  get isFull(): boolean {
    return this.#root.isFull || this.#tables.some((table) => table.isFull)
  }

  /**
   * Makes room, while the other workers wait. `others`: bytes that also count against the limit. Returns `false` if
   * there is no room. After it, all workers meet, call `place`, meet, call `placeLeft`, and meet.
   */
  grow(others: number): boolean {
    const left = () => this.#limits.maxBytes - others - this.bytes
    for (const table of this.#tables) {
      const isFull = table.isFull
      if (!isFull && table.count < nearlyFull * table.full) continue
      const hasGrown = table.grow(left() + table.bytes)
      if (isFull && !hasGrown) return false
    }
    return !this.#root.isFull || this.#root.grow(left() + this.#root.bytes)
  }

  place(): void {
    this.#root.see()
    for (const table of this.#tables) table.place()
  }

  placeLeft(): void {
    for (const table of this.#tables) table.placeLeft()
  }
}
