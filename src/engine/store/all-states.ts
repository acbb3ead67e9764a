/**
 * Every row of a table, for a scan of all states after the search: a few thousand rows at a time, in the table's own
 * memory if that is possible. The order has no meaning.
 */
import type { Shape } from './table-loops.ts'

/** `count` rows, one after the other, the first from `at` on. The next block may overwrite them. */
export interface Block {
  readonly rows: Int32Array
  readonly at: number
  readonly count: number
}

/** Some words of every state: `words` words from word `from` on. Words that many states share may come only once. */
export interface WordRange {
  readonly from: number
  readonly words: number
  blocks(): Iterable<Block>
}

/** All states, in two forms. */
export interface AllStates {
  /** Ranges that together hold each word of a state once; a single range of all words if states are narrow. */
  readonly ranges: readonly WordRange[]
  /** Whole states: slower if states are wide. */
  whole(): Iterable<Block>
}

/** The first blocks are small, because a scan mostly finds what it looks for in them. */
const firstRows = 64
const mostRows = 2 ** 14

/** The rows at places `from` … `to` − 1 of a table, in the table's own memory. */
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

/** The rows 0 … `count` − 1, which `load` copies one by one. */
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

/** The states for which the rows of `blocks` stand; `load` copies the words of each state. */
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
