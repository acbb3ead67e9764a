/** Queues and bags over packed words: they store ranks and return frozen values. */

import type { BagType, QueueType } from '../../language/types.ts'
import { full, outOfRange } from '../../language/values.ts'
import { BagView, QueueView } from '../../runtime/collections.ts'
import { type Asked, asked } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'
import { clear, encode, getSlot, type Layout, type Slot, setSlot } from './layout.ts'
import { Gate, type Ranks, ranksOf } from './ranks.ts'

/** The common part of a queue and a bag: a count, and as many ranks, one after the other. */
class Sequence {
  readonly gate: Gate
  readonly type: QueueType | BagType
  readonly where: string
  readonly domain: Ranks
  readonly #layout: Layout & { kind: 'sequence' }
  constructor(access: Access, layout: Layout & { kind: 'sequence' }, where: string, present: Slot | undefined) {
    this.gate = new Gate(access, where, present)
    this.#layout = layout
    this.type = layout.type
    this.where = where
    this.domain = ranksOf(layout.type.of)
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
  /** Inserts `value` at the index that `indexFor` returns for its rank, and moves the rest up. */
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
    if (!(Number.isInteger(index) && index >= 0 && index < n)) return undefined
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

export class WordQueue extends QueueView<unknown> {
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
  override values(): unknown[] {
    return this.#all.values()
  }
  at(index: number): unknown {
    return Number.isInteger(index) && index >= 0 && index < this.size
      ? this.#all.domain.valueOf(this.#all.rankAt(index))
      : undefined
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
