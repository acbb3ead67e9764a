/**
 * A set of rows, each a few 32-bit words. Each thread looks up and adds rows while the others do; no row has an id. A
 * slot holds a row itself, in fewer bits, because the position of the slot gives some bits of the row (Cleary:
 * "Compact Hash Tables Using Bidirectional Linear Probing", 1984; Geldenhuys, Valmari: "A Nearly Memory-Optimal Data
 * Structure for Sets and Mappings", SPIN 2003). It is exact: equal slots are equal rows.
 *
 * The first word of a row is mixed with the others to `L`, in a way that can be undone. The high bits of `L` give the
 * line in which the row lies, 64 or 128 bytes. If that line is full, the row lies in one of the next few. A slot holds
 * the low bits of `L`, the other words, and how many lines further on it lies. The bits beyond its first 32 lie at the
 * end of the line, so a look-up costs one cache miss. A line is filled from its first slot on, and nothing is ever
 * removed, so a look-up ends at an empty slot.
 *
 * A thread takes a slot by one atomic access to its first word. If a slot has more parts, the thread writes them next.
 * The last part has a "complete" bit; if whole words come before it, an atomic access writes it. A reader whose first
 * word matches waits for that bit, unless the rest already matches.
 *
 * A slot and its position give the whole of `L`. The high bits of `L` times the number of lines give the line, so there
 * may be any number of lines. So the table grows in place: it moves its lines one after the other, from the last to the
 * first, and reads nothing else. One thread does so while the others wait.
 *
 * Over 300 lines, because looking up, growing and reading back share the code of one slot.
 */

import type { Block } from './all-states.ts'
import {
  type CompactLoops,
  type CompactShape,
  compactLoopsFor,
  type Extras,
  recentBits,
  type SlotCode,
  type SlotShape,
} from './compact-loops.ts'
import { growable, Memory, maxLength } from './memory.ts'
import type { Batch } from './table-loops.ts'

/** The parts of a table that threads share; each thread receives them unchanged. */
export interface CompactMemory {
  readonly shape: SlotShape
  readonly lastBits: number
  readonly workers: number
  readonly maxStates: number
  readonly head: Int32Array
  readonly segments: readonly SharedArrayBuffer[]
}

/** Indices in `head`: the rows for which room was given, the most rows, the lines, whether more are wanted. */
const GIVEN = 0
const FULL = 1
const LINES = 2
const WANTED = 3
const headLength = 4

/** The number of rows for which a worker gets room at once. */
const blockSize = 256
/** The same if there is room left for at most `littleRoom` rows. */
const lastBlockSize = 64
const littleRoom = 2 ** 14

/** The number of lines that are read at once. */
const linesOfBlock = 2048

/** The share of slots that may be taken before the table grows. */
const fill = 0.8
/**
 * A table of fewer slots doubles when it grows; from this number on, it grows by two fifths. A shared table always
 * doubles, because all threads wait meanwhile.
 */
const manySlots = 2 ** 22
/** The minimum number of bits for the distance of a slot from the line of its row. */
const farBitsAtLeast = 3

export interface CompactOptions {
  readonly words: number
  /** The number of bits of the last word that are in use. */
  readonly lastBits: number
  readonly workers: number
  /** `maxBytes`: the most to which the table can grow. */
  readonly limits: { readonly maxStates: number; readonly maxBytes: number }
  /** The table starts with at least two slots for each of `count` rows. */
  readonly count: number
  /** The number of slots at the start, if there is memory for them; 1.2 million by default. */
  readonly slots?: number
  /** The maximum number of 32-bit words of a segment; by default, what one buffer can hold. */
  readonly segmentLength?: number
}

/** The memory of an empty table. */
export function compactMemory({
  words,
  lastBits,
  workers,
  limits: { maxStates, maxBytes },
  count,
  slots: wanted = 1_200_000,
  segmentLength = maxLength,
}: CompactOptions): CompactMemory {
  const slots = Math.max(2 ** 10, 2 * count, Math.min(wanted, Math.floor(maxBytes / 32)))
  const most = Math.ceil(maxBytes / 4)
  const shape = shapeOf(words, lastBits, slots, workers > 1, most > segmentLength ? segmentLength : undefined)
  const head = new Int32Array(new SharedArrayBuffer(headLength * 4))
  const lines = Math.ceil(slots / shape.perLine)
  head[LINES] = lines
  head[FULL] = fullOf(shape, lines, workers, maxStates)
  const lengths = lengthsOf(shape, codeOf(shape, lastBits, lines))
  const room = 2 ** shape.segmentBits * shape.lineWords
  const segments = Array.from({ length: Math.max(lengths.length, Math.ceil(most / room)) }, (_, k) => {
    const length = lengths[k] ?? 0
    return growable(length, Math.min(maxLength, Math.max(length, Math.min(room, most - k * room))))
  })
  return { shape, lastBits, workers, maxStates, head, segments }
}

