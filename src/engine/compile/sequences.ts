/** Queues and bags over packed words: they store ranks and return frozen values. */

import { BagView, content, enter, entering, QueueView, type RankOfFields } from '../../runtime/collections.ts'
import { type Asked, asked } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'
import type { Layout, Slot } from './layout.ts'
import { Sequence } from './packed-ranks.ts'

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
    return Number.isInteger(index) && index >= 0 && index < this.size ? this.#all.valueAt(index) : undefined
  }
  override get [entering](): RankOfFields {
    return this.#all.ranks.ofFields
  }
  override [enter](r: number): boolean {
    const takes = this.#all.takes()
    if (takes) this.#all.append(r)
    return takes
  }
  push(value: unknown): void {
    this.#all.append(this.#all.entering(value, this.#element))
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
  override get [entering](): RankOfFields {
    return this.#all.ranks.ofFields
  }
  override [enter](r: number): boolean {
    const takes = this.#all.takes()
    if (takes) this.#all.insertInOrder(r)
    return takes
  }
  add(value: unknown): this {
    this.#all.insertInOrder(this.#all.entering(value, this.#all.where))
    return this
  }
  delete(value: unknown): boolean {
    const all = this.#all
    const r = all.ranks.rankOf(value)
    all.gate.read()
    const i = all.indexOf(r)
    if (i >= 0 || r < 0 || this.size === 0) all.gate.write()
    if (i >= 0) all.drop(i)
    return i >= 0
  }
  clear(): void {
    this.#all.clear()
  }
  assign(values: Iterable<unknown>): void {
    this.#all.assign(values)
  }
}
