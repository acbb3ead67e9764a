/**
 * Every state found, in the order found. Narrow states are rows of one table. Wide ones are stored as trees: the left
 * and the right half of the words are rows of tables of their own, in which equal halves lie once, and a state is the
 * pair of their ids, 8 bytes however wide it is. Both are exact. The trees are those of Laarman, van de Pol, Weber:
 * "Parallel Recursive State Compression for Free", SPIN 2011.
 */
import { type Batch, type Limits, Table } from './table.ts'
import type { Shape } from './table-text.ts'

export type { Batch, Limits }

/** States of up to so many words are stored flat: halves would save little, and cost two more probes. */
const defaultFlatWords = 4

/** A table that states can be stored in: one of a thread of its own, or one that threads share. */
export interface StateTable extends Shape {
  readonly bytes: number
  insertAll(batch: Batch): number
  load(id: number, into: Int32Array, at?: number): void
}

type MakeTable = (words: number, limits: Limits, others: () => number) => StateTable

export class States {
  readonly words: number
  readonly #root: StateTable
  readonly #left: States | undefined
  readonly #right: States | undefined
  readonly #leftWords: number
  /** Room to split the rows of a batch. */
  readonly #halves: { left: Batch; right: Batch; pairs: Batch } | undefined
  readonly #pair = new Int32Array(2)
  readonly #one: Batch

  /** `others`: bytes that count against the limit too. `flatWords`: states of more words are trees; at least 1. */
  constructor(
    words: number,
    limits: Limits,
    others: () => number = () => 0,
    flatWords: number = defaultFlatWords,
    make: MakeTable = (words, limits, others) => new Table(words, limits, others),
  ) {
    this.words = words
    this.#one = batchOf(words, 1)
    if (words <= flatWords) {
      this.#leftWords = words
      this.#root = make(words, limits, others)
      return
    }
    this.#leftWords = words >>> 1
    const parts = { ...limits, maxStates: 2 ** 30 }
    const made: { readonly bytes: number }[] = []
    // each part counts what the others take against the limit
    const add = <P extends { readonly bytes: number }>(makePart: (beside: () => number) => P): P => {
      let part: P | undefined
      const sum = () => made.reduce((bytes, other) => (other === part ? bytes : bytes + other.bytes), others())
      part = makePart(sum)
      made.push(part)
      return part
    }
    this.#left = add((beside) => new States(this.#leftWords, parts, beside, flatWords, make))
    this.#right = add((beside) => new States(words - this.#leftWords, parts, beside, flatWords, make))
    this.#root = add((beside) => make(2, limits, beside))
    this.#halves = { left: batchOf(this.#left.words, 0), right: batchOf(this.#right.words, 0), pairs: batchOf(2, 0) }
  }

  /** How many states there are; ids are 0 to `count` − 1. */
  get count(): number {
    return this.#root.count
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#root.bytes + (this.#left?.bytes ?? 0) + (this.#right?.bytes ?? 0)
  }

  /** All tables, in the order in which they are made; the last holds a row for each state. */
  get tables(): readonly StateTable[] {
    return [...(this.#left?.tables ?? []), ...(this.#right?.tables ?? []), this.#root]
  }

  /**
   * Looks up the states of a batch, and adds those that are new: `batch.ids` tells the id of each, or its complement
   * where it is new. Returns how many were looked up: fewer than there are only where a limit leaves no room.
   */
  insertAll(batch: Batch): number {
    const { count } = batch
    if (this.#left === undefined || this.#right === undefined || this.#halves === undefined) {
      return this.#root.insertAll(batch)
    }
    const { left, right, pairs } = this.#halves
    if (left.ids.length < count) {
      for (const [half, words] of [[left, this.#left.words] as const, [right, this.#right.words] as const]) {
        half.rows = new Int32Array(batch.ids.length * words)
        half.ids = new Int32Array(batch.ids.length)
      }
      pairs.rows = new Int32Array(batch.ids.length * 2)
    }
    const { words } = this
    const leftWords = this.#leftWords
    const { rows } = batch
    const leftRows = left.rows
    const rightRows = right.rows
    for (let k = 0, at = 0, l = 0, r = 0; k < count; k++) {
      for (const end = at + leftWords; at < end; ) leftRows[l++] = rows[at++] as number
      for (const end = at + words - leftWords; at < end; ) rightRows[r++] = rows[at++] as number
    }
    left.count = count
    right.count = this.#left.insertAll(left)
    pairs.count = this.#right.insertAll(right)
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
    return this.#root.insertAll(pairs)
  }

  /** The id of the state in `register`; it is new where the id is the `count` before the call. −1 where there is no room. */
  insert(register: Int32Array): number {
    const one = this.#one
    one.rows = register
    one.count = 1
    if (this.insertAll(one) === 0) return -1
    const id = one.ids[0] as number
    return id < 0 ? ~id : id
  }

  /** Copies state `id` into `into`, from `at` on. */
  load(id: number, into: Int32Array, at = 0): void {
    if (this.#left === undefined || this.#right === undefined) {
      this.#root.load(id, into, at)
      return
    }
    this.#root.load(id, this.#pair)
    const right = this.#pair[1] as number
    this.#left.load(this.#pair[0] as number, into, at)
    this.#right.load(right, into, at + this.#leftWords)
  }
}

/** Room for `length` rows of `words` words. */
export function batchOf(words: number, length: number): Batch {
  return {
    rows: new Int32Array(words * length),
    count: 0,
    ids: new Int32Array(length),
  }
}
