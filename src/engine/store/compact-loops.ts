/**
 * The loops of `CompactTable`, specialised for the shape of its slots (`specialise.ts`), like those of `Table` in
 * `table-loops.ts`. Cache misses are taken in a separate loop.
 *
 * The first word of a row is mixed to `L`, in a way that can be undone if the other words are known. The high bits of
 * `L` give the line of the row. A slot holds the low bits of `L`, the other words whole, and its distance from that
 * line (`far`, in lines, 1 for the line itself). So equal slots are equal rows, and the first word need not be stored.
 * The last word has the bits of the first word of the slot that are left, and the bytes beyond the whole words.
 *
 * Over 300 lines, because a function that is specialised uses nothing from outside.
 */
import { type Constants, type Row, specialise } from './specialise.ts'
import type { Batch } from './table-loops.ts'

/** How the slots of a table lie. This never changes. */
export interface SlotShape {
  /** The number of words of a row. */
  readonly words: number
  /** The number of 32-bit words of a line, and the number of its slots. */
  readonly lineWords: number
  readonly perLine: number
  /** Bytes of a slot beyond its whole words: 0, 1, 2 or 4. */
  readonly extra: number
  /** Whether threads insert at the same time. */
  readonly shared: boolean
  /** The number of lines of a segment, as a power of two; 31 if there is one segment. */
  readonly segmentBits: number
}

/** How the bits of slots are used. This changes when a table grows. */
export interface SlotCode {
  /** The number of lines in which a look-up may start; some more lines follow them. */
  readonly lines: number
  /** The number of bits of a slot for its distance, which counts from 1, and the number for the low bits of `L`. */
  readonly farBits: number
  readonly lowBits: number
}

export type Extras = Uint8Array | Uint16Array | Int32Array

/** The fields of a table that the loops use; `CompactTable` explains each of them. */
export interface CompactShape extends SlotCode {
  /** The segments in which lines lie. */
  readonly views: readonly Int32Array[]
  /** The same memory, in units of `extra`. */
  readonly extras: readonly Extras[]
  /** The first of each: if there is one segment, the loops use these, because the optimiser knows more of them. */
  readonly view: Int32Array
  readonly extra: Extras
  /** Rows looked up lately, by bits of their hash: for each entry 1 (0 if it is empty), and the words of the row. */
  readonly recent: Int32Array
  /** The number of rows that this worker may still add. */
  room: number
  /** The numbers of the rows of the batch that were new, in ascending order. */
  readonly fresh: Int32Array
  freshCount: number
  /** Gets more room; returns `false` if there is none. */
  take(): boolean
}

/** The number of bits of the hash that say where a row lies in `recent`. */
export const recentBits = 12

export interface CompactLoops {
  /**
   * Looks up the rows of the batch from `from` on, adds those that are new, and adds their numbers to `fresh`. Stops
   * before the first row for which there is no room, and returns the number of that row.
   */
  insertAll(table: CompactShape, batch: Batch, from: number): number
  /**
   * Moves the slots of lines `from` … `to` − 1, the last line first, from their position by the code `old` to that by
   * the code of the table, which must be further on. A slot that would lie too far on goes to `left`, as a row with `L`
   * as its first word; so do all slots if there are no `counts`. `counts`: the number of slots of each line that are
   * taken.
   */
  moveAll(table: CompactShape, old: SlotCode, from: number, to: number, left: number[], counts?: Uint8Array): void
  /** Copies the rows of lines `from` … `to` − 1 to `into`, and returns their number. */
  copy(table: CompactShape, from: number, to: number, into: Int32Array): number
  /** Puts the rows in `left` back, from the end on, until one finds no room. Returns whether all found room. */
  putBack(table: CompactShape, left: number[], counts: Uint8Array): boolean
}

const made = new Map<string, CompactLoops>()

export function compactLoopsFor(shape: SlotShape): CompactLoops {
  const key = Object.values(shape).join()
  let loops = made.get(key)
  if (loops === undefined) {
    loops = specialise(compactLoops, compactConstants(shape))
    made.set(key, loops)
  }
  return loops
}

