/**
 * A set of rows, each a few 32-bit words, in which threads look up and add while the others do; no row has an id. A
 * slot holds a row itself, and less than that: where a slot lies says some of the bits of what it holds (Cleary:
 * "Compact Hash Tables Using Bidirectional Linear Probing", 1984; Geldenhuys, Valmari: "A Nearly Memory-Optimal Data
 * Structure for Sets and Mappings", SPIN 2003). It is exact: equal slots are equal rows.
 *
 * The first word of a row is mixed with the others in a way that can be undone, to `L`. The high bits of `L` are the
 * line in which the row lies, 64 or 128 bytes; where it is full, one of the next few. A slot holds the low bits of `L`,
 * the other words, and how many lines further on it lies. What does not fit into 32 bits lies at the end of the line:
 * a look-up meets one miss of the cache. A line is filled from its first slot on, and nothing is ever taken out, so a
 * look-up ends where it finds an empty slot.
 *
 * A thread takes a slot by one atomic access to its first word. Where there is more to a slot, that is written then, and
 * last, after whole words by an atomic access, what has a bit that says so: who finds a first word that is the one
 * looked for waits for it, unless all that lies there already is what is looked for.
 *
 * Slots tell the whole of `L`, and the line goes by `L` times the number of lines, of which there may be any number: so
 * the table grows in place, by moving its lines from the last to the first, one after the other, without a look at
 * anything else. One thread does so while the others wait.
 *
 * Over 300 lines, because looking up, growing and reading back share the code of one slot.
 */
import {
  type CompactLoops,
  type CompactShape,
  compactLoopsFor,
  type Extras,
  recentBits,
  type SlotCode,
  type SlotShape,
} from './compact-text.ts'
import type { Block } from './every-row.ts'
import { growable, Memory, maxLength } from './memory.ts'
import type { Batch } from './table-text.ts'

/** What threads share of a table, to be sent to each of them as it is. */
export interface CompactMemory {
  readonly shape: SlotShape
  readonly lastBits: number
  readonly workers: number
  readonly maxStates: number
  readonly head: Int32Array
  readonly segments: readonly SharedArrayBuffer[]
}

/** How many rows workers may have added by now, and ever; how many lines there are; whether more are wanted. */
const GIVEN = 0
const FULL = 1
const LINES = 2
const WANTED = 3
const headLength = 4

/** Room is given to a worker for so many rows at once, */
const blockSize = 256
/** and for so many where less than this is left. */
const lastBlockSize = 64
const littleRoom = 2 ** 14

/** So many lines are read at once. */
const linesOfBlock = 2048

/** How full lines become. */
const fill = 0.8
/** Up to so many slots a table doubles when it grows, from there on it grows by two fifths; one that is shared always doubles, for all wait meanwhile. */
const manySlots = 2 ** 22
/** At least so many lines further on a row may lie. */
const farBitsAtLeast = 3

export interface CompactOptions {
  readonly words: number
  /** The last word has no more bits than that. */
  readonly lastBits: number
  readonly workers: number
  /** `maxBytes`: the most that it can grow to. */
  readonly limits: { readonly maxStates: number; readonly maxBytes: number }
  /** There is room for so many at least. */
  readonly count: number
  /** Slots at the beginning, where there is memory for them: 1.2 million unless said. */
  readonly slots?: number
  /** The most words that lie in a row: what a buffer holds, unless said. */
  readonly segmentLength?: number
}

/** An empty table. */
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

/** Low bits of `L` that tell those of one line from each other, and what is left to say how far on a slot lies. */
function codeOf({ words, extra }: SlotShape, lastBits: number, lines: number): SlotCode {
  // of the line that a row belongs to, `L` is known but for an error of the rounding
  const lowBits = 32 - Math.clz32(Math.ceil(2 ** 32 / lines) + 4)
  const rest = words === 1 ? 0 : lastBits
  const left = 32 + 8 * extra - lowBits - rest - (extra > 0 ? 1 : 0)
  return { lines, lowBits, farBits: Math.max(farBitsAtLeast, Math.min(left, 6, 32 - lowBits - 1)) }
}

