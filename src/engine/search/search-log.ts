/**
 * Everything that a search stores, as streams of words that only grow: states in the order found, transitions, marks
 * and levels. Together with its numbers at some moment (`SavedNumbers`), a beginning of each stream is the whole search
 * at that moment. A stream holds states whole, so it does not depend on how a search stores them.
 */
import { InternalError } from '../../errors.ts'
import { batchOf } from '../store/states.ts'
import type { Pause } from './pieces.ts'
import type { SavedNumbers } from './saved-numbers.ts'
import type { Search } from './search.ts'

export const streamNames = ['states', 'edges', 'marks', 'levels'] as const
export type StreamName = (typeof streamNames)[number]

/** Takes words over; it may keep the array only until it returns. */
export type Streams = { readonly [N in StreamName]: (words: Int32Array) => void }
/** The streams of an earlier run, as blocks of whole entries of `words` words each. */
export type Read = (name: StreamName, words: number) => Iterable<Int32Array>

/** Number of states or rows of transitions that are handed over at once. */
const blockSize = 4096

export class SearchLog {
  readonly #search: Search
  readonly #streams: Streams
  /** How much of each is written. */
  #states: number
  #rows: number
  #marks: number
  #levels: number

  /**
   * `from`: the first state to write. `isResumed`: the streams already hold all of the search; else they are empty.
   */
  constructor(search: Search, streams: Streams, from: number, isResumed: boolean) {
    this.#search = search
    this.#streams = streams
    this.#states = isResumed ? search.count : from
    this.#rows = isResumed ? (search.rows?.nodes ?? 0) : 0
    this.#marks = isResumed ? search.origins.marks.length : 0
    this.#levels = isResumed ? search.starts.length : 1
    search.passing?.tellTo(streams.states, this.#states)
  }

  /** Writes what the search has stored since the last call. Settle the search before. */
  write(): void {
    const { passing } = this.#search
    if (passing !== undefined) passing.tell()
    else {
      this.#writeStates()
      this.#writeEdges()
      this.#writeMarks()
    }
    this.#writeLevels()
  }

  #writeStates(): void {
    const { store } = this.#search
    const { words } = store
    while (this.#states < store.count) {
      const count = Math.min(blockSize, store.count - this.#states)
      const block = new Int32Array(count * words)
      for (let k = 0; k < count; k++) store.load(this.#states + k, block, k * words)
      this.#streams.states(block)
      this.#states += count
    }
  }

  /** For each row the number of its transitions, then the target and the action of each. */
  #writeEdges(): void {
    const { rows } = this.#search
    if (rows === undefined) return
    while (this.#rows < rows.nodes) {
      const end = Math.min(rows.nodes, this.#rows + blockSize)
      const first = rows.start(this.#rows)
      const block = new Int32Array(end - this.#rows + 2 * (rows.start(end) - first))
      let at = 0
      for (let row = this.#rows; row < end; row++) {
        const [from, to] = [rows.start(row), rows.start(row + 1)]
        block[at++] = to - from
        for (let edge = from; edge < to; edge++) {
          block[at++] = rows.target(edge)
          block[at++] = rows.label(edge)
        }
      }
      this.#streams.edges(block)
      this.#rows = end
    }
  }

  #writeMarks(): void {
    const marks = this.#search.origins.marks.slice(this.#marks)
    if (marks.length === 0) return
    this.#streams.marks(Int32Array.from(marks.flatMap(({ id, source }) => [id, source])))
    this.#marks += marks.length
  }

  /** For each level that is done: the id at which the next one begins, and for how many states it stands. */
  #writeLevels(): void {
    const { starts, whole } = this.#search
    if (this.#levels === starts.length) return
    const pairs = starts.slice(this.#levels).flatMap((end, k) => [end, whole.levels[this.#levels + k - 1] ?? 0])
    this.#streams.levels(new Int32Array(Float64Array.from(pairs).buffer))
    this.#levels = starts.length
  }
}

/**
 * Adds the states of an earlier run to a search that has those before them. `next`: the first state to be expanded.
 * Returns whether `pause` said to stop. @throws RangeError if there is no room
 */
export async function addStates(
  search: Search,
  blocks: Iterable<Int32Array>,
  next: number,
  pause: Pause,
): Promise<boolean> {
  const { words } = search.store
  for (const block of blocks) {
    const batch = batchOf(words, 256)
    for (let at = 0; at < block.length; at += 256 * words) {
      const part = block.subarray(at, at + 256 * words)
      batch.rows.set(part)
      batch.count = part.length / words
      if (search.addStates(batch, next) < batch.count) throw new RangeError('no room')
    }
    const resting = pause()
    if (resting !== undefined && (await resting)) return true
  }
  return false
}

/** Adds what a search stores besides its states, and its numbers. */
export async function addRest(search: Search, saved: SavedNumbers, read: Read, pause: Pause): Promise<boolean> {
  if (search.passing === undefined) {
    for (const block of read('marks', 2)) {
      for (let at = 0; at < block.length; at += 2) {
        search.origins.mark(block[at] as number, block[at + 1] as number)
      }
    }
    if (await addEdges(search, read, pause)) return true
  }
  search.forgetLevels()
  for (const block of read('levels', 4)) {
    const pairs = new Float64Array(block.slice().buffer)
    for (let at = 0; at < pairs.length; at += 2) search.addLevel(pairs[at] as number, pairs[at + 1] as number)
  }
  if (search.count !== saved.count || search.starts.length !== saved.depth + 1)
    throw new InternalError(`a checkpoint has ${search.count} states, and its numbers say ${saved.count}`)
  search.resume(saved)
  return false
}

async function addEdges({ rows }: Search, read: Read, pause: Pause): Promise<boolean> {
  if (rows === undefined) return false
  /** Number of words left of the row, and the target that waits for its action. */
  let left = 0
  let target = 0
  for (const block of read('edges', 1)) {
    for (let at = 0; at < block.length; at++) {
      const word = block[at] as number
      if (left === 0) left = 2 * word
      else if (left-- % 2 === 0) {
        target = word
        continue
      } else rows.add(target, word)
      if (left === 0) rows.close()
    }
    const resting = pause()
    if (resting !== undefined && (await resting)) return true
  }
  return false
}
