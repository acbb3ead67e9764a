/**
 * Every row of a table, for a look at all states once they are explored: a few thousand rows at a time, in memory that
 * the table has already wherever that is possible. The order says nothing.
 */
import type { Shape } from './table-text.ts'

/** `count` rows, one after the other, the first from `at` on. They stay as they are until the next ones are asked for. */
export interface Block {
  readonly rows: Int32Array
  readonly at: number
  readonly count: number
}

/** Some words of every state: those from `from` on. Words that are equal in many states may come once. */
export interface WordRange {
  readonly from: number
  readonly words: number
  blocks(): Iterable<Block>
}

/** All states, in two ways. */
export interface AllStates {
  /** Ranges that hold each word of a state once; one range of all words where states are narrow. */
  readonly ranges: readonly WordRange[]
  /** Whole states, one by one: slower where states are wide. */
  whole(): Iterable<Block>
}

/** The first blocks are small: what is looked for is mostly found in them. */
const firstRows = 64
const mostRows = 2 ** 14

/** The rows of a table that lie at its places `from` … `to` − 1, where they lie. */
export function* placesOf({ words, segments, segmentBits }: Shape, from: number, to: number): Iterable<Block> {
  const perSegment = 2 ** segmentBits
  let most = firstRows
  for (let place = from; place < to; ) {
    const inSegment = place % perSegment
    const { view } = segments[Math.floor(place / perSegment)] as Shape['segments'][number]
    const count = Math.min(most, to - place, perSegment - inSegment)
    yield { rows: view, at: inSegment * words, count }
    place += count
    most = Math.min(mostRows, most * 4)
  }
}

/** Rows that `load` copies one by one. */
export function* loadedRows(
  words: number,
  count: number,
  load: (id: number, into: Int32Array, at: number) => void,
): Iterable<Block> {
  let rows = new Int32Array(0)
  let most = firstRows
  for (let id = 0; id < count; ) {
    const size = Math.min(most, count - id)
    if (rows.length < size * words) rows = new Int32Array(size * words)
    for (let k = 0; k < size; k++) load(id + k, rows, k * words)
    yield { rows, at: 0, count: size }
    id += size
    most = Math.min(mostRows, most * 4)
  }
}

/** `blocks` of rows that stand for states of more words, which `load` copies. */
export function* spelledOut(
  blocks: Iterable<Block>,
  rowWords: number,
  words: number,
  load: (rows: Int32Array, from: number, into: Int32Array, at: number) => void,
): Iterable<Block> {
  for (const { rows, at, count } of blocks) {
    const states = new Int32Array(count * words)
    for (let k = 0; k < count; k++) load(rows, at + k * rowWords, states, k * words)
    yield { rows: states, at: 0, count }
  }
}
