/**
 * A table that threads share: each looks up and adds rows while the others do. `Table` explains how rows and slots lie.
 *
 * A thread writes a new row to a place of a block that only this thread was given. Then it puts the place into an
 * empty slot by one atomic access. If another thread has taken that slot meanwhile, the access fails. The thread then
 * looks at the slot's content like any other, and uses the place for its next row.
 *
 * A slot that holds a place never changes, and the row at that place was complete before. So only one of equal rows
 * gets a place, whichever thread is first. Threads read slots without atomic accesses. If a slot only looks empty, the
 * atomic access detects that. A row is read at the place that its slot names: no processor and no compiler does that
 * load before the load of the slot on which it depends.
 *
 * Only growing needs all threads to meet, three times. One thread makes room. Then all see it, and each fills a part of
 * the slots. Then the places that overflow a part find slots in the next part. After that, the threads go on.
 */
import { placesOf, type Block as Rows } from './all-states.ts'
import { growable, Memory, maxLength } from './memory.ts'
import { type Batch, bitsOf, bytesOf, fullOf, grown, loadRow } from './table.ts'
import { type Block, recentBits, type Shape, type SharedLoops, sharedLoopsFor } from './table-loops.ts'

/** The parts of a table that threads share; each thread receives them unchanged. */
export interface TableMemory {
  readonly words: number
  readonly workers: number
  /** The values at `FREE` … `WANTED`, then for each worker where the unused places of its block begin and end. */
  readonly head: Int32Array
  readonly slots: SharedArrayBuffer
  readonly segments: readonly SharedArrayBuffer[]
}

/** Indices in `head`: the first place not yet given, the number of slots, the most places, whether more are wanted. */
const FREE = 0
const CAPACITY = 1
const FULL = 2
const WANTED = 3
const headLength = 4

/** The number of places that a worker is given at once. */
const blockSize = 256
/** The same if at most `fewPlaces` places are left: so almost no place stays unused. */
const lastBlockSize = 64
const fewPlaces = 2 ** 14
/** Ids have at most 30 bits. */
const mostRows = 2 ** 30

/** A copy of a table for `workers` threads; rows keep their ids. `maxBytes`: the most to which the copy can grow. */
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
  /** Private to this worker. */
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
  /** The places that found no slot in this worker's part of a grown table, each followed by its hash. */
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

  /** The number of places that were given to workers. */
  get count(): number {
    return Atomics.load(this.#head, FREE) - 1
  }

  /** Bytes in use by the slots and the rows. */
  get bytes(): number {
    return bytesOf(this)
  }

  /**
   * Looks up the rows of a batch and adds those that are new. Returns how many it looked up: fewer than `batch.count`
   * if the table has to grow first. Row `n` lies at `first + n * stride` of `batch.rows`.
   */
  insertAll(batch: Batch, first = 0, stride = this.words): number {
    const done = this.#loops.insertAll(this, batch, 0, first, stride)
    if (done < batch.count) Atomics.store(this.#head, WANTED, 1)
    return done
  }

  take(): boolean {
    const head = this.#head
    const size = Atomics.load(head, FREE) + fewPlaces < this.full ? blockSize : lastBlockSize
    const first = Atomics.add(head, FREE, size)
    if (first + size > this.full + 1) {
      // a worker that asks before this subtraction fails too, because its places would lie beyond the limit
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

  /** Every row, where it lies. All workers must have called `tell` before. */
  *blocks(): Iterable<Rows> {
    let from = 1
    for (const [unused, end] of this.#unused()) {
      yield* placesOf(this, from, unused)
      from = end
    }
    yield* placesOf(this, from, Atomics.load(this.#head, FREE))
  }

  /** Stores which places this worker has not used. The worker calls it before it meets the others. */
  tell(): void {
    Atomics.store(this.#head, headLength + 2 * this.#me, this.next)
    Atomics.store(this.#head, headLength + 2 * this.#me + 1, this.end)
  }

  /** Whether a worker found no room. */
  get isFull(): boolean {
    return Atomics.load(this.#head, WANTED) === 1
  }

  /**
   * Makes room for more rows, while the other threads wait and before all call `place`. `bytes`: the most that this
   * table may take. Returns `false` if there is no room.
   */
  grow(bytes: number): boolean {
    const { words } = this
    const head = this.#head
    // at least doubles, because all threads wait for it
    const capacity = Math.max(grown(this.capacity), 2 * this.capacity)
    const room = Math.floor((bytes / 4 - capacity) / words) - 1
    const full = Math.min(fullOf(capacity), mostRows + this.#workers * lastBlockSize, room)
    if (full <= this.full) return false
    try {
      this.#reserve(capacity, full)
    } catch (error) {
      // the machine has less memory than the limit allows
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
      if (segment === undefined) throw new RangeError('the limit allows no further rows')
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

  /** Fills this worker's part of the slots, after a worker made room. */
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

  /** The slot at which the part of a worker begins. Parts are whole lines. */
  #part(worker: number): number {
    return Math.floor(((this.capacity / 16) * worker) / this.#workers) * 16
  }

  #placeSome(from: number, to: number): void {
    // in pieces, because a function that is called only once is optimised less
    for (let first = from; first < to; first += 2 ** 14) {
      const last = Math.min(to, first + 2 ** 14)
      this.#loops.placeSome(this, first, last, this.#part(this.#me), this.#part(this.#me + 1), this.#left)
    }
  }

  /** The ranges of places that workers were given and have not used, in ascending order. */
  #unused(): [number, number][] {
    const of = (worker: number, end: number) => Atomics.load(this.#head, headLength + 2 * worker + end)
    const all = Array.from({ length: this.#workers }, (_, worker): [number, number] => [of(worker, 0), of(worker, 1)])
    return all.filter(([next, end]) => next < end).sort(([a], [b]) => a - b)
  }

  /** Finds slots for the places that did not fit into this worker's part, after all workers have filled their parts. */
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
        // first around the line, then on to the next line
        i = (i & -16) | ((i + 1) & 15)
        if (i !== first) continue
        i = (i + 16) % capacity
        first = i
      }
    }
    this.#left = []
  }
}
