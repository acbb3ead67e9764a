/**
 * The loops of `Table` and `SharedTable`, specialised for the number of words of a row (`specialise.ts`): the fewer
 * instructions a row takes, the more cache misses the processor has under way at once. For the same reason, each kind
 * of miss is taken in a loop of its own.
 *
 * Read `insertAll` as the life of a probe. `recent` knows the rows that were looked up lately. `u` numbers the rows of
 * a portion that are not among them; until such a row has an id, `recent` holds the complement of its `u`. It is row
 * `numbers[u]` of the batch. Its probe continues from `slotsOf[u]`, in the line that it entered at slot `entries[u]`.
 * Finally, its id is `places[u]` − 1. `repeats` lists the rows that repeat one of these; until the end, their `ids` hold
 * the `u` of that row.
 *
 * A probe that entered a cache line at some slot visits the 16 slots of the line first, and then moves to the next
 * line; a table consists of whole lines. The move computes a remainder instead of a branch: the optimiser would meet a
 * branch that is taken once in a million times too late.
 *
 * Over 300 lines, because a function that is specialised uses nothing from outside.
 */
import { type Constants, type Row, specialise } from './specialise.ts'

/** Rows to look up, one after the other; `rows` and `ids` have room for at least `count` rows. */
export interface Batch {
  rows: Int32Array
  count: number
  /** Output: for each row, its id. If the row is new, the complement of its id (negative). */
  ids: Int32Array
  /** Has no meaning: it keeps the optimiser from leaving out loads. */
  sum?: number
}

type Words = { readonly view: Int32Array }

/** The fields of a table that the loops use; `Table` explains each of them. */
export interface Shape {
  readonly words: number
  count: number
  readonly full: number
  readonly capacity: number
  readonly idBits: number
  readonly slots: Words
  readonly segments: readonly Words[]
  readonly segmentBits: number
  /** Rows looked up lately, by bits of their hash: the id + 1 of each, or zero for an empty entry, and its words. */
  readonly recent: Int32Array
}

/** The number of bits of the hash that say where a row lies in `recent`. */
export const recentBits = 12

/** The fields that the loops also use if threads share the table: the places to which this thread may write rows. */
export interface Block {
  next: number
  end: number
  /** Gets more places, `next` … `end` − 1; returns `false` if there are none. */
  take(): boolean
}

export interface Loops<Table extends Shape = Shape> {
  /**
   * Looks up the rows of the batch from `from` on. Stops before the first row for which the table is too full, and
   * returns the number of that row. Row `n` lies at `first + n * stride` of `batch.rows`.
   *
   * If threads insert at the same time, a thread writes a row first, to a place that no other thread knows. After that
   * it takes the row's slot by one atomic access. If another thread took the slot before, the access fails, and the
   * probe looks at what that thread wrote.
   */
  insertAll(table: Table, batch: Batch, from: number, first: number, stride: number): number
  /**
   * Puts the places `from` … `to` − 1 into slots, if they belong to the slots `lowest` … `beyond` − 1. These slots are
   * whole lines, and no other thread may use them. If threads share the table, a place that finds no free slot goes to
   * `left`, followed by its hash. Otherwise these are all slots. The result has no meaning.
   */
  placeSome(table: Shape, from: number, to: number, lowest: number, beyond: number, left: number[]): number
}

export type SharedLoops = Loops<Shape & Block>

const made = new Map<number, Loops>()
const sharedMade = new Map<number, SharedLoops>()

/** The loops for rows of `words` words. All tables with such rows share them, so they are optimised only once. */
export const loopsFor = (words: number): Loops => once(made, words, false) as Loops

export const sharedLoopsFor = (words: number): SharedLoops => once(sharedMade, words, true)

function once(known: Map<number, SharedLoops>, words: number, shared: boolean): SharedLoops {
  let loops = known.get(words)
  if (loops === undefined) {
    loops = specialise(tableLoops, tableConstants(words, shared))
    known.set(words, loops)
  }
  return loops
}