function shapeOf(words: number, lastBits: number, slots: number, shared: boolean, segmentLength?: number): SlotShape {
  const whole = Math.max(0, words - 2)
  for (const extra of [0, 1, 2, 4]) {
    if (whole > 0 && extra === 0) continue
    const bytes = 4 * (1 + whole) + extra
    const lineBytes = bytes <= 8 ? 64 : 128
    const lineWords = lineBytes / 4
    const segmentBits = segmentLength === undefined ? 31 : Math.floor(Math.log2(segmentLength / lineWords))
    const shape = { words, lineWords, perLine: Math.floor(lineBytes / bytes), extra, shared, segmentBits }
    const { lowBits } = codeOf(shape, 0, Math.ceil(slots / shape.perLine))
    const rest = words === 1 ? 0 : lastBits
    if (farBitsAtLeast + lowBits + rest + (extra > 0 ? 1 : 0) <= 32 + 8 * extra || extra === 4) return shape
  }
  throw new RangeError(`no slot holds ${words} words`)
}

/** The number of low bits that distinguish the `L` of one line, and the number of bits left for the distance. */
function codeOf({ words, extra }: SlotShape, lastBits: number, lines: number): SlotCode {
  // the line to which a row belongs gives the rest of `L`, except for a rounding error
  const lowBits = 32 - Math.clz32(Math.ceil(2 ** 32 / lines) + 4)
  const rest = words === 1 ? 0 : lastBits
  const left = 32 + 8 * extra - lowBits - rest - (extra > 0 ? 1 : 0)
  return { lines, lowBits, farBits: Math.max(farBitsAtLeast, Math.min(left, 6, 32 - lowBits - 1)) }
}

/** The number of words of each segment. */
function lengthsOf({ lineWords, segmentBits }: SlotShape, { lines, farBits }: SlotCode): number[] {
  const all = lines + 2 ** farBits
  const most = 2 ** segmentBits
  return Array.from({ length: Math.ceil(all / most) }, (_, k) => Math.min(most, all - k * most) * lineWords)
}

function fullOf({ perLine }: SlotShape, lines: number, workers: number, maxStates: number): number {
  return Math.min(Math.floor(lines * perLine * fill), mostRows(workers, maxStates))
}

/** More than `maxStates` for several workers: each may hold room that it does not use and the others need. */
function mostRows(workers: number, maxStates: number): number {
  return workers === 1 ? maxStates : maxStates + workers * blockSize
}

function extrasOf(view: Int32Array, { extra }: SlotShape): Extras {
  if (extra === 1) return new Uint8Array(view.buffer, 0, view.byteLength)
  return extra === 2 ? new Uint16Array(view.buffer, 0, view.byteLength / 2) : view
}

export class CompactTable implements CompactShape {
  readonly words: number
  /** Private to this worker. */
  readonly recent: Int32Array
  views: readonly Int32Array[] = []
  extras: readonly Extras[] = []
  view!: Int32Array
  extra!: Extras
  lines = 0
  farBits = 0
  lowBits = 0
  room = 0
  fresh = new Int32Array(256)
  freshCount = 0
  readonly #memory: CompactMemory
  readonly #segments: readonly Memory[]
  readonly #head: Int32Array
  #loops!: CompactLoops
  #left: number[] = []

  constructor(memory: CompactMemory) {
    const { shape, head, segments } = memory
    this.words = shape.words
    this.recent = new Int32Array((shape.words + 1) << recentBits)
    this.#memory = memory
    this.#head = head
    this.#segments = segments.map((buffer) => new Memory(0, buffer))
    this.see()
  }

  /** Bytes of all slots. */
  get bytes(): number {
    return this.views.reduce((bytes, view) => bytes + view.byteLength, 0)
  }

