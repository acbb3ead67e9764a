/**
 * Which states of the level in hand nobody expands yet, and which of the next have been found: as their rows, in chunks
 * of memory that workers share, and two lists of those chunks. A worker takes the next chunk of the one list by a single
 * atomic access. It writes what it finds to a chunk that is its own, and adds that to the other list when it is full;
 * between levels, while all wait, the lists change places. A chunk that was expanded is written to again by the worker
 * that took it, so that there are few more than the two levels need.
 */
import { growable, Memory, maxLength } from '../store/memory.ts'

/** To be sent to each worker as it is. */
export interface FrontierMemory {
  /** Words of a row. */
  readonly words: number
  readonly head: Int32Array
  /** For each chunk of a level, where it lies and how many rows it has. */
  readonly lists: readonly [SharedArrayBuffer, SharedArrayBuffer]
  readonly rows: SharedArrayBuffer
}

/** How many chunks of the level in hand are taken; which list is that of the level; how long each is; how many chunks there are; whether there is no room for more. */
const TAKEN = 0
const LEVEL = 1
const LENGTH = 2
const CHUNKS = 4
const FULL = 5
const headLength = 6

/** Rows of a chunk: few, so that nobody waits for long at the end of a level for one who has just begun a chunk; many, for neighbours have successors in common. */
export const chunkSize = 256

/** `maxBytes`: the most that rows may take. */
export function frontierOf(words: number, maxBytes: number): FrontierMemory {
  const head = new Int32Array(new SharedArrayBuffer(headLength * 4))
  const length = Math.min(maxLength, Math.max(fewChunks * chunkSize * words, Math.floor(maxBytes / 4)))
  const most = Math.floor(length / words / chunkSize)
  return {
    words,
    head,
    lists: [growable(0, 2 * most), growable(0, 2 * most)],
    rows: growable(0, most * chunkSize * words),
  }
}

/** There is room for so many, however little memory may be taken. */
const fewChunks = 64

export class Frontier {
  /** The chunk in hand: `left` rows of it that were not expanded, the next from `at` on. */
  at = 0
  left = 0
  readonly #words: number
  readonly #head: Int32Array
  readonly #lists: readonly [Memory, Memory]
  readonly #rows: Memory
  /** Chunks that this worker may write to, the one in hand, and the one that it writes to: where they begin. */
  readonly #unused: number[] = []
  #taken = -1
  #open = -1
  /** How many rows it has. */
  #written = 0

  constructor({ words, head, lists, rows }: FrontierMemory) {
    this.#words = words
    this.#head = head
    this.#lists = [new Memory(0, lists[0]), new Memory(0, lists[1])]
    this.#rows = new Memory(0, rows)
  }

  /** Where rows lie. */
  get rows(): Int32Array {
    return this.#rows.view
  }

  /** Bytes of all chunks. */
  get bytes(): number {
    return Atomics.load(this.#head, CHUNKS) * chunkSize * this.#words * 4
  }

  /** Takes a chunk of the level in hand; `false` where none is left. The one before is expanded. */
  take(): boolean {
    if (this.#taken >= 0) this.#unused.push(this.#taken)
    this.#taken = -1
    const level = Atomics.load(this.#head, LEVEL)
    const k = Atomics.add(this.#head, TAKEN, 1)
    if (k >= Atomics.load(this.#head, LENGTH + level)) return false
    const list = this.#lists[level] as Memory
    if (list.view.length < 2 * k + 2) list.grow(list.view.buffer.byteLength / 4)
    this.#taken = list.view[2 * k] as number
    this.at = this.#taken
    this.left = list.view[2 * k + 1] as number
    if (this.#rows.view.length < this.at + chunkSize * this.#words)
      this.#rows.grow(this.#rows.view.buffer.byteLength / 4)
    return true
  }

  /** Whether chunks of the level in hand are left. */
  get isLeft(): boolean {
    const level = Atomics.load(this.#head, LEVEL)
    return Atomics.load(this.#head, TAKEN) < Atomics.load(this.#head, LENGTH + level)
  }

  /** Whether a state was lost, for the machine has no room. */
  get isFull(): boolean {
    return Atomics.load(this.#head, FULL) === 1
  }

  /** Adds the row that lies in `from` from `at` on to the next level. */
  add(from: Int32Array, at: number): void {
    if (this.#open < 0 && !this.#begin()) return
    const words = this.#words
    const { view } = this.#rows
    for (let k = 0, to = this.#open + this.#written * words; k < words; k++) view[to + k] = from[at + k] as number
    if (++this.#written === chunkSize) this.close()
  }

  #begin(): boolean {
    const length = chunkSize * this.#words
    const open = this.#unused.pop() ?? Atomics.add(this.#head, CHUNKS, 1) * length
    // a little ahead of what is needed
    const wanted = Math.ceil((open + length) * 1.1)
    if (!this.#reserve(this.#rows, open + length, wanted)) return false
    this.#open = open
    this.#written = 0
    return true
  }

  /** Adds the chunk that this worker writes to, full or not, to the next level. */
  close(): void {
    if (this.#open < 0) return
    const next = 1 - Atomics.load(this.#head, LEVEL)
    const k = Atomics.add(this.#head, LENGTH + next, 1)
    const list = this.#lists[next] as Memory
    if (this.#reserve(list, 2 * k + 2, Math.ceil((2 * k + 2) * 1.5))) {
      list.view[2 * k] = this.#open
      list.view[2 * k + 1] = this.#written
    }
    this.#open = -1
  }

  /** Makes room for `length` words and, where the buffer allows, for as many as are `wanted`. */
  #reserve(memory: Memory, length: number, wanted: number): boolean {
    if (memory.view.length >= length) return true
    const { maxByteLength } = memory.view.buffer as unknown as { readonly maxByteLength: number }
    try {
      memory.grow(Math.max(length, Math.min(wanted, maxByteLength / 4)))
      return true
    } catch (error) {
      // neither limits nor the machine leave room
      if (!(error instanceof RangeError)) throw error
      Atomics.store(this.#head, FULL, 1)
      return false
    }
  }

  /** The next level becomes the one in hand: while all wait. */
  turn(): void {
    const level = Atomics.load(this.#head, LEVEL)
    Atomics.store(this.#head, LENGTH + level, 0)
    Atomics.store(this.#head, TAKEN, 0)
    Atomics.store(this.#head, LEVEL, 1 - level)
  }
}
