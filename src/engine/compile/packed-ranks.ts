/** The ranks of a queue or a bag, packed into words. */

import type { BagType, QueueType } from '../../language/types.ts'
import { full, outOfRange } from '../../language/values.ts'
import type { Access } from './access.ts'
import { Gate } from './gate.ts'
import { clearMasks, encode, type Layout, maskOf, masksOf, type Slot } from './layout.ts'
import { type Ranks, ranksOf } from './ranks.ts'

/**
 * The common part of a queue and a bag: a count, and as many ranks, one after the other. The ranks in one word are a
 * group, and a whole group moves at once. Places beyond the count are 0.
 */
export class Sequence {
  readonly gate: Gate
  readonly type: QueueType | BagType
  readonly where: string
  readonly ranks: Ranks
  readonly #kept: readonly unknown[]
  readonly #layout: Layout & { kind: 'sequence' }
  readonly #words: Int32Array
  /** The word and the shift of each rank; all have the same number of bits. */
  readonly #wordOf: Int32Array
  readonly #shiftOf: Int32Array
  readonly #bits: number
  readonly #mask: number
  /** The group of each rank. For each group its word, its bits, the shift of its first and of its last rank. */
  readonly #groupOf: Int32Array
  readonly #groupWord: Int32Array
  readonly #groupMask: Int32Array
  readonly #groupFirst: Int32Array
  readonly #groupLast: Int32Array
  readonly #masks: Int32Array
  readonly #countWord: number
  readonly #countShift: number
  readonly #countMask: number
  /** The content that was read last, and the bits of its groups. */
  #known: unknown[] = []
  readonly #knownBits: Int32Array

  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    this.gate = new Gate(access, where, present)
    this.#layout = layout
    this.type = layout.type
    this.where = where
    this.ranks = ranksOf(layout.type.of)
    this.#kept = this.ranks.kept
    const { cells, count } = layout
    this.#words = access.words
    this.#wordOf = Int32Array.from(cells, ({ word }) => word)
    this.#shiftOf = Int32Array.from(cells, ({ shift }) => shift)
    this.#bits = cells[0]?.bits ?? 0
    this.#mask = maskOf({ word: 0, shift: 0, bits: this.#bits })
    const firsts = cells.filter(({ word }, i) => word !== cells[i - 1]?.word)
    const lasts = cells.filter(({ word }, i) => word !== cells[i + 1]?.word)
    this.#groupOf = Int32Array.from(cells, ({ word }) => firsts.findIndex((first) => first.word === word))
    this.#groupWord = Int32Array.from(firsts, ({ word }) => word)
    this.#groupFirst = Int32Array.from(firsts, ({ shift }) => shift)
    this.#groupLast = Int32Array.from(lasts, ({ shift }) => shift)
    this.#groupMask = Int32Array.from(firsts, (first) =>
      cells.reduce((mask, cell) => (cell.word === first.word ? mask | maskOf(cell) : mask), 0),
    )
    this.#masks = masksOf(layout)
    this.#countWord = count.word
    this.#countShift = count.shift
    this.#countMask = maskOf({ ...count, shift: 0 })
    this.#knownBits = new Int32Array(firsts.length)
  }
  get size(): number {
    this.gate.read()
    return this.#count()
  }
  #count(): number {
    return ((this.#words[this.#countWord] as number) >>> this.#countShift) & this.#countMask
  }
  rankAt(i: number): number {
    return ((this.#words[this.#wordOf[i] as number] as number) >>> (this.#shiftOf[i] as number)) & this.#mask
  }
  /** Counts one rank more or less. */
  #add(change: number): void {
    const word = this.#countWord
    this.#words[word] = (this.#words[word] as number) + (change << this.#countShift)
  }
  /** The value at a place. */
  valueAt(i: number): unknown {
    const r = this.rankAt(i)
    const kept = this.#kept[r]
    return kept === undefined ? this.ranks.valueOf(r) : kept
  }
  /** The content as an array that nobody changes. */
  content(): readonly unknown[] {
    this.gate.read()
    const n = this.#count()
    const words = this.#words
    const known = this.#knownBits
    let isSame = n === this.#known.length
    for (let g = 0; isSame && g < known.length; g++) {
      isSame = ((words[this.#groupWord[g] as number] as number) & (this.#groupMask[g] as number)) === known[g]
    }
    if (isSame) return this.#known
    for (let g = 0; g < known.length; g++) {
      known[g] = (words[this.#groupWord[g] as number] as number) & (this.#groupMask[g] as number)
    }
    const found: unknown[] = []
    for (let i = 0; i < n; i++) found.push(this.valueAt(i))
    this.#known = found
    return found
  }
  /** The rank of a value that is to be inserted. @throws ModelError if it has none, or if there is no room */
  entering(value: unknown, where: string): number {
    this.gate.write()
    const r = this.ranks.rankOf(value)
    if (r < 0) this.gate.fail(outOfRange(this.type.of, value, where))
    if (this.#count() >= this.type.capacity) this.gate.fail(full(this.type, this.where))
    return r
  }
  /** Whether a rank may be inserted. */
  takes(): boolean {
    this.gate.write()
    return this.#count() < this.type.capacity
  }
  append(r: number): void {
    const n = this.#count()
    const word = this.#wordOf[n] as number
    const words = this.#words
    words[word] = (words[word] as number) | (r << (this.#shiftOf[n] as number))
    this.#add(1)
  }
  /** Inserts a rank before the first greater one. */
  insertInOrder(r: number): void {
    const n = this.#count()
    let i = 0
    while (i < n && this.rankAt(i) <= r) i++
    if (i === n) this.append(r)
    else {
      this.#moveUp(i, n, r)
      this.#add(1)
    }
  }
  /** Moves the ranks from `index` on up by one place, and puts a rank there. `n`: how many ranks there are. */
  #moveUp(index: number, n: number, r: number): void {
    const words = this.#words
    const bits = this.#bits
    let at = this.#shiftOf[index] as number
    let entering = r
    for (let g = this.#groupOf[index] as number, end = this.#groupOf[n] as number; g <= end; g++) {
      const word = this.#groupWord[g] as number
      const mask = this.#groupMask[g] as number
      const all = words[word] as number
      const own = all & mask
      const below = (1 << at) - 1
      words[word] = (all & ~mask) | (own & below) | (((own & ~below) << bits) & mask) | (entering << at)
      entering = (own >>> (this.#groupLast[g] as number)) & this.#mask
      if (g < end) at = this.#groupFirst[g + 1] as number
    }
  }
  /** The place of a rank, or −1. */
  indexOf(r: number): number {
    for (let i = 0, n = this.#count(); i < n; i++) if (this.rankAt(i) === r) return i
    return -1
  }
  removeAt(index: number): unknown {
    this.gate.write()
    if (!(Number.isInteger(index) && index >= 0 && index < this.#count())) return undefined
    const value = this.valueAt(index)
    this.drop(index)
    return value
  }
  /** Removes the rank at a place, and moves those behind it down by one place. */
  drop(index: number): void {
    const n = this.#count() - 1
    const words = this.#words
    const bits = this.#bits
    let at = this.#shiftOf[index] as number
    for (let g = this.#groupOf[index] as number, end = this.#groupOf[n] as number; g <= end; g++) {
      const word = this.#groupWord[g] as number
      const mask = this.#groupMask[g] as number
      const all = words[word] as number
      const own = all & mask
      const below = (1 << at) - 1
      let next = 0
      if (g < end) {
        at = this.#groupFirst[g + 1] as number
        next =
          (((words[this.#groupWord[g + 1] as number] as number) >>> at) & this.#mask) << (this.#groupLast[g] as number)
      }
      words[word] = (all & ~mask) | (own & below) | ((own >>> bits) & ~below & mask) | next
    }
    this.#add(-1)
  }
  clear(): void {
    this.gate.write()
    clearMasks(this.#words, this.#masks)
  }
  assign(values: Iterable<unknown>): void {
    this.gate.write()
    encode(this.gate.words, this.#layout, this.gate.plain(this.type, values, this.where))
  }
}
