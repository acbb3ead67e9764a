/** Sets over packed words: they store ranks and return frozen values. */

import type { SetType } from '../../language/types.ts'
import { outOfRange } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import { content, enter, entering, type RankOfFields, SetView } from '../../runtime/collections.ts'
import { type Asked, asked } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'
import { Gate } from './gate.ts'
import { clearMasks, encode, type Layout, maskOf, masksOf, type Slot } from './layout.ts'
import { type Ranks, ranksOf } from './ranks.ts'
import { contentOfSet, type SetContent } from './set-content.ts'

/** A set of at most 32 possible values is one mask in one word. */
export class SmallSet extends SetView<unknown> {
  readonly #gate: Gate
  readonly #words: Int32Array
  readonly #type: SetType
  readonly #where: string
  readonly #ranks: Ranks
  /** For integers, the least and the greatest value: their ranks need no call. For other types, an empty range. */
  readonly #lo: number
  readonly #hi: number
  readonly #word: number
  readonly #shift: number
  readonly #mask: number
  /** The content that was read last, and its bits. */
  #known: readonly unknown[] = []
  #knownBits = 0
  constructor(access: Access, layout: Layout & { kind: 'set' }, where: string, present: Slot | undefined) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#words = access.words
    this.#type = layout.type
    this.#where = where
    this.#ranks = ranksOf(layout.type.of)
    const { of } = layout.type
    this.#lo = of.kind === 'int' ? of.lo : of.kind === 'ref' ? 0 : 1
    this.#hi = of.kind === 'int' ? of.hi : of.kind === 'ref' ? of.instances - 1 : 0
    const slot = layout.chunks[0] as Slot
    this.#word = slot.word
    this.#shift = slot.shift
    this.#mask = maskOf(slot)
  }
  get [asked](): Asked {
    return this.#gate
  }
  retire(): void {
    this.#gate.retire()
  }
  #bits(): number {
    this.#gate.read()
    return ((this.#words[this.#word] as number) & this.#mask) >>> this.#shift
  }
  #put(bits: number): void {
    this.#words[this.#word] = ((this.#words[this.#word] as number) & ~this.#mask) | (bits << this.#shift)
  }
  #rank(value: unknown): number {
    if (typeof value === 'number' && value >= this.#lo && value <= this.#hi && (value | 0) === value) {
      return value - this.#lo
    }
    return this.#ranks.rankOf(value)
  }
  #mustRank(value: unknown): number {
    const r = this.#rank(value)
    if (r < 0) this.#gate.fail(outOfRange(this.#type.of, value, this.#where))
    return r
  }
  get size(): number {
    return ones(this.#bits())
  }
  override [content](): readonly unknown[] {
    const all = this.#bits()
    if (all === this.#knownBits) return this.#known
    const found: unknown[] = []
    for (let bits = all; bits !== 0; bits &= bits - 1) found.push(this.#ranks.valueOf(31 - Math.clz32(bits & -bits)))
    this.#known = found
    this.#knownBits = all
    return found
  }
  override values(): unknown[] {
    return this[content]().slice()
  }
  has(value: unknown): boolean {
    const r = this.#rank(value)
    return ((this.#bits() >>> r) & 1) === 1 && r >= 0
  }
  override get [entering](): RankOfFields {
    return this.#ranks.ofFields
  }
  override [enter](r: number): boolean {
    this.#gate.write()
    this.#put(this.#bits() | (1 << r))
    return true
  }
  add(value: unknown): this {
    this.#gate.write()
    this.#put(this.#bits() | (1 << this.#mustRank(value)))
    return this
  }
  delete(value: unknown): boolean {
    this.#gate.write()
    const r = this.#rank(value)
    const bits = this.#bits()
    if (r < 0 || ((bits >>> r) & 1) === 0) return false
    this.#put(bits & ~(1 << r))
    return true
  }
  clear(): void {
    this.#gate.write()
    this.#put(0)
  }
  assign(values: Iterable<unknown>): void {
    this.#gate.write()
    let bits = 0
    if (Array.isArray(values)) {
      for (let i = 0; i < values.length; i++) bits |= 1 << this.#mustRank(values[i])
    } else {
      for (const value of this.#gate.plain(this.#type, values, this.#where) as readonly Plain[]) {
        bits |= 1 << this.#ranks.rankOf(value)
      }
    }
    this.#put(bits)
  }
}

function ones(bits: number): number {
  let b = bits - ((bits >>> 1) & 0x55555555)
  b = (b & 0x33333333) + ((b >>> 2) & 0x33333333)
  return Math.imul((b + (b >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** A set of more than 32 possible values is a list of masks. */
export class WordSet extends SetView<unknown> {
  readonly #gate: Gate
  readonly #words: Int32Array
  readonly #layout: Layout & { kind: 'set' }
  readonly #where: string
  readonly #ranks: Ranks
  /** For each mask its word, its lowest bit and its bits. */
  readonly #wordOf: Int32Array
  readonly #shiftOf: Int32Array
  readonly #maskOf: Int32Array
  readonly #masks: Int32Array
  readonly #access: Access
  readonly #content: SetContent
  /** If the set cannot change while the model's code looks at it: the content, and the epoch in which it was read. */
  #known: readonly unknown[] = []
  #epoch = -1
  constructor(access: Access, layout: Layout & { kind: 'set' }, where: string, present: Slot | undefined) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#words = access.words
    this.#layout = layout
    this.#where = where
    this.#ranks = ranksOf(layout.type.of)
    const { chunks } = layout
    this.#wordOf = Int32Array.from(chunks, ({ word }) => word)
    this.#shiftOf = Int32Array.from(chunks, ({ shift }) => shift)
    this.#maskOf = Int32Array.from(chunks, maskOf)
    this.#masks = masksOf(layout)
    this.#access = access
    this.#content = contentOfSet(access.words, layout)
  }
  get [asked](): Asked {
    return this.#gate
  }
  retire(): void {
    this.#gate.retire()
  }
  /** The mask with number `c`, at its position in the word. */
  #bits(c: number): number {
    return (this.#words[this.#wordOf[c] as number] as number) & (this.#maskOf[c] as number)
  }
  get size(): number {
    this.#gate.read()
    let n = 0
    for (let c = 0; c < this.#wordOf.length; c++) n += ones(this.#bits(c))
    return n
  }
  override [content](): readonly unknown[] {
    this.#gate.read()
    const { mutable, epoch } = this.#access
    if (mutable) return this.#content.read()
    if (this.#epoch === epoch) return this.#known
    this.#known = this.#content.read()
    this.#epoch = epoch
    return this.#known
  }
  override values(): unknown[] {
    return this[content]().slice()
  }
  has(value: unknown): boolean {
    this.#gate.read()
    const r = this.#ranks.rankOf(value)
    return r >= 0 && this.#has(r)
  }
  #has(r: number): boolean {
    const c = r >>> 5
    return (
      (((this.#words[this.#wordOf[c] as number] as number) >>> ((this.#shiftOf[c] as number) + (r & 31))) & 1) === 1
    )
  }
  /** Sets or clears a bit. */
  #flip(r: number): void {
    const c = r >>> 5
    const word = this.#wordOf[c] as number
    this.#words[word] = (this.#words[word] as number) ^ (1 << ((this.#shiftOf[c] as number) + (r & 31)))
  }
  override get [entering](): RankOfFields {
    return this.#ranks.ofFields
  }
  override [enter](r: number): boolean {
    this.#gate.write()
    if (!this.#has(r)) this.#flip(r)
    return true
  }
  add(value: unknown): this {
    this.#gate.write()
    const r = this.#ranks.rankOf(value)
    if (r < 0) this.#gate.fail(outOfRange(this.#layout.type.of, value, this.#where))
    if (!this.#has(r)) this.#flip(r)
    return this
  }
  delete(value: unknown): boolean {
    this.#gate.write()
    const r = this.#ranks.rankOf(value)
    if (r < 0 || !this.#has(r)) return false
    this.#flip(r)
    return true
  }
  clear(): void {
    this.#gate.write()
    clearMasks(this.#words, this.#masks)
  }
  assign(values: Iterable<unknown>): void {
    this.#gate.write()
    encode(this.#gate.words, this.#layout, this.#gate.plain(this.#layout.type, values, this.#where))
  }
}