  /** Whether a worker found no room. */
  get isFull(): boolean {
    return Atomics.load(this.#head, WANTED) === 1
  }

  /**
   * Looks up the rows of a batch from `from` on and adds those that are new; `fresh` lists these. Returns how many rows
   * of the batch have been looked up: fewer than `batch.count` if the table has to grow first.
   */
  insertAll(batch: Batch, from = 0): number {
    if (from === 0) this.#begin(batch)
    const done = this.#loops.insertAll(this, batch, from)
    if (done < batch.count) Atomics.store(this.#head, WANTED, 1)
    return done
  }

  /** Adds rows that are new, before another thread uses the table. @throws RangeError if the machine has no room */
  seed(batch: Batch): void {
    this.#begin(batch)
    this.room = batch.count
    Atomics.add(this.#head, GIVEN, batch.count)
    for (let done = 0; ; ) {
      done = this.#loops.insertAll(this, batch, done)
      if (done === batch.count) return
      if (!this.grow(Number.POSITIVE_INFINITY))
        throw new RangeError('the table has no room for the states found so far')
    }
  }

  #begin({ count }: Batch): void {
    if (this.fresh.length < count) this.fresh = new Int32Array(2 * count)
    this.freshCount = 0
  }

  take(): boolean {
    const head = this.#head
    const left = Atomics.load(head, FULL) - Atomics.load(head, GIVEN)
    const size = this.#memory.workers === 1 ? left : left > littleRoom ? blockSize : lastBlockSize
    if (size <= 0) return false
    if (Atomics.add(head, GIVEN, size) + size > Atomics.load(head, FULL)) {
      Atomics.sub(head, GIVEN, size)
      return false
    }
    this.room = size
    return true
  }

  /** Takes over what `grow` has changed, possibly in another thread. */
  see(): void {
    const { shape, lastBits } = this.#memory
    const code = codeOf(shape, lastBits, Atomics.load(this.#head, LINES))
    this.lines = code.lines
    this.farBits = code.farBits
    this.lowBits = code.lowBits
    this.#reserve(code)
    // most tables never need more than one segment, and the loops for one are shorter
    const isOne = lengthsOf(shape, code).length === 1
    this.#loops = compactLoopsFor(isOne ? { ...shape, segmentBits: 31 } : shape)
    this.views = this.#segments.map(({ view }) => view)
    this.extras = this.views.map((view) => extrasOf(view, shape))
    this.view = this.views[0] as Int32Array
    this.extra = this.extras[0] as Extras
  }

  #reserve(code: SlotCode): void {
    for (const [k, length] of lengthsOf(this.#memory.shape, code).entries()) {
      const segment = this.#segments[k]
      if (segment === undefined) throw new RangeError('the limit allows no further lines')
      segment.grow(length)
    }
  }

  /** Copies of all rows; no thread may add rows meanwhile. A slot and its position give the whole row. */
  *blocks(): Iterable<Block> {
    const { shape } = this.#memory
    const all = this.lines + 2 ** this.farBits
    const rows = new Int32Array(linesOfBlock * shape.perLine * shape.words)
    for (let from = 0; from < all; from += linesOfBlock) {
      const count = this.#loops.copy(this, from, Math.min(all, from + linesOfBlock), rows)
      yield { rows, at: 0, count }
    }
  }

  /**
   * Makes room, in at most `maxBytes`, while the others wait. Returns `false` if limits or the machine leave none.
   * After it, all threads must call `see`.
   */
  grow(maxBytes: number): boolean {
    const { shape, workers, maxStates } = this.#memory
    const head = this.#head
    const wanted = workers === 1 ? 1 - this.room : lastBlockSize
    if (Atomics.load(head, GIVEN) + wanted > mostRows(workers, maxStates)) return false
    for (;;) {
      const old = { lines: this.lines, farBits: this.farBits, lowBits: this.lowBits }
      const lines = Math.ceil(old.lines * (shape.shared || old.lines * shape.perLine < manySlots ? 2 : 1.4))
      const code = codeOf(shape, this.#memory.lastBits, lines)
      if (lengthsOf(shape, code).reduce((sum, length) => sum + length, 0) * 4 > maxBytes) return false
      try {
        this.#reserve(code)
      } catch (error) {
        // the machine has less memory than the limit allows
        if (error instanceof RangeError) return false
        throw error
      }
      Atomics.store(head, LINES, lines)
      this.see()
      this.#move(old)
      if (this.#left.length === 0) break
    }
    Atomics.store(head, FULL, fullOf(shape, this.lines, workers, maxStates))
    Atomics.store(head, WANTED, 0)
    return true
  }

  #move(old: SlotCode): void {
    const left = this.#left
    const growth = this.lines / old.lines
    const beyond = old.lines + (1 << old.farBits)
    // from this line on, each row belongs further on than it lies
    const first = Math.min(beyond, Math.ceil((growth * 2 ** old.farBits + 2) / (growth - 1)) + 2)

    const counts = new Uint8Array(this.lines + 2 ** this.farBits + 1)
    this.#loops.moveAll(this, old, 0, first, left)
    // in pieces, because a function that is called only once is optimised less
    for (let to = beyond; to > first; to -= 2 ** 12) {
      this.#loops.moveAll(this, old, Math.max(first, to - 2 ** 12), to, left, counts)
    }
    this.#loops.putBack(this, left, counts)
  }
}
