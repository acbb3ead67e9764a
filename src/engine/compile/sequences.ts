/** Queues and bags over packed words: they store ranks and return frozen values. */

import type { BagType, QueueType } from '../../language/types.ts'
import { full, outOfRange } from '../../language/values.ts'
import { BagView, content, QueueView } from '../../runtime/collections.ts'
import { type Asked, asked } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'
import { Gate } from './gate.ts'
import { clearMasks, encode, type Layout, maskOf, masksOf, type Slot } from './layout.ts'
import { type Ranks, ranksOf } from './ranks.ts'

/** The common part of a queue and a bag: a count, and as many ranks, one after the other. */
class Sequence {
  readonly gate: Gate
  readonly type: QueueType | BagType
  readonly where: string
  readonly ranks: Ranks
  readonly #layout: Layout & { kind: 'sequence' }
  readonly #words: Int32Array
  /** The word and the shift of each rank; all have the same number of bits. */
  readonly #wordOf: Int32Array
  readonly #shiftOf: Int32Array
  readonly #mask: number
  readonly #masks: Int32Array
  readonly #countWord: number
  readonly #countShift: number
  readonly #countMask: number
  /** The content that was read last, and its ranks. */
  #known: unknown[] = []
  readonly #knownRanks: Int32Array

  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    this.gate = new Gate(access, where, present)
    this.#layout = layout
    this.type = layout.type
    this.where = where
    this.ranks = ranksOf(layout.type.of)
    const { cells, count } = layout
    this.#words = access.words
    this.#wordOf = Int32Array.from(cells, ({ word }) => word)
    this.#shiftOf = Int32Array.from(cells, ({ shift }) => shift)
    this.#mask = maskOf({ word: 0, shift: 0, bits: cells[0]?.bits ?? 0 })
    this.#masks = masksOf(layout)
    this.#countWord = count.word
    this.#countShift = count.shift
    this.#countMask = maskOf({ ...count, shift: 0 })
    this.#knownRanks = new Int32Array(cells.length)
  }
  get size(): number {
    this.gate.read()
    return ((this.#words[this.#countWord] as number) >>> this.#countShift) & this.#countMask
  }
  rankAt(i: number): number {
    return ((this.#words[this.#wordOf[i] as number] as number) >>> (this.#shiftOf[i] as number)) & this.#mask
  }
  #put(i: number, r: number): void {
    const word = this.#wordOf[i] as number
    const shift = this.#shiftOf[i] as number
    const words = this.#words
    words[word] = ((words[word] as number) & ~(this.#mask << shift)) | (r << shift)
  }
  #resize(n: number): void {
    const word = this.#countWord
    const words = this.#words
    words[word] = ((words[word] as number) & ~(this.#countMask << this.#countShift)) | (n << this.#countShift)
  }
  /** The content as an array that nobody changes. */
  content(): readonly unknown[] {
    const n = this.size
    const ranks = this.#knownRanks
    let same = n === this.#known.length
    for (let i = 0; same && i < n; i++) same = this.rankAt(i) === ranks[i]
    if (same) return this.#known
    const found: unknown[] = []
    for (let i = 0; i < n; i++) {
      const r = this.rankAt(i)
      ranks[i] = r
      found.push(this.ranks.valueOf(r))
    }
    this.#known = found
    return found
  }
  /** The rank of a value that is to be inserted. @throws ModelError if it has none, or if there is no room */
  entering(value: unknown, where: string): number {
    this.gate.write()
    const r = this.ranks.rankOf(value)
    if (r < 0) this.gate.fail(outOfRange(this.type.of, value, where))
    if (this.size >= this.type.capacity) this.gate.fail(full(this.type, this.where))
    return r
  }
  /** Inserts a rank and moves the rest up. */
  insert(index: number, r: number): void {
    const n = this.size
    for (let i = n; i > index; i--) this.#put(i, this.rankAt(i - 1))
    this.#put(index, r)
    this.#resize(n + 1)
  }
  removeAt(index: number): unknown {
    this.gate.write()
    const n = this.size
    if (!(Number.isInteger(index) && index >= 0 && index < n)) return undefined
    const value = this.ranks.valueOf(this.rankAt(index))
    for (let i = index; i < n - 1; i++) this.#put(i, this.rankAt(i + 1))
    this.#put(n - 1, 0)
    this.#resize(n - 1)
    return value
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

export class WordQueue extends QueueView<unknown> {
  readonly #all: Sequence
  readonly #element: string
  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    super()
    this.#all = new Sequence(access, layout, where, present)
    this.#element = `an element of ${where}`
  }
  get [asked](): Asked {
    return this.#all.gate
  }
  retire(): void {
    this.#all.gate.retire()
  }
  get capacity(): number {
    return this.#all.type.capacity
  }
  get size(): number {
    return this.#all.size
  }
  override [content](): readonly unknown[] {
    return this.#all.content()
  }
  override values(): unknown[] {
    return this.#all.content().slice()
  }
  at(index: number): unknown {
    return Number.isInteger(index) && index >= 0 && index < this.size
      ? this.#all.ranks.valueOf(this.#all.rankAt(index))
      : undefined
  }
  push(value: unknown): void {
    const r = this.#all.entering(value, this.#element)
    this.#all.insert(this.size, r)
  }
  shift(): unknown {
    return this.#all.removeAt(0)
  }
  removeAt(index: number): unknown {
    return this.#all.removeAt(index)
  }
  clear(): void {
    this.#all.clear()
  }
  assign(values: Iterable<unknown>): void {
    this.#all.assign(values)
  }
}

export class WordBag extends BagView<unknown> {
  readonly #all: Sequence
  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    super()
    this.#all = new Sequence(access, layout, where, present)
  }
  get [asked](): Asked {
    return this.#all.gate
  }
  retire(): void {
    this.#all.gate.retire()
  }
  get capacity(): number {
    return this.#all.type.capacity
  }
  get size(): number {
    return this.#all.size
  }
  override [content](): readonly unknown[] {
    return this.#all.content()
  }
  override values(): unknown[] {
    return this.#all.content().slice()
  }
  count(value: unknown): number {
    const r = this.#all.ranks.rankOf(value)
    let n = 0
    for (let i = 0, all = this.size; i < all; i++) if (this.#all.rankAt(i) === r) n++
    return n
  }
  add(value: unknown): this {
    const r = this.#all.entering(value, this.#all.where)
    const n = this.size
    let i = 0
    while (i < n && this.#all.rankAt(i) <= r) i++
    this.#all.insert(i, r)
    return this
  }
  delete(value: unknown): boolean {
    const r = this.#all.ranks.rankOf(value)
    for (let i = 0, n = this.size; i < n; i++) {
      if (this.#all.rankAt(i) !== r) continue
      this.#all.removeAt(i)
      return true
    }
    if (r < 0 || this.size === 0) this.#all.gate.write()
    return false
  }
  clear(): void {
    this.#all.clear()
  }
  assign(values: Iterable<unknown>): void {
    this.#all.assign(values)
  }
}
