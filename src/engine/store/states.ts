/**
 * Every state found, in discovery order. Narrow states are rows of one table. Wide states are stored as trees: the left
 * and the right half of the words are rows of two other tables, which store equal halves once. A state is the pair of
 * the ids of its halves: 8 bytes, however wide it is. Both forms are exact. The trees are those of Laarman, van de Pol,
 * Weber: "Parallel Recursive State Compression for Free", SPIN 2011.
 */
import { type AllStates, type Block, loadedRows, spelledOut, type WordRange } from './all-states.ts'
import { type Batch, batchOf, type Limits, Table } from './table.ts'
import type { Shape } from './table-loops.ts'

export type { Batch, Limits }
export { batchOf }

/** States of at most this many words are stored flat: halves would save little and cost two more probes. */
export const defaultFlatWords = 4

/** Halves of at most this many words are stored flat. Many states share a half, so it may be larger. */
export function flatHalfOf(flatWords: number): number {
  return 2 * flatWords
}

/** A table that can store states: private to one thread, or shared by threads. */
export interface StateTable extends Shape {
  readonly bytes: number
  insertAll(batch: Batch, first?: number, stride?: number): number
  load(id: number, into: Int32Array, at?: number): void
  /** Every row, where it lies. */
  blocks(): Iterable<Block>
}

export type MakeTable = (words: number, limits: Limits, others: () => number) => StateTable

export class States {
  readonly words: number
  readonly #root: StateTable
  readonly #halves: Halves | undefined
  readonly #pair = new Int32Array(2)
  readonly #one: Batch