export interface TableConstants extends Constants {
  readonly words: number
  /** Whether threads insert at the same time. */
  readonly shared: boolean
  /** How far a hash is shifted to give the entry of `recent`. */
  readonly recentShift: number
  /** The number of rows that are looked up side by side. */
  readonly portion: number
}

export function tableConstants(words: number, shared: boolean): TableConstants {
  return { words, shared, recentShift: 32 - recentBits, portion: 256 }
}

/** Makes the loops. `specialise.ts` says how to write it. */
export function tableLoops({ words, shared, recentShift, portion }: TableConstants): Loops<Shape & Block> {
  const numbers = new Int32Array(portion)
  const hashes = new Int32Array(portion)
  const slotsOf = new Int32Array(portion)
  const entries = new Int32Array(portion)
  const places = new Int32Array(portion)
  const repeats = new Int32Array(portion)

  /** Multiplies and folds, one round per word; the constants are those of MurmurHash3's 32-bit mixing and finaliser. */
  function hashOf(row: Row): number {
    let hash = 0x9747b28c | 0
    for (let word = 0; word < words; word++) {
      const mixed = Math.imul(row[word]!, 0xcc9e2d51)
      hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }

  function isAt(view: Int32Array, at: number, row: Row): boolean {
    for (let word = 0; word < words; word++) {
      if (view[at + word] !== row[word]) return false
    }
    return true
  }

  function insertAll(table: Shape & Block, batch: Batch, from: number, first: number, stride: number): number {
    const { capacity, idBits, recent, segments, segmentBits } = table
    const slots = table.slots.view
    const firstSegment = segments[0]!.view
    const inSegment = (1 << segmentBits) - 1
    const scale = capacity / 4294967296
    const idMask = (1 << idBits) - 1
    const tagMask = ~idMask
    const { rows, ids, count } = batch
    // the place of the next new row, and the first place for which there is no room
    let next = shared ? table.next : table.count + 1
    let end = shared ? table.end : table.full + 1
    let sum = 0
    let done = from
    while (done < count) {
      const beyond = Math.min(done + portion, count)
      let unknown = 0
      let repeated = 0
      for (let n = done, at = first + done * stride; n < beyond; n++, at += stride) {
        const row: Row = []
        for (let word = 0; word < words; word++) {
          row[word] = rows[at + word]!
        }
        const hash = hashOf(row)
        const lately = (hash >>> recentShift) * (words + 1)
        const place = recent[lately]!
        if (isAt(recent, lately + 1, row) && place !== 0) {
          if (place > 0) ids[n] = place - 1
          else {
            ids[n] = ~place
            repeats[repeated++] = n
          }
        } else {
          recent[lately] = ~unknown
          for (let word = 0; word < words; word++) {
            recent[lately + 1 + word] = row[word]!
          }
          numbers[unknown] = n
          hashes[unknown] = hash
          slotsOf[unknown++] = ((hash >>> 0) * scale) | 0
        }
      }
      for (let u = 0; u < unknown; u++) sum ^= slots[slotsOf[u]!]!
      for (let u = 0; u < unknown; u++) {
        const tag = hashes[u]! << idBits
        let slot = slotsOf[u]!
        let entry = slot
        let held = slots[slot]!
        while (held !== 0 && ((held ^ tag) & tagMask) !== 0) {
          slot = (slot & -16) | ((slot + 1) & 15)
          if (slot === entry) {
            entry = (slot + 16) % capacity
            slot = entry
          }
          held = slots[slot]!
        }
        slotsOf[u] = slot
        entries[u] = entry
        places[u] = held & idMask
      }
      for (let u = 0; u < unknown; u++) {
        const place = places[u]!
        const segment = place >>> segmentBits === 0 ? firstSegment : segments[place >>> segmentBits]!.view
        sum ^= segment[(place & inSegment) * words]!
      }
      let u = 0
      lookUp: for (; u < unknown; u++) {
        const n = numbers[u]!
        const hash = hashes[u]!
        const row: Row = []
        const from = first + n * stride
        for (let word = 0; word < words; word++) {
          row[word] = rows[from + word]!
        }
        const tag = hash << idBits
        const lately = (hash >>> recentShift) * (words + 1)
        let slot = slotsOf[u]!
        let entry = entries[u]!
        for (;;) {
          let held = slots[slot]!
          if (held === 0) {
            if (!shared) break
            if (next === end) {
              if (!table.take()) break lookUp
              next = table.next
              end = table.end
            }
            const segment = next >>> segmentBits === 0 ? firstSegment : segments[next >>> segmentBits]!.view
            const at = (next & inSegment) * words
            for (let word = 0; word < words; word++) {
              segment[at + word] = row[word]!
            }
            held = Atomics.compareExchange(slots, slot, 0, tag | next)
            if (held === 0) {
              ids[n] = ~(next - 1)
              places[u] = next
              if (recent[lately] === ~u) recent[lately] = next
              next++
              continue lookUp
            }
          }
          if (((held ^ tag) & tagMask) === 0) {
            const place = held & idMask
            const segment = place >>> segmentBits === 0 ? firstSegment : segments[place >>> segmentBits]!.view
            if (isAt(segment, (place & inSegment) * words, row)) {
              ids[n] = place - 1
              places[u] = place
              if (recent[lately] === ~u) recent[lately] = place
              continue lookUp
            }
          }
          slot = (slot & -16) | ((slot + 1) & 15)
          if (slot === entry) {
            entry = (slot + 16) % capacity
            slot = entry
          }
        }
        if (next >= end) break
        ids[n] = ~(next - 1)
        places[u] = next
        if (recent[lately] === ~u) recent[lately] = next
        const segment = next >>> segmentBits === 0 ? firstSegment : segments[next >>> segmentBits]!.view
        const at = (next & inSegment) * words
        for (let word = 0; word < words; word++) {
          segment[at + word] = row[word]!
        }
        slots[slot] = tag | next++
      }
      done = u < unknown ? numbers[u]! : beyond
      for (let k = 0; k < repeated && repeats[k]! < done; k++) ids[repeats[k]!] = places[ids[repeats[k]!]!]! - 1
      if (u < unknown) {
        for (; u < unknown; u++) {
          const lately = (hashes[u]! >>> recentShift) * (words + 1)
          if (recent[lately]! < 0) recent[lately] = 0
        }
        break
      }
    }
    batch.sum = sum
    if (shared) table.next = next
    else table.count = next - 1
    return done
  }

  function placeSome(table: Shape, from: number, to: number, lowest: number, beyond: number, left: number[]): number {
    const { capacity, idBits, segments, segmentBits } = table
    const slots = table.slots.view
    const firstSegment = segments[0]!.view
    const inSegment = (1 << segmentBits) - 1
    const scale = capacity / 4294967296
    let sum = 0
    for (let first = from; first < to; first += portion) {
      const last = Math.min(first + portion, to)
      let count = 0
      for (let place = first; place < last; place++) {
        const segment = place >>> segmentBits === 0 ? firstSegment : segments[place >>> segmentBits]!.view
        const at = (place & inSegment) * words
        const row: Row = []
        for (let word = 0; word < words; word++) {
          row[word] = segment[at + word]!
        }
        const hash = hashOf(row)
        const slot = ((hash >>> 0) * scale) | 0
        if (shared && (slot < lowest || slot >= beyond)) continue
        numbers[count] = place
        hashes[count] = hash
        slotsOf[count++] = slot
      }
      for (let k = 0; k < count; k++) sum ^= slots[slotsOf[k]!]!
      for (let k = 0; k < count; k++) {
        let slot = slotsOf[k]!
        let entry = slot
        while (slots[slot] !== 0) {
          slot = (slot & -16) | ((slot + 1) & 15)
          if (slot === entry) {
            entry = shared ? slot + 16 : (slot + 16) % capacity
            slot = entry
            if (shared && slot >= beyond) break
          }
        }
        if (shared && slot >= beyond) left.push(numbers[k]!, hashes[k]!)
        else slots[slot] = (hashes[k]! << idBits) | numbers[k]!
      }
    }
    return sum
  }

  return { insertAll, placeSome }
}
