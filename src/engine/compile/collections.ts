/** Sets and maps over packed words: they store ranks and return frozen values. */

import { show } from '../../errors.ts'
import type { SetType } from '../../language/types.ts'
import { outOfRange } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import { MapView, SetView } from '../../runtime/collections.ts'
import { type Asked, asked } from '../../runtime/unknown-fields.ts'
import type { Access, Holder, Node } from './access.ts'
import { clear, encode, getSlot, type Layout, type MapEntry, maskOf, type Slot, setSlot } from './layout.ts'
import { Gate, type Ranks, ranksOf } from './ranks.ts'

/** A set of at most 32 possible values is one mask in one word. */
export class SmallSet extends SetView<unknown> {
  readonly #gate: Gate
  readonly #words: Int32Array
  readonly #type: SetType
  readonly #where: string
  readonly #domain: Ranks
  /** For integers, the least and the greatest value: their ranks need no call. For other types, an empty range. */
  readonly #lo: number
  readonly #hi: number
  readonly #word: number
  readonly #shift: number
  readonly #mask: number
  constructor(access: Access, layout: Layout & { kind: 'set' }, where: string, present: Slot | undefined) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#words = access.words
    this.#type = layout.type
    this.#where = where
    this.#domain = ranksOf(layout.type.of)
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
    return this.#domain.rankOf(value)
  }
  #mustRank(value: unknown): number {
    const r = this.#rank(value)
    if (r < 0) this.#gate.fail(outOfRange(this.#type.of, value, this.#where))
    return r
  }
  get size(): number {
    let n = 0
    for (let bits = this.#bits(); bits !== 0; bits &= bits - 1) n++
    return n
  }
  override values(): unknown[] {
    const found: unknown[] = []
    for (let bits = this.#bits(); bits !== 0; bits &= bits - 1) {
      found.push(this.#domain.valueOf(31 - Math.clz32(bits & -bits)))
    }
    return found
  }
  has(value: unknown): boolean {
    const r = this.#rank(value)
    return ((this.#bits() >>> r) & 1) === 1 && r >= 0
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
        bits |= 1 << this.#domain.rankOf(value)
      }
    }
    this.#put(bits)
  }
}

/** A set of more than 32 possible values is a list of masks. */
export class WordSet extends SetView<unknown> {
  readonly #gate: Gate
  readonly #layout: Layout & { kind: 'set' }
  readonly #where: string
  readonly #domain: Ranks
  constructor(access: Access, layout: Layout & { kind: 'set' }, where: string, present: Slot | undefined) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#layout = layout
    this.#where = where
    this.#domain = ranksOf(layout.type.of)
  }
  get [asked](): Asked {
    return this.#gate
  }
  retire(): void {
    this.#gate.retire()
  }
  get size(): number {
    this.#gate.read()
    let n = 0
    for (const chunk of this.#layout.chunks) {
      for (let raw = getSlot(this.#gate.words, chunk); raw !== 0; raw &= raw - 1) n++
    }
    return n
  }
  override values(): unknown[] {
    this.#gate.read()
    const found: unknown[] = []
    const { chunks } = this.#layout
    for (let c = 0; c < chunks.length; c++) {
      for (let raw = getSlot(this.#gate.words, chunks[c] as Slot); raw !== 0; raw &= raw - 1) {
        found.push(this.#domain.valueOf(c * 32 + 31 - Math.clz32(raw & -raw)))
      }
    }
    return found
  }
  has(value: unknown): boolean {
    this.#gate.read()
    const r = this.#domain.rankOf(value)
    return r >= 0 && ((getSlot(this.#gate.words, this.#layout.chunks[r >>> 5] as Slot) >>> (r & 31)) & 1) === 1
  }
  add(value: unknown): this {
    this.#gate.write()
    const r = this.#domain.rankOf(value)
    if (r < 0) this.#gate.fail(outOfRange(this.#layout.type.of, value, this.#where))
    const chunk = this.#layout.chunks[r >>> 5] as Slot
    setSlot(this.#gate.words, chunk, getSlot(this.#gate.words, chunk) | (1 << (r & 31)))
    return this
  }
  delete(value: unknown): boolean {
    this.#gate.write()
    if (!this.has(value)) return false
    const r = this.#domain.rankOf(value)
    const chunk = this.#layout.chunks[r >>> 5] as Slot
    setSlot(this.#gate.words, chunk, getSlot(this.#gate.words, chunk) & ~(1 << (r & 31)))
    return true
  }
  clear(): void {
    this.#gate.write()
    clear(this.#gate.words, this.#layout)
  }
  assign(values: Iterable<unknown>): void {
    this.#gate.write()
    encode(this.#gate.words, this.#layout, this.#gate.plain(this.#layout.type, values, this.#where))
  }
}

export class WordMap extends MapView<unknown, unknown> {
  readonly #gate: Gate
  readonly #layout: Layout & { kind: 'map' }
  readonly #where: string
  readonly #domain: Ranks
  readonly #items: readonly Node[]
  /** The holders of items that are places; scalars have none. */
  readonly #holders: readonly (Holder | undefined)[]
  constructor(
    access: Access,
    layout: Layout & { kind: 'map' },
    where: string,
    present: Slot | undefined,
    items: readonly Node[],
    holders: readonly (Holder | undefined)[],
  ) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#layout = layout
    this.#where = where
    this.#domain = ranksOf(layout.type.key)
    this.#items = items
    this.#holders = holders.some((holder) => holder !== undefined) ? holders : []
  }
  get [asked](): Asked {
    return this.#gate
  }
  retire(): void {
    this.#gate.retire()
  }
  #entry(key: unknown): MapEntry | undefined {
    const r = this.#domain.rankOf(key)
    return r < 0 ? undefined : this.#layout.entries[r]
  }
  get size(): number {
    return this.keys().length
  }
  keys(): unknown[] {
    this.#gate.read()
    const found: unknown[] = []
    const { entries } = this.#layout
    for (let r = 0; r < entries.length; r++) {
      if (getSlot(this.#gate.words, (entries[r] as MapEntry).present) === 1) found.push(this.#domain.valueOf(r))
    }
    return found
  }
  has(key: unknown): boolean {
    this.#gate.read()
    const entry = this.#entry(key)
    return entry !== undefined && getSlot(this.#gate.words, entry.present) === 1
  }
  get(key: unknown): unknown {
    this.#gate.read()
    const r = this.#domain.rankOf(key)
    const entry = this.#layout.entries[r]
    if (entry === undefined || getSlot(this.#gate.words, entry.present) === 0) return undefined
    return (this.#holders[r]?.node ?? (this.#items[r] as Node)).get()
  }
  set(key: unknown, value: unknown): this {
    this.#gate.write()
    const { key: keyType, of } = this.#layout.type
    const r = this.#domain.rankOf(key)
    if (r < 0) this.#gate.fail(outOfRange(keyType, key, `a key of ${this.#where}`))
    const item = this.#gate.plain(of, value, `${this.#where}.get(${show(key)})`)
    const entry = this.#layout.entries[r] as MapEntry
    this.#replace(r)
    setSlot(this.#gate.words, entry.present, 1)
    encode(this.#gate.words, entry.of, item)
    return this
  }
  delete(key: unknown): boolean {
    this.#gate.write()
    const r = this.#domain.rankOf(key)
    const entry = this.#layout.entries[r]
    if (entry === undefined || getSlot(this.#gate.words, entry.present) === 0) return false
    this.#replace(r)
    setSlot(this.#gate.words, entry.present, 0)
    clear(this.#gate.words, entry.of)
    return true
  }
  clear(): void {
    this.#gate.write()
    for (let r = 0; r < this.#holders.length; r++) this.#replace(r)
    clear(this.#gate.words, this.#layout)
  }
  /** If the key has an item, retires it, so that handles to it become stale. */
  #replace(r: number): void {
    const holder = this.#holders[r]
    if (holder === undefined) return
    const { present } = this.#layout.entries[r] as MapEntry
    if (getSlot(this.#gate.words, present) === 1) holder.replace()
  }
}