  /** `others`: bytes that also count against the limit. `flatWords`: states of more words are trees; at least 1. */
  constructor(
    words: number,
    limits: Limits,
    others: () => number = () => 0,
    flatWords: number = defaultFlatWords,
    make: MakeTable = (words, limits, others) => new Table(words, limits, others),
    flatHalf: number = flatHalfOf(flatWords),
  ) {
    this.words = words
    this.#one = batchOf(words, 1)
    if (words <= flatWords) {
      this.#root = make(words, limits, others)
      return
    }
    const halves = new Halves(words, limits, () => others() + (this.#root?.bytes ?? 0), flatHalf, make)
    this.#halves = halves
    this.#root = make(2, limits, () => others() + halves.bytes)
  }

  /** The number of states; ids are 0 to `count` − 1. */
  get count(): number {
    return this.#root.count
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#root.bytes + (this.#halves?.bytes ?? 0)
  }

  /** All tables, in the order in which they are made; the last one holds a row for each state. */
  get tables(): readonly StateTable[] {
    return [...(this.#halves?.tables ?? []), this.#root]
  }

  /**
   * Looks up the states of a batch and adds those that are new. `batch.ids` receives the id of each state, or the
   * complement of the id if the state is new. Returns how many it looked up: fewer than `batch.count` only if a limit
   * leaves no room. State `n` lies at `first + n * stride` of `batch.rows`.
   */
  insertAll(batch: Batch, first = 0, stride = this.words): number {
    if (this.#halves === undefined) return this.#root.insertAll(batch, first, stride)
    return this.#root.insertAll(this.#halves.pairsOf(batch, first, stride))
  }

  /** Whether a state is stored as the pair of its halves. */
  get isWide(): boolean {
    return this.#halves !== undefined
  }

  /** The states of a batch as rows of the last table; adds new halves. The rows share `ids` with the batch. */
  rowsOf(batch: Batch): Batch {
    return this.#halves === undefined ? batch : this.#halves.pairsOf(batch)
  }

  /** Adds the state in `register`. Returns its id, the old `count` if the state is new; −1 if there is no room. */
  insert(register: Int32Array): number {
    const one = this.#one
    one.rows = register
    one.count = 1
    if (this.insertAll(one) === 0) return -1
    const id = one.ids[0] as number
    return id < 0 ? ~id : id
  }

  /** Copies the row of state `id` in the last table to `into`, from `at` on: its words, or the pair of its halves. */
  loadRow(id: number, into: Int32Array, at: number): void {
    this.#root.load(id, into, at)
  }

  /** Copies the state of a row to `into`; the row lies in `rows` from `from` on. */
  loadOf(rows: Int32Array, from: number, into: Int32Array): void {
    if (this.#halves !== undefined) this.#halves.load(rows, from, into, 0)
    else for (let k = 0, { words } = this; k < words; k++) into[k] = rows[from + k] as number
  }

  /** Copies state `id` to `into`, from `at` on. */
  load(id: number, into: Int32Array, at = 0): void {
    if (this.#halves === undefined) {
      this.#root.load(id, into, at)
      return
    }
    this.#root.load(id, this.#pair)
    this.#halves.load(this.#pair, 0, into, at)
  }

  /** Ranges of the words of every state. `from`: the number of the first word in a larger state. */
  ranges(from = 0): readonly WordRange[] {
    if (this.#halves !== undefined) return this.#halves.ranges(from)
    return [{ from, words: this.words, blocks: () => this.#root.blocks() }]
  }

  /** All states. */
  get all(): AllStates {
    const load = (id: number, into: Int32Array, at: number) => this.load(id, into, at)
    return { ranges: this.ranges(), whole: () => loadedRows(this.words, this.count, load) }
  }

  /** All states, if another table holds their rows: `blocks` returns those rows. */
  allIn(blocks: () => Iterable<Block>): AllStates {
    return this.#halves === undefined
      ? { ranges: [{ from: 0, words: this.words, blocks }], whole: blocks }
      : this.#halves.allIn(blocks)
  }
}

/** The left and right halves of wide states: equal halves are stored once, and a state is the pair of their ids. */
export class Halves {
  readonly #left: States
  readonly #right: States
  readonly #leftBatch = batchOf(1, 0)
  readonly #rightBatch = batchOf(1, 0)
  readonly #pairs = batchOf(2, 0)

  /** `others`: bytes that also count against the limit. `flatWords`: halves of more words are trees themselves. */
  constructor(words: number, { maxBytes }: Limits, others: () => number, flatWords: number, make: MakeTable) {
    const limits = { maxStates: 2 ** 30, maxBytes }
    const leftWords = words >>> 1
    const made: States[] = []
    // each half counts what the other takes against the limit
    const beside = (half: number) => () =>
      made.reduce((bytes, other, k) => (k === half ? bytes : bytes + other.bytes), others())
    made.push(new States(leftWords, limits, beside(0), flatWords, make, flatWords))
    made.push(new States(words - leftWords, limits, beside(1), flatWords, make, flatWords))
    const [left, right] = made as [States, States]
    this.#left = left
    this.#right = right
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#left.bytes + this.#right.bytes
  }

  /** All tables, in the order in which they are made. */
  get tables(): readonly StateTable[] {
    return [...this.#left.tables, ...this.#right.tables]
  }

  /** Ranges of the words of every half. `from`: the number of the first word in a larger state. */
  ranges(from: number): readonly WordRange[] {
    return [...this.#left.ranges(from), ...this.#right.ranges(from + this.#left.words)]
  }

  /** All states whose pairs are the rows that `blocks` returns. */
  allIn(blocks: () => Iterable<Block>): AllStates {
    const words = this.#left.words + this.#right.words
    const load = (pairs: Int32Array, from: number, into: Int32Array, at: number) => this.load(pairs, from, into, at)
    return { ranges: this.ranges(0), whole: () => spelledOut(blocks(), 2, words, load) }
  }

  /**
   * Returns the states of a batch as pairs, as many as there is room for. State `n` lies at `first + n * stride` of
   * `batch.rows`. The pairs share `ids` with the batch.
   */
  pairsOf(batch: Batch, first = 0, stride = this.#left.words + this.#right.words): Batch {
    const { count, rows } = batch
    const pairs = this.#pairs
    const left = this.#leftBatch
    const right = this.#rightBatch
    if (left.ids.length < count) {
      const room = batch.ids.length
      left.ids = new Int32Array(room)
      right.ids = new Int32Array(room)
      pairs.rows = new Int32Array(room * 2)
    }
    left.rows = rows
    right.rows = rows
    left.count = count
    right.count = this.#left.insertAll(left, first, stride)
    pairs.count = this.#right.insertAll(right, first + this.#left.words, stride)
    pairs.ids = batch.ids
    const pairRows = pairs.rows
    const leftIds = left.ids
    const rightIds = right.ids
    for (let k = 0; k < pairs.count; k++) {
      const l = leftIds[k] as number
      const r = rightIds[k] as number
      pairRows[2 * k] = l < 0 ? ~l : l
      pairRows[2 * k + 1] = r < 0 ? ~r : r
    }
    return pairs
  }

  /** Copies the state of a pair to `into`, from `at` on; the pair lies in `pairs` from `from` on. */
  load(pairs: Int32Array, from: number, into: Int32Array, at: number): void {
    const right = pairs[from + 1] as number
    this.#left.load(pairs[from] as number, into, at)
    this.#right.load(right, into, at + this.#left.words)
  }
}
