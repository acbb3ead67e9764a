/** Sets, maps, queues and bags over packed words; they hold ranks, and hand out frozen values. */
import { ModelError, show } from '../errors.ts'
import { BagView, MapView, QueueView, SetView } from '../model/collections.ts'
import { type BagType, isCell, type QueueType, type Type } from '../model/types.ts'
import { cardinality, full, outOfRange, type Plain, rank, toPlain, unrank } from '../model/values.ts'
import { encodeText } from './codec.ts'
import { clear, encode, getSlot, type Layout, type MapEntry, type Slot, setSlot } from './layout.ts'
import type { Access, Node } from './views.ts'

/** Ranks to values and back; small domains are tabled, so that no value is made twice. */
interface Domain {
  rankOf(value: unknown): number
  valueOf(r: number): unknown
}

const maxTabled = 4096

function domainOf(type: Type): Domain {
  const n = cardinality(type)
  const table = n <= maxTabled ? Array.from({ length: n }, (_, r) => unrank(type, r)) : undefined
  const constants: unknown[] = []
  const rankOf: (value: unknown) => number = isCell(type)
    ? new Function('C', `return v=>${encodeText(type, 'v', (c) => `C[${constants.push(c) - 1}]`)}`)(constants)
    : (value) => rank(type, value)
  return { rankOf, valueOf: table === undefined ? (r) => unrank(type, r) : (r) => table[r] }
}

