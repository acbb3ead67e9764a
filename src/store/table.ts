/**
 * A set of rows, each a few 32-bit words: every row whole, in the order found, and an open-addressing table of their
 * ids. A slot holds the id + 1 in its low bits and bits of the hash in the rest, so most probes that miss touch
 * nothing else; whether two rows are equal is always decided by their words.
 *
 * Rows come in batches. A probe costs a miss of the cache or two, far more than all else. So a row that was looked up
 * just now is known by its words in a small table of recent ones, and needs none. For the rest a batch first touches the
 * slots of all its rows, then finds for each the first slot whose bits of the hash are its own, or an empty one, then
 * touches the rows that those name: loads that do not wait for each other. Only then is row after row looked up for
 * good, from that slot on: slots before it hold other rows, and none is ever emptied. Slots are probed a line of the
 * cache after the other, as in Laarman, van de Pol, Weber: "Boosting Multi-Core Reachability Performance with Shared
 * Hash Tables", FMCAD 2010.
 *
 * A row's place goes by the high bits of its hash times the number of slots, so there may be any number of slots: the
 * table grows by two fifths where it is huge, in place, and the ids are put into it anew from the rows, in their order.
 */
import { type Block, placesOf } from './every-row.ts'
import { Memory, maxLength } from './memory.ts'
import { type Batch, type Loops, loopsFor, recentBits, type Shape } from './table-text.ts'

export type { Batch }

export interface Limits {
  readonly maxStates: number
  /** What all that is stored may take together. */
  readonly maxBytes: number
}

export class Table implements Shape {
  readonly words: number
  /** How many rows there are; ids are 0 to `count` − 1. */
  count = 0
  /** The number of rows at which the table must grow, and never above `maxStates`. */
  full: number
  /** Slots, and the bits of one that hold the id. */
  capacity: number
  idBits: number
  readonly slots: Memory
  /** Row `id` lies at place `id + 1` of the segments: place `p` is in segment `p >>> segmentBits`. */
  readonly segments: Memory[]
  readonly segmentBits: number
  readonly recent: Int32Array
  readonly #limits: Limits
  readonly #loops: Loops
  /** What limits allow is shared with other tables: what those take, in bytes. */
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
   * Looks up the rows of a batch from `from` on, and adds those that are new. Returns how many of the batch were looked
   * up: fewer than there are only where a limit leaves no room for the next.
   */
  insertAll(batch: Batch): number {
    let done = 0
    for (;;) {
      done = this.#loops.insertAll(this, batch, done)
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

  /** How many rows may lie in a table of so many slots. */
  #fullAt(capacity: number): number {
    const room = (this.#limits.maxBytes - this.#others()) / 4 - capacity
    return Math.min(this.#limits.maxStates, fullOf(capacity), Math.max(0, Math.floor(room / this.words) - 1))
  }

  /** `false` where a limit or the machine leaves no room. */
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
      // the machine has less than the limit allows
      if (error instanceof RangeError) return false
      throw error
    }
    this.capacity = capacity
    this.idBits = bitsOf(capacity)
    this.full = full
    this.slots.view.fill(0)
    // a part at a time: what is called once is not optimised as well
    for (let from = 0; from < this.count; from += 2 ** 14) {
      this.#loops.placeAll(this, from, Math.min(this.count, from + 2 ** 14))
    }
    return true
  }
}

/** Room for `length` rows of `words` words. */
export function batchOf(words: number, length: number): Batch {
  return { rows: new Int32Array(words * length), count: 0, ids: new Int32Array(length) }
}

const firstCapacity = 1024
/** So many slots are filled to 0.85 instead of 0.5, for memory counts. */
const largeCapacity = 2 ** 20
/** From so many on growth is by two fifths: a table that has doubled just now takes 9.4 bytes a row for its slots. */
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

/** How many of so many slots may be taken. */
export function fullOf(capacity: number): number {
  return Math.floor(capacity * (capacity < largeCapacity ? 0.5 : 0.85))
}

/** How many slots the next larger table has: whole lines of the cache. */
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
