/**
 * A set of rows, each a few 32-bit words: every row whole, in discovery order, and an open-addressing table of their
 * ids. A slot holds the id + 1 in its low bits and bits of the hash in the rest, so most probes that miss touch
 * nothing else. The words of two rows always decide whether the rows are equal.
 *
 * Rows come in batches. A probe costs one or two cache misses, far more than all else. So a small table keeps the words
 * of rows that were looked up lately; such a row needs no probe. For the other rows, a batch first touches the slots of
 * all rows. Then it finds for each row the first slot that is empty or holds the same bits of the hash. Then
 * it touches the rows that these slots name. These loads do not wait for each other. Only then does the batch decide
 * row after row, from that slot on: earlier slots hold other rows, and no slot is ever emptied. A probe visits one
 * cache line after the other, as in Laarman, van de Pol, Weber: "Boosting Multi-Core Reachability Performance with
 * Shared Hash Tables", FMCAD 2010.
 *
 * The high bits of a row's hash times the number of slots give its first slot, so there may be any number of slots.
 * The table grows in place, by two fifths if it is huge. Then it puts the ids into the slots again, from the rows in
 * their order.
 */
import { type Block, placesOf } from './all-states.ts'
import { Memory, maxLength } from './memory.ts'
import { type Batch, type Loops, loopsFor, recentBits, type Shape } from './table-loops.ts'

export type { Batch }

export interface Limits {
  readonly maxStates: number
  /** The most bytes that all stored data may take together. */
  readonly maxBytes: number
}

export class Table implements Shape {
  readonly words: number
  /** The number of rows; ids are 0 to `count` − 1. */
  count = 0
  /** The number of rows at which the table must grow; never above `maxStates`. */
  full: number
  /** The number of slots, and the number of bits of a slot that hold the id. */
  capacity: number
  idBits: number
  readonly slots: Memory
  /** Row `id` lies at place `id + 1` of the segments: place `p` is in segment `p >>> segmentBits`. */
  readonly segments: Memory[]
  readonly segmentBits: number
  readonly recent: Int32Array
  readonly #limits: Limits
  readonly #loops: Loops
  /** The bytes that other tables take; the limit applies to all tables together. */
  readonly #others: () => number

  constructor(words: number, limits: Limits, others: () => number = () => 0) {
    this.words = words
    this.recent = new Int32Array((words + 1) << recentBits)
    this.#limits = limits
    this.#others = others
    this.segmentBits = 31 - Math.clz32(maxLength / words)
    this.capacity = firstCapacity
    this.idBits = bitsOf(this.capacity)
    this.full = this.#fullAt(this.capacity)
    this.slots = new Memory(this.capacity)
    this.segments = [new Memory((this.full + 1) * words)]
    this.#loops = loopsFor(words)
  }

  /** Bytes in use by the slots and the rows. */
  get bytes(): number {
    return bytesOf(this)
  }

  /**
   * Looks up the rows of a batch and adds those that are new. Returns how many it looked up: fewer than `batch.count`
   * only if a limit leaves no room for the next row. Row `n` lies at `first + n * stride` of `batch.rows`.
   */
  insertAll(batch: Batch, first = 0, stride = this.words): number {
    let done = 0
    for (;;) {
      done = this.#loops.insertAll(this, batch, done, first, stride)
      if (done === batch.count || !this.#grow()) return done
    }
  }

  /** Copies row `id` to `into`. */
  load(id: number, into: Int32Array, at = 0): void {
    loadRow(this, id, into, at)
  }

  /** Every row, where it lies. */
  blocks(): Iterable<Block> {
    return placesOf(this, 1, this.count + 1)
  }

  /** The maximum number of rows in a table of `capacity` slots. */
  #fullAt(capacity: number): number {
    const room = (this.#limits.maxBytes - this.#others()) / 4 - capacity
    return Math.min(this.#limits.maxStates, fullOf(capacity), Math.max(0, Math.floor(room / this.words) - 1))
  }

  /** Returns `false` if a limit or the machine leaves no room. */
  #grow(): boolean {
    if (this.count >= this.#limits.maxStates) return false
    const capacity = grown(this.capacity)
    const full = this.#fullAt(capacity)
    if (full <= this.count) return false
    try {
      let left = (full + 1) * this.words
      const segmentLength = this.words << this.segmentBits
      for (let i = 0; left > 0; i++, left -= segmentLength) {
        const length = Math.min(left, segmentLength)
        if (this.segments[i] === undefined) this.segments.push(new Memory(length))
        else (this.segments[i] as Memory).grow(length)
      }
      this.slots.grow(capacity)
    } catch (error) {
      // the machine has less memory than the limit allows
      if (error instanceof RangeError) return false
      throw error
    }
    this.capacity = capacity
    this.idBits = bitsOf(capacity)
    this.full = full
    this.slots.view.fill(0)
    // in pieces, because a function that is called only once is optimised less
    for (let from = 0; from < this.count; from += 2 ** 14) {
      this.#loops.placeSome(this, from + 1, Math.min(this.count, from + 2 ** 14) + 1, 0, capacity, [])
    }
    return true
  }
}

/** Room for `length` rows of `words` words. */
export function batchOf(words: number, length: number): Batch {
  return { rows: new Int32Array(words * length), count: 0, ids: new Int32Array(length) }
}

const firstCapacity = 1024
/** From this number of slots on, a table is filled to 0.85 instead of 0.5, to save memory. */
const largeCapacity = 2 ** 20
/** From this number of slots on, a table grows by two fifths: after doubling, slots would take 9.4 bytes a row. */
const hugeCapacity = 2 ** 23

/** Copies row `id` of a table to `into`. */
export function loadRow({ words, segments, segmentBits }: Shape, id: number, into: Int32Array, at: number): void {
  const place = id + 1
  const { view } = segments[place >>> segmentBits] as Shape['segments'][number]
  const first = (place & ((1 << segmentBits) - 1)) * words
  for (let k = 0; k < words; k++) into[at + k] = view[first + k] as number
}

/** Bytes in use by the slots and the rows of a table. */
export function bytesOf({ capacity, count, words }: Shape): number {
  return (capacity + (count + 1) * words) * 4
}

/** The number of slots that may be taken, of `capacity` slots. */
export function fullOf(capacity: number): number {
  return Math.floor(capacity * (capacity < largeCapacity ? 0.5 : 0.85))
}

/** The number of slots of the next larger table: whole cache lines. */
export function grown(capacity: number): number {
  return Math.ceil((capacity * growthOf(capacity)) / 16) * 16
}

function growthOf(capacity: number): number {
  return capacity < 2 ** 16 ? 4 : capacity < hugeCapacity ? 2 : 1.4
}

/** Bits for an id + 1 below `capacity`. */
export function bitsOf(capacity: number): number {
  return 32 - Math.clz32(capacity)
}