/** Words of each segment. */
function lengthsOf({ lineWords, segmentBits }: SlotShape, { lines, farBits }: SlotCode): number[] {
  const all = lines + 2 ** farBits
  const most = 2 ** segmentBits
  return Array.from({ length: Math.ceil(all / most) }, (_, k) => Math.min(most, all - k * most) * lineWords)
}

function fullOf({ perLine }: SlotShape, lines: number, workers: number, maxStates: number): number {
  return Math.min(Math.floor(lines * perLine * fill), mostRows(workers, maxStates))
}

/** Several workers may each have room left that the others want. */
function mostRows(workers: number, maxStates: number): number {
  return workers === 1 ? maxStates : maxStates + workers * blockSize
}

function extrasOf(view: Int32Array, { extra }: SlotShape): Extras {
  if (extra === 1) return new Uint8Array(view.buffer, 0, view.byteLength)
  return extra === 2 ? new Uint16Array(view.buffer, 0, view.byteLength / 2) : view
}

export class CompactTable implements CompactShape {
  readonly words: number
  /** This worker's own. */
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

  /** Whether somebody found no room. */
  get isFull(): boolean {
    return Atomics.load(this.#head, WANTED) === 1
  }

  /** Looks up the rows of a batch from `from` on, and adds those that are new: `fresh` tells which of the batch were. Returns how many were looked up: fewer than there are where it has to grow first. */
  insertAll(batch: Batch, from = 0): number {
    if (from === 0) this.#begin(batch)
    const done = this.#loops.insertAll(this, batch, from)
    if (done < batch.count) Atomics.store(this.#head, WANTED, 1)
    return done
  }

  /** Adds rows that are new, before anybody else is there. @throws RangeError where the machine has no room */
  seed(batch: Batch): void {
    this.#begin(batch)
    this.room = batch.count
    Atomics.add(this.#head, GIVEN, batch.count)
    for (let done = 0; ; ) {
      done = this.#loops.insertAll(this, batch, done)
      if (done === batch.count) return
      if (!this.grow(Number.POSITIVE_INFINITY)) throw new RangeError('the states found so far find no room')
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

  /** Sees what another thread has changed by `grow`. */
  see(): void {
    const { shape, lastBits } = this.#memory
    const code = codeOf(shape, lastBits, Atomics.load(this.#head, LINES))
    this.lines = code.lines
    this.farBits = code.farBits
    this.lowBits = code.lowBits
    this.#reserve(code)
    // most tables never need more than one segment, and then the loops are shorter
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
      if (segment === undefined) throw new RangeError('no more lines than the limit allows')
      segment.grow(length)
    }
  }

  /** Every row, a copy, while nobody adds any: a slot and its place say all of a row. */
  *blocks(): Iterable<Block> {
    const { shape } = this.#memory
    const all = this.lines + 2 ** this.farBits
    const rows = new Int32Array(linesOfBlock * shape.perLine * shape.words)
    for (let from = 0; from < all; from += linesOfBlock) {
      const count = this.#loops.copy(this, from, Math.min(all, from + linesOfBlock), rows)
      yield { rows, at: 0, count }
    }
  }

  /** Makes room, in no more than `maxBytes`, while the others wait; `false` where limits or the machine leave none. After it all must `see`. */
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
        // the machine has less than the limit allows
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
    const beyond = old.lines + 2 ** old.farBits
    // from here on a row belongs further on than it lies
    const first = Math.min(beyond, Math.ceil((growth * 2 ** old.farBits + 2) / (growth - 1)) + 2)

    const counts = new Uint8Array(this.lines + 2 ** this.farBits + 1)
    this.#loops.takeOut(this, old, first, left)
    // a part at a time: what is called once is not optimised as well
    for (let to = beyond; to > first; to -= 2 ** 12) {
      this.#loops.moveAll(this, old, Math.max(first, to - 2 ** 12), to, left, counts)
    }
    this.#loops.putBack(this, left, counts)
  }
}
