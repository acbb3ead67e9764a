/**
 * A table that threads share: each looks up and adds rows while the others do. `Table` says how rows and slots lie.
 *
 * A thread writes a new row to a place of a block that it alone was given, and then puts the place into an empty slot
 * by one atomic access. Where another thread has taken that slot meanwhile, the access fails, and what lies there now
 * is looked at like any other slot; the place is used for the next row. A slot that holds a place never changes, and
 * names a row that was whole before: so of equal rows one alone gets a place, whoever is first. Slots are read plainly:
 * one that still looks empty is found out by the atomic access, and a row is read at the place that its slot names, a
 * load that no processor and no compiler does before the one that it depends on.
 *
 * Only growing needs all threads to meet, three times: one makes room, then all see it and fill a part of the slots
 * each, then what overflows such a part finds its slot in the next, and then they go on.
 */
import { placesOf, type Block as Rows } from './every-row.ts'
import { growable, Memory, maxLength } from './memory.ts'
import { type Batch, bitsOf, bytesOf, fullOf, grown, loadRow } from './table.ts'
import { type Block, recentBits, type Shape, type SharedLoops, sharedLoopsFor } from './table-text.ts'

/** What threads share of a table, to be sent to each of them as it is. */
export interface TableMemory {
  readonly words: number
  readonly workers: number
  /** Words of `head`, and for each worker where the unused places of its block begin and end. */
  readonly head: Int32Array
  readonly slots: SharedArrayBuffer
  readonly segments: readonly SharedArrayBuffer[]
}

/** The first place that no worker was given yet; the slots, and how many places there may be; whether more are wanted. */
const FREE = 0
const CAPACITY = 1
const FULL = 2
const WANTED = 3
const headLength = 4

/** Places are given to a worker in blocks of so many, */
const blockSize = 256
/** and of so many where fewer places than this are left: next to nothing is left unused. */
const lastBlockSize = 64
const fewPlaces = 2 ** 14
/** Ids have no more than 30 bits. */
const mostRows = 2 ** 30

/** A copy of a table, with its rows under the same ids, for so many workers. `maxBytes`: the most that it can grow to. */
export function shareTable(table: Shape, workers: number, maxBytes: number): TableMemory {
  const { words, capacity, count, slots, segments } = table
  const head = new Int32Array(new SharedArrayBuffer((headLength + 2 * workers) * 4))
  head[FREE] = count + 1
  head[CAPACITY] = capacity
  head[FULL] = fullOf(capacity)
  const most = Math.ceil(maxBytes / 4) + capacity + fullOf(capacity) * words + words
  const share = (from: Int32Array, length: number, most: number): SharedArrayBuffer => {
    const buffer = growable(length, Math.min(maxLength, most))
    new Int32Array(buffer).set(from.subarray(0, length))
    return buffer
  }
  return {
    ...{ words, workers, head },
    slots: share(slots.view, capacity, most),
    segments: Array.from({ length: Math.min(words, Math.ceil(most / maxLength)) }, (_, k) => {
      const rows = segments[k]?.view ?? new Int32Array(0)
      const length = Math.min(maxLength, Math.max(0, (fullOf(capacity) + 1) * words - k * maxLength))
      return share(rows, length, most - k * maxLength)
    }),
  }
}

export class SharedTable implements Shape, Block {
  readonly words: number
  readonly slots: Memory
  readonly segments: readonly Memory[]
  readonly segmentBits: number
  /** This worker's own. */
  readonly recent: Int32Array
  capacity = 0
  full = 0
  idBits = 0
  /** The unused places of this worker's block. */
  next = 0
  end = 0
  readonly #workers: number
  readonly #me: number
  readonly #head: Int32Array
  readonly #loops: SharedLoops
  /** What found no slot in this worker's part of a table that has grown: each place, followed by its hash. */
  #left: number[] = []

  constructor({ words, workers, head, slots, segments }: TableMemory, me: number) {
    this.words = words
    this.#workers = workers
    this.#me = me
    this.#head = head
    this.segmentBits = 31 - Math.clz32(maxLength / words)
    this.slots = new Memory(0, slots)
    this.segments = segments.map((buffer) => new Memory(0, buffer))
    this.recent = new Int32Array((words + 1) << recentBits)
    this.#loops = sharedLoopsFor(words)
    this.#see()
  }