export interface CompactConstants extends Constants {
  readonly words: number
  /** The number of the last word of a row. */
  readonly last: number
  /** Whether a row has words besides its first, and whether a slot has whole words besides its first. */
  readonly hasRest: boolean
  readonly hasWhole: boolean
  /** Whether a slot has bytes beyond its whole words, and where they lie: see `extraOf`. */
  readonly hasExtra: boolean
  readonly extraShift: number
  readonly extraFrom: number
  /** A line begins this many bits further on than its number. */
  readonly lineShift: number
  /** Whether a line is 128 bytes. */
  readonly isLong: boolean
  readonly perLine: number
  readonly shared: boolean
  /** Whether there are several segments. */
  readonly many: boolean
  readonly segmentBits: number
  readonly inSegment: number
  /** How far a hash is shifted to give the entry of `recent`. */
  readonly recentShift: number
  /** The number of rows that are looked up side by side. */
  readonly portion: number
}

export function compactConstants({
  words,
  lineWords,
  perLine,
  extra,
  shared,
  segmentBits,
}: SlotShape): CompactConstants {
  const whole = Math.max(0, words - 2)
  return {
    words,
    last: words - 1,
    hasRest: words > 1,
    hasWhole: whole > 0,
    hasExtra: extra > 0,
    extraShift: extra === 1 ? 2 : extra === 2 ? 1 : 0,
    extraFrom: (perLine * 4 * (1 + whole)) / (extra || 4),
    lineShift: lineWords > 16 ? 5 : 4,
    isLong: lineWords > 16,
    perLine,
    shared,
    many: segmentBits < 31,
    segmentBits,
    inSegment: 2 ** segmentBits - 1,
    recentShift: 32 - recentBits,
    portion: 256,
  }
}

