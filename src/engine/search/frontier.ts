/**
 * The states of the current level that no worker has taken yet, and the states found of the next level. Their rows lie
 * in chunks of memory that the workers share. Each of the two levels has a list of chunks. A worker takes the next
 * chunk of the current level by a single atomic access. It writes the states that it finds to a chunk of its own, and
 * adds that chunk to the other list when it is full. Between levels, while all wait, the lists change places. A worker
 * reuses the chunks that it has expanded, so there are few more chunks than the two levels need.
 */
import { growable, Memory, maxLength } from '../store/memory.ts'

/** The shared memory. Post it to each worker as it is. */
export interface FrontierMemory {
  /** Number of words of a row. */
  readonly words: number
  readonly head: Int32Array
  /** For each chunk of a level: its offset in `rows`, in words, and its number of rows. */
  readonly lists: readonly [SharedArrayBuffer, SharedArrayBuffer]
  readonly rows: SharedArrayBuffer
}

/**
 * Layout of `head`: number of chunks taken of the current level; which list is the current one; the lengths of both
 * lists (two words); number of all chunks; 1 if there is no room for more.
 */
const TAKEN = 0
const LEVEL = 1
const LENGTH = 2
const CHUNKS = 4
const FULL = 5
const headLength = 6

/**
 * Rows of a chunk. Small chunks keep the wait at the end of a level short, for a worker that has just begun a chunk.
 * Large chunks are faster, because neighbours have successors in common.
 */
export const chunkSize = 256

/** `maxBytes`: maximum memory for rows; there is always room for `fewChunks` chunks. */
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

/** Minimum capacity in chunks, whatever the memory limit. */
const fewChunks = 64

export class Frontier {
  /** The current chunk: `left` rows of it are not expanded, and the next one begins at `at`. */
  at = 0
  left = 0
  readonly #words: number
  readonly #head: Int32Array
  readonly #lists: readonly [Memory, Memory]
  readonly #rows: Memory
  /** Offsets of the chunks that this worker may reuse, of the current one, and of the one that it writes to. */
  readonly #unused: number[] = []
  #taken = -1
  #open = -1
  /** Number of rows in the chunk that this worker writes to. */
  #written = 0

  constructor({ words, head, lists, rows }: FrontierMemory) {
    this.#words = words
    this.#head = head
    this.#lists = [new Memory(0, lists[0]), new Memory(0, lists[1])]
    this.#rows = new Memory(0, rows)
  }

  get rows(): Int32Array {
    return this.#rows.view
  }

  /** Bytes of all chunks. */
  get bytes(): number {
    return Atomics.load(this.#head, CHUNKS) * chunkSize * this.#words * 4
  }

  /** Takes a chunk of the current level; `false` if none is left. The chunk taken before must be expanded. */
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

  /** Whether chunks of the current level are left. */
  get isLeft(): boolean {
    const level = Atomics.load(this.#head, LEVEL)
    return Atomics.load(this.#head, TAKEN) < Atomics.load(this.#head, LENGTH + level)
  }

  /** Whether a state was lost because there was no room. */
  get isFull(): boolean {
    return Atomics.load(this.#head, FULL) === 1
  }

  /** Adds the row at index `at` of `from` to the next level. */
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
    // 10 % more than is needed, so that the memory grows less often
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

  /** Makes room for `length` words, and for `wanted` words if the buffer allows it; `false` if there is no room. */
  #reserve(memory: Memory, length: number, wanted: number): boolean {
    if (memory.view.length >= length) return true
    const { maxByteLength } = memory.view.buffer as unknown as { readonly maxByteLength: number }
    try {
      memory.grow(Math.max(length, Math.min(wanted, maxByteLength / 4)))
      return true
    } catch (error) {
      // the limit or the machine leaves no room
      if (!(error instanceof RangeError)) throw error
      Atomics.store(this.#head, FULL, 1)
      return false
    }
  }

  /** The next level becomes the current one. Call it while all workers wait. */
  turn(): void {
    const level = Atomics.load(this.#head, LEVEL)
    Atomics.store(this.#head, LENGTH + level, 0)
    Atomics.store(this.#head, TAKEN, 0)
    Atomics.store(this.#head, LEVEL, 1 - level)
  }
}