  /** How many places have been given to workers. */
  get count(): number {
    return Atomics.load(this.#head, FREE) - 1
  }

  /** Bytes in use by the slots and the rows. */
  get bytes(): number {
    return bytesOf(this)
  }

  /** Looks up the rows of a batch, and adds those that are new. Returns how many: fewer where it has to grow first. */
  insertAll(batch: Batch): number {
    const done = this.#loops.insertAll(this, batch, 0)
    if (done < batch.count) Atomics.store(this.#head, WANTED, 1)
    return done
  }

  take(): boolean {
    const head = this.#head
    const size = Atomics.load(head, FREE) + fewPlaces < this.full ? blockSize : lastBlockSize
    const first = Atomics.add(head, FREE, size)
    if (first + size > this.full + 1) {
      // who asks before this fails too: those places would lie beyond
      Atomics.sub(head, FREE, size)
      return false
    }
    this.next = first
    this.end = first + size
    return true
  }

  /** Copies row `id` to `into`. */
  load(id: number, into: Int32Array, at = 0): void {
    loadRow(this, id, into, at)
  }

  /** Every row, where it lies, once all workers have told which places they did not use. */
  *blocks(): Iterable<Rows> {
    let from = 1
    for (const [unused, end] of this.#unused()) {
      yield* placesOf(this, from, unused)
      from = end
    }
    yield* placesOf(this, from, Atomics.load(this.#head, FREE))
  }

  /** Says which places it has not used, before it meets the others. */
  tell(): void {
    Atomics.store(this.#head, headLength + 2 * this.#me, this.next)
    Atomics.store(this.#head, headLength + 2 * this.#me + 1, this.end)
  }

  /** Whether somebody found no room. */
  get isFull(): boolean {
    return Atomics.load(this.#head, WANTED) === 1
  }

  /**
   * Makes room for more where `bytes` are left for it: while the others wait, and before all `place`.
   * `false` where there is none.
   */
  grow(bytes: number): boolean {
    const { words } = this
    const head = this.#head
    // never by less: all wait for it
    const capacity = Math.max(grown(this.capacity), 2 * this.capacity)
    const room = Math.floor((bytes / 4 - capacity) / words) - 1
    const full = Math.min(fullOf(capacity), mostRows + this.#workers * lastBlockSize, room)
    if (full <= this.full) return false
    try {
      this.#reserve(capacity, full)
    } catch (error) {
      // the machine has less than the limit allows
      if (error instanceof RangeError) return false
      throw error
    }
    Atomics.store(head, CAPACITY, capacity)
    Atomics.store(head, FULL, full)
    Atomics.store(head, WANTED, 0)
    return true
  }

  #reserve(capacity: number, full: number): void {
    const segmentLength = this.words << this.segmentBits
    for (let k = 0, left = (full + 1) * this.words; left > 0; k++, left -= segmentLength) {
      const segment = this.segments[k]
      if (segment === undefined) throw new RangeError('no more rows than the limit allows')
      segment.grow(Math.min(left, segmentLength))
    }
    this.slots.grow(capacity)
  }

  #see(): void {
    this.capacity = Atomics.load(this.#head, CAPACITY)
    this.full = Atomics.load(this.#head, FULL)
    this.idBits = bitsOf(this.capacity)
    this.#reserve(this.capacity, this.full)
  }

  /** After somebody made room: fills this worker's part of the slots. */
  place(): void {
    if (Atomics.load(this.#head, CAPACITY) === this.capacity) return
    this.#see()
    this.slots.view.fill(0, this.#part(this.#me), this.#part(this.#me + 1))
    let from = 1
    for (const [unused, end] of this.#unused()) {
      this.#placeSome(from, unused)
      from = end
    }
    this.#placeSome(from, Atomics.load(this.#head, FREE))
  }

  /** Where the part of a worker begins: whole lines. */
  #part(worker: number): number {
    return Math.floor(((this.capacity / 16) * worker) / this.#workers) * 16
  }

  #placeSome(from: number, to: number): void {
    // a part at a time: what is called once is not optimised as well
    for (let first = from; first < to; first += 2 ** 14) {
      const last = Math.min(to, first + 2 ** 14)
      this.#loops.placeSome(this, first, last, this.#part(this.#me), this.#part(this.#me + 1), this.#left)
    }
  }

  /** The places that workers have and have not used, in order. */
  #unused(): [number, number][] {
    const of = (worker: number, end: number) => Atomics.load(this.#head, headLength + 2 * worker + end)
    const all = Array.from({ length: this.#workers }, (_, worker): [number, number] => [of(worker, 0), of(worker, 1)])
    return all.filter(([next, end]) => next < end).sort(([a], [b]) => a - b)
  }

  /** After all have filled their parts: finds slots for what did not fit into this worker's. */
  placeLeft(): void {
    const slots = this.slots.view
    const { capacity, idBits } = this
    const left = this.#left
    for (let k = 0; k < left.length; k += 2) {
      const place = left[k] as number
      const hash = left[k + 1] as number
      let i = Math.floor(((hash >>> 0) * capacity) / 2 ** 32)
      let first = i
      while (slots[i] !== 0 || Atomics.compareExchange(slots, i, 0, (hash << idBits) | place) !== 0) {
        // round the line, and on to the next
        i = (i & -16) | ((i + 1) & 15)
        if (i !== first) continue
        i = (i + 16) % capacity
        first = i
      }
    }
    this.#left = []
  }
}
