/**
 * The states that workers have found together, in tables that they share. None has an id: whoever finds a state adds it
 * to those that are to be expanded. A state is stored as its `row`: its words or, where it is wide, the pair of its
 * halves.
 */
import { type CompactMemory, CompactTable, compactMemory } from './compact-table.ts'
import type { AllStates } from './every-row.ts'
import { SharedTable, shareTable, type TableMemory } from './shared-table.ts'
import { type Batch, batchOf, defaultFlatWords, Halves, type Limits, type States } from './states.ts'

/** What threads share of them, to be sent to each as it is. */
export interface StatesMemory {
  readonly words: number
  readonly flatWords: number
  readonly limits: Limits
  readonly root: CompactMemory
  /** In the order of `Halves.tables`; none where states are not wide. */
  readonly tables: readonly TableMemory[]
}

/** Ids of halves have no more bits. */
const idBits = 30

export interface SharedStatesOptions {
  readonly workers: number
  readonly limits: Limits
  /** That of `states`. */
  readonly flatWords: number | undefined
  /** How many bits of the last word are in use. */
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

/** From so full on, a table grows when another one has to. */
const nearlyFull = 0.9

export class SharedStates {
  readonly words: number
  /** Words of a row. */
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
    this.#halves = words <= flatWords ? undefined : new Halves(words, limits, () => 0, flatWords, made)
  }

  get bytes(): number {
    return this.#tables.reduce((bytes, table) => bytes + table.bytes, this.#root.bytes)
  }

  /**
   * Looks up the states of a batch, and adds those that are new: `fresh` tells which they are. Returns how many were
   * looked up: fewer than there are where a table has to grow first.
   */
  insertAll(batch: Batch): number {
    const rows = this.#halves === undefined ? batch : this.#halves.pairsOf(batch)
    this.#rows = rows.rows
    return this.#root.insertAll(rows)
  }

  /** Which of the batch that was looked up last were new: their numbers, in order, and how many they are. */
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

  /** Copies the state of a row, which lies in `rows` from `from` on, to `into`. */
  load(rows: Int32Array, from: number, into: Int32Array): void {
    if (this.#halves !== undefined) this.#halves.load(rows, from, into, 0)
    else for (let k = 0; k < this.words; k++) into[k] = rows[from + k] as number
  }

  /** All of them, once no worker adds any and all have told. */
  get all(): AllStates {
    const blocks = () => this.#root.blocks()
    if (this.#halves !== undefined) return this.#halves.allIn(blocks)
    return { ranges: [{ from: 0, words: this.words, blocks }], whole: blocks }
  }

  /** Before this worker meets the others. */
  tell(): void {
    for (const table of this.#tables) table.tell()
  }

  /** Whether somebody found no room. */
  get isFull(): boolean {
    return this.#root.isFull || this.#tables.some((table) => table.isFull)
  }

  /** Makes room, while the others wait; `others` are bytes that count too. `false` where there is none. After it all meet, `place`, meet, `placeLeft`, and meet. */
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