/** Refuses to touch a collection whose optional or map entry is gone, or to change one that is only read. */
class Gate {
  readonly words: Int32Array
  readonly #access: Access
  readonly #where: string
  readonly #present: Slot | undefined
  constructor(access: Access, where: string, present: Slot | undefined) {
    this.words = access.words
    this.#access = access
    this.#where = where
    this.#present = present
  }
  read(): void {
    if (this.#present === undefined || getSlot(this.words, this.#present) === 1) return
    throw this.#access.fail(
      new ModelError('gone-place', `${this.#where} was used through a handle after it had been removed`),
    )
  }
  write(): void {
    if (!this.#access.mutable) this.#access.refuse(this.#where)
    this.read()
  }
  fail(error: ModelError): never {
    throw this.#access.fail(error)
  }
  plain(type: Type, value: unknown, where: string): Plain {
    try {
      return toPlain(type, value, where)
    } catch (error) {
      if (error instanceof ModelError) this.fail(error)
      throw error
    }
  }
}

export class WordSet extends SetView<unknown> {
  readonly #gate: Gate
  readonly #layout: Layout & { kind: 'set' }
  readonly #where: string
  readonly #domain: Domain
  constructor(access: Access, layout: Layout & { kind: 'set' }, where: string, present: Slot | undefined) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#layout = layout
    this.#where = where
    this.#domain = domainOf(layout.type.of)
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
  readonly #domain: Domain
  readonly #items: readonly Node[]
  constructor(
    access: Access,
    layout: Layout & { kind: 'map' },
    where: string,
    present: Slot | undefined,
    items: readonly Node[],
  ) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#layout = layout
    this.#where = where
    this.#domain = domainOf(layout.type.key)
    this.#items = items
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
    return this.has(key) ? (this.#items[this.#domain.rankOf(key)] as Node).get() : undefined
  }
  set(key: unknown, value: unknown): this {
    this.#gate.write()
    const { key: keyType, of } = this.#layout.type
    const entry = this.#entry(key)
    if (entry === undefined) this.#gate.fail(outOfRange(keyType, key, `a key of ${this.#where}`))
    const item = this.#gate.plain(of, value, `${this.#where}.get(${show(key)})`)
    setSlot(this.#gate.words, entry.present, 1)
    encode(this.#gate.words, entry.of, item)
    return this
  }
  delete(key: unknown): boolean {
    this.#gate.write()
    if (!this.has(key)) return false
    const entry = this.#entry(key) as MapEntry
    setSlot(this.#gate.words, entry.present, 0)
    clear(this.#gate.words, entry.of)
    return true
  }
  clear(): void {
    this.#gate.write()
    clear(this.#gate.words, this.#layout)
  }
}

/** What a queue and a bag share: a count, and that many ranks in a row. */
class Sequence {
  readonly gate: Gate
  readonly type: QueueType | BagType
  readonly where: string
  readonly domain: Domain
  readonly #layout: Layout & { kind: 'sequence' }
  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    this.gate = new Gate(access, where, present)
    this.#layout = layout
    this.type = layout.type
    this.where = where
    this.domain = domainOf(layout.type.of)
  }
  get size(): number {
    this.gate.read()
    return getSlot(this.gate.words, this.#layout.count)
  }
  rankAt(i: number): number {
    return getSlot(this.gate.words, this.#layout.cells[i] as Slot)
  }
  values(): unknown[] {
    const found: unknown[] = []
    for (let i = 0, n = this.size; i < n; i++) found.push(this.domain.valueOf(this.rankAt(i)))
    return found
  }
  /** Puts `value` at `index`, or where `index` says for its rank, and moves the rest up. */
  insert(value: unknown, where: string, indexFor: (r: number) => number): void {
    this.gate.write()
    const r = this.domain.rankOf(value)
    if (r < 0) this.gate.fail(outOfRange(this.type.of, value, where))
    const n = this.size
    if (n >= this.type.capacity) this.gate.fail(full(this.type, this.where))
    const { words } = this.gate
    const { cells, count } = this.#layout
    const index = indexFor(r)
    for (let i = n; i > index; i--) setSlot(words, cells[i] as Slot, this.rankAt(i - 1))
    setSlot(words, cells[index] as Slot, r)
    setSlot(words, count, n + 1)
  }
  removeAt(index: number): unknown {
    this.gate.write()
    const n = this.size
    if (!(index >= 0 && index < n)) return undefined
    const value = this.domain.valueOf(this.rankAt(index))
    const { words } = this.gate
    const { cells, count } = this.#layout
    for (let i = index; i < n - 1; i++) setSlot(words, cells[i] as Slot, this.rankAt(i + 1))
    setSlot(words, cells[n - 1] as Slot, 0)
    setSlot(words, count, n - 1)
    return value
  }
  clear(): void {
    this.gate.write()
    clear(this.gate.words, this.#layout)
  }
  assign(values: Iterable<unknown>): void {
    this.gate.write()
    encode(this.gate.words, this.#layout, this.gate.plain(this.type, values, this.where))
  }
}

export class WordSequenceQueue extends QueueView<unknown> {
  readonly #all: Sequence
  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    super()
    this.#all = new Sequence(access, layout, where, present)
  }
  get capacity(): number {
    return this.#all.type.capacity
  }
  get size(): number {
    return this.#all.size
  }
  override values(): unknown[] {
    return this.#all.values()
  }
  at(index: number): unknown {
    return index >= 0 && index < this.size ? this.#all.domain.valueOf(this.#all.rankAt(index)) : undefined
  }
  push(value: unknown): void {
    this.#all.insert(value, `an element of ${this.#all.where}`, () => this.size)
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

export class WordSequenceBag extends BagView<unknown> {
  readonly #all: Sequence
  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    super()
    this.#all = new Sequence(access, layout, where, present)
  }
  get capacity(): number {
    return this.#all.type.capacity
  }
  get size(): number {
    return this.#all.size
  }
  override values(): unknown[] {
    return this.#all.values()
  }
  count(value: unknown): number {
    const r = this.#all.domain.rankOf(value)
    let n = 0
    for (let i = 0; i < this.size; i++) if (this.#all.rankAt(i) === r) n++
    return n
  }
  add(value: unknown): this {
    this.#all.insert(value, this.#all.where, (r) => {
      let i = 0
      while (i < this.size && this.#all.rankAt(i) <= r) i++
      return i
    })
    return this
  }
  delete(value: unknown): boolean {
    const r = this.#all.domain.rankOf(value)
    for (let i = 0; i < this.size; i++) {
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