/** Makes the loops. `specialise.ts` says how to write it. */
export function compactLoops({
  words,
  last,
  hasRest,
  hasWhole,
  hasExtra,
  extraShift,
  extraFrom,
  lineShift,
  isLong,
  perLine,
  shared,
  many,
  segmentBits,
  inSegment,
  recentShift,
  portion,
}: CompactConstants): CompactLoops {
  const numbers = new Int32Array(portion)
  const mixedOf = new Int32Array(portion)
  const linesOf = new Int32Array(portion)

  /** A hash of all words but the first. */
  function hashOfRest(row: Row): number {
    let hash = 0x9747b28c | 0
    for (let word = 1; word < words; word++) {
      const mixed = Math.imul(row[word]!, 0xcc9e2d51)
      hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return hash ^ (hash >>> 12)
  }

  /** `L`. */
  function mix(row: Row): number {
    let hash = row[0]!
    if (hasRest) hash ^= hashOfRest(row)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }

  /** The first word of a row that has `L` in its place. The factors undo those of `mix`. */
  function unmix(row: Row): number {
    let hash = row[0]! ^ (row[0]! >>> 16)
    hash = Math.imul(hash, 0x7ed1b41d)
    hash = Math.imul(hash ^ (hash >>> 13) ^ (hash >>> 26), 0xa5cb9243)
    hash ^= hash >>> 16
    return hasRest ? hash ^ hashOfRest(row) : hash
  }

  function isRecent(recent: Int32Array, at: number, row: Row): boolean {
    for (let word = 0; word < words; word++) {
      if (recent[at + 1 + word] !== row[word]) return false
    }
    return recent[at] !== 0
  }

  /** Where a line begins in its segment. */
  function lineAt(number: number): number {
    return many ? (number & inSegment) << lineShift : number << lineShift
  }

  /** Loads a line into the cache. */
  function touch(views: readonly Int32Array[], only: Int32Array, number: number): number {
    const view = many ? views[number >>> segmentBits]! : only
    const line = lineAt(number)
    return isLong ? view[line]! ^ view[line + 16]! : view[line]!
  }

  /** Where the bytes of a slot beyond its whole words lie. */
  function extraOf(line: number, slot: number): number {
    return (line << extraShift) + extraFrom + slot
  }

  /** Whether the slot has the whole words of the row. */
  function hasWords(view: Int32Array, at: number, row: Row): boolean {
    for (let word = 1; word < last; word++) {
      if (view[at + perLine * word] !== row[word]) return false
    }
    return true
  }

  /** Whether no whole word of the row is zero. */
  function hasNoZero(row: Row): boolean {
    for (let word = 1; word < last; word++) {
      if (row[word] === 0) return false
    }
    return true
  }

  function insertAll(table: CompactShape, batch: Batch, from: number): number {
    const { views, extras, view: onlyView, extra: onlyExtra, lines, farBits, lowBits, recent, fresh } = table
    const scale = lines / 4294967296
    const farMask = (1 << farBits) - 1
    const lowMask = (1 << lowBits) - 1
    const shift = farBits + lowBits
    const inFirst = 32 - shift
    const { rows, count } = batch
    let { room, freshCount } = table
    let sum = 0
    let done = from
    while (done < count) {
      const beyond = Math.min(done + portion, count)
      let unknown = 0
      for (let n = done, at = done * words; n < beyond; n++, at += words) {
        const row: Row = []
        for (let word = 0; word < words; word++) {
          row[word] = rows[at + word]!
        }
        const mixed = mix(row)
        const lately = (mixed >>> recentShift) * (words + 1)
        if (isRecent(recent, lately, row)) continue
        recent[lately] = 1
        for (let word = 0; word < words; word++) {
          recent[lately + 1 + word] = row[word]!
        }
        numbers[unknown] = n
        mixedOf[unknown] = mixed
        linesOf[unknown++] = ((mixed >>> 0) * scale) | 0
      }
      // the shorter this is, the more of these misses the processor has under way at once: so it takes four per turn
      let u = 0
      for (; u + 3 < unknown; u += 4) {
        sum ^=
          touch(views, onlyView, linesOf[u]!) ^
          touch(views, onlyView, linesOf[u + 1]!) ^
          touch(views, onlyView, linesOf[u + 2]!) ^
          touch(views, onlyView, linesOf[u + 3]!)
      }
      for (; u < unknown; u++) sum ^= touch(views, onlyView, linesOf[u]!)
      u = 0
      lookUp: for (; u < unknown; u++) {
        const n = numbers[u]!
        const mixed = mixedOf[u]!
        const row: Row = []
        const at = n * words
        for (let word = 0; word < words; word++) {
          row[word] = rows[at + word]!
        }
        const base = ((mixed & lowMask) << farBits) | (hasRest ? row[last]! << shift : 0)
        const beyondFirst = hasExtra ? ((row[last]! >>> inFirst) << 1) | 1 : 0
        for (let far = 1, number = linesOf[u]!; far <= farMask; far++, number++) {
          const wanted = base | far
          const view = many ? views[number >>> segmentBits]! : onlyView
          const extra = many ? extras[number >>> segmentBits]! : onlyExtra
          const line = lineAt(number)
          for (let slot = 0; slot < perLine; slot++) {
            let held = view[line + slot]!
            if (held === 0) {
              if (room === 0) {
                if (!table.take()) break lookUp
                room = table.room
              }
              if (shared) held = Atomics.compareExchange(view, line + slot, 0, wanted)
              else view[line + slot] = wanted
              if (held === 0) {
                for (let word = 1; word < last; word++) {
                  view[line + perLine * word + slot] = row[word]!
                }
                if (hasExtra) {
                  if (shared && hasWhole) Atomics.store(extra, extraOf(line, slot), beyondFirst)
                  else extra[extraOf(line, slot)] = beyondFirst
                }
                room--
                fresh[freshCount++] = n
                continue lookUp
              }
            }
            if (held !== wanted) continue
            if (!hasExtra) continue lookUp
            let rest = extra[extraOf(line, slot)]!
            if (shared && hasWhole) {
              // a word that is not zero was written, whether or not others were: the order of reading matters for zeros
              if (rest === beyondFirst && hasWords(view, line + slot, row) && hasNoZero(row)) continue lookUp
              rest = 0
            }
            if (shared) while (rest === 0) rest = Atomics.load(extra, extraOf(line, slot))
            if (rest === beyondFirst && hasWords(view, line + slot, row)) continue lookUp
          }
        }
        break
      }
      done = u < unknown ? numbers[u]! : beyond
      if (u < unknown) {
        for (; u < unknown; u++) recent[(mixedOf[u]! >>> recentShift) * (words + 1)] = 0
        break
      }
    }
    batch.sum = sum
    table.room = room
    table.freshCount = freshCount
    return done
  }

  /** Puts a row with `L` after the rows that are in its line, or in a later line. `false` if that is too far on. */
  function place(table: CompactShape, row: Row, counts: Uint8Array): boolean {
    const { lines, farBits, lowBits } = table
    const shift = farBits + lowBits
    const farMask = (1 << farBits) - 1
    const mixed = row[0]!
    let number = ((mixed >>> 0) * (lines / 4294967296)) | 0
    let far = 1
    let slot = counts[number]!
    while (slot === perLine && far <= farMask) {
      far++
      number++
      slot = counts[number]!
    }
    if (far > farMask) return false
    const view = many ? table.views[number >>> segmentBits]! : table.view
    const line = lineAt(number)
    view[line + slot] = ((mixed & ((1 << lowBits) - 1)) << farBits) | (hasRest ? row[last]! << shift : 0) | far
    for (let word = 1; word < last; word++) {
      view[line + perLine * word + slot] = row[word]!
    }
    if (hasExtra) {
      const extra = many ? table.extras[number >>> segmentBits]! : table.extra
      extra[extraOf(line, slot)] = ((row[last]! >>> (32 - shift)) << 1) | 1
    }
    counts[number] = slot + 1
    return true
  }

  /** `L` of the row in a slot of line `number` that holds `held`; `code` gives the other parameters. */
  function mixedIn(held: number, number: number, per: number, farBits: number, lowBits: number): number {
    const far = held & ((1 << farBits) - 1)
    const least = (Math.floor((number + 1 - far) * per) - 1) | 0
    return (least + (((held >>> farBits) - least) & ((1 << lowBits) - 1))) | 0
  }

  function moveAll(
    table: CompactShape,
    { lines, farBits, lowBits }: SlotCode,
    from: number,
    to: number,
    left: number[],
    counts?: Uint8Array,
  ): void {
    const { views, extras, view: onlyView, extra: onlyExtra } = table
    const per = 4294967296 / lines
    const shift = farBits + lowBits
    for (let number = to - 1; number >= from; number--) {
      const view = many ? views[number >>> segmentBits]! : onlyView
      const extra = many ? extras[number >>> segmentBits]! : onlyExtra
      const line = lineAt(number)
      for (let slot = 0; slot < perLine; slot++) {
        const held = view[line + slot]!
        if (held === 0) continue
        const row: Row = []
        row[0] = mixedIn(held, number, per, farBits, lowBits)
        for (let word = 1; word < last; word++) {
          row[word] = view[line + perLine * word + slot]!
        }
        if (hasRest) row[last] = held >>> shift
        if (hasExtra) row[last] = row[last]! | ((extra[extraOf(line, slot)]! >>> 1) << (32 - shift))
        view[line + slot] = 0
        if (hasExtra) extra[extraOf(line, slot)] = 0
        if (counts === undefined || !place(table, row, counts)) left.push(...row)
      }
    }
  }

  function copy(table: CompactShape, from: number, to: number, into: Int32Array): number {
    const { views, extras, view: onlyView, extra: onlyExtra, lines, farBits, lowBits } = table
    const per = 4294967296 / lines
    const shift = farBits + lowBits
    let at = 0
    for (let number = from; number < to; number++) {
      const view = many ? views[number >>> segmentBits]! : onlyView
      const extra = many ? extras[number >>> segmentBits]! : onlyExtra
      const line = lineAt(number)
      for (let slot = 0; slot < perLine; slot++) {
        const held = view[line + slot]!
        if (held === 0) break
        const row: Row = []
        row[0] = mixedIn(held, number, per, farBits, lowBits)
        for (let word = 1; word < last; word++) {
          row[word] = view[line + perLine * word + slot]!
        }
        if (hasRest) row[last] = held >>> shift
        if (hasExtra) row[last] = row[last]! | ((extra[extraOf(line, slot)]! >>> 1) << (32 - shift))
        into[at] = unmix(row)
        for (let word = 1; word < words; word++) {
          into[at + word] = row[word]!
        }
        at += words
      }
    }
    return at / words
  }

  function putBack(table: CompactShape, left: number[], counts: Uint8Array): boolean {
    while (left.length > 0) {
      const at = left.length - words
      const row: Row = []
      for (let word = 0; word < words; word++) {
        row[word] = left[at + word]!
      }
      if (!place(table, row, counts)) return false
      left.length = at
    }
    return true
  }

  return { insertAll, moveAll, copy, putBack }
}
