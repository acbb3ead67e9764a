/** Maps over packed words: the key's rank says where its item lies. */

import { show } from '../../errors.ts'
import { holdsTimer } from '../../language/types.ts'
import { outOfRange } from '../../language/values.ts'
import { MapView } from '../../runtime/collections.ts'
import { type Asked, asked } from '../../runtime/unknown-fields.ts'
import type { Access, Holder, Node } from './access.ts'
import { Gate } from './gate.ts'
import { clearMasks, encode, type Layout, type MapEntry, masksOf, type Slot, setSlot } from './layout.ts'
import { type Cells, cellsOf, type PlainStore, plainStoreOf } from './plain-stores.ts'
import { type Ranks, ranksOf } from './ranks.ts'

export class WordMap extends MapView<unknown, unknown> {
  readonly #gate: Gate
  readonly #words: Int32Array
  readonly #layout: Layout & { kind: 'map' }
  readonly #where: string
  readonly #ranks: Ranks
  readonly #items: readonly Node[]
  /** The holders of items that are places; scalars have none. */
  readonly #holders: readonly (Holder | undefined)[]
  /** Where the bit lies that says whether an entry is there. */
  readonly #wordOf: Int32Array
  readonly #shiftOf: Int32Array
  /** Stores an item, if it needs no other form; and where the cells of each item lie. */
  readonly #store: PlainStore | undefined
  readonly #cells: readonly Cells[]
  /** The bits of each item, and all bits of the map. */
  readonly #masks: readonly Int32Array[]
  readonly #all: Int32Array
  readonly #access: Access
  readonly #holdsTimer: boolean
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
    this.#access = access
    this.#holdsTimer = holdsTimer(layout.type.of)
    this.#words = access.words
    this.#layout = layout
    this.#where = where
    this.#ranks = ranksOf(layout.type.key)
    this.#items = items
    this.#holders = holders.some((holder) => holder !== undefined) ? holders : []
    const { entries } = layout
    this.#wordOf = Int32Array.from(entries, ({ present }) => present.word)
    this.#shiftOf = Int32Array.from(entries, ({ present }) => present.shift)
    this.#store = entries[0] && plainStoreOf(entries[0].of)
    this.#cells = this.#store === undefined ? [] : entries.map(({ of }) => cellsOf(of))
    this.#masks = entries.map(({ of }) => masksOf(of))
    this.#all = masksOf(layout)
  }
  get [asked](): Asked {
    return this.#gate
  }
  retire(): void {
    this.#gate.retire()
  }
  #has(r: number): boolean {
    return (((this.#words[this.#wordOf[r] as number] as number) >>> (this.#shiftOf[r] as number)) & 1) === 1
  }
  get size(): number {
    this.#gate.read()
    let n = 0
    for (let r = 0; r < this.#wordOf.length; r++) if (this.#has(r)) n++
    return n
  }
  keys(): unknown[] {
    this.#gate.read()
    const found: unknown[] = []
    for (let r = 0; r < this.#wordOf.length; r++) if (this.#has(r)) found.push(this.#ranks.valueOf(r))
    return found
  }
  has(key: unknown): boolean {
    this.#gate.read()
    const r = this.#ranks.rankOf(key)
    return r >= 0 && this.#has(r)
  }
  #item(r: number): unknown {
    return (this.#holders[r]?.node ?? (this.#items[r] as Node)).get()
  }
  get(key: unknown): unknown {
    this.#gate.read()
    const r = this.#ranks.rankOf(key)
    return r >= 0 && this.#has(r) ? this.#item(r) : undefined
  }
  override values(): unknown[] {
    this.#gate.read()
    const found: unknown[] = []
    for (let r = 0; r < this.#wordOf.length; r++) if (this.#has(r)) found.push(this.#item(r))
    return found
  }
  override entries(): [unknown, unknown][] {
    this.#gate.read()
    const found: [unknown, unknown][] = []
    for (let r = 0; r < this.#wordOf.length; r++) if (this.#has(r)) found.push([this.#ranks.valueOf(r), this.#item(r)])
    return found
  }
  set(key: unknown, value: unknown): this {
    this.#gate.write()
    const { key: keyType, of } = this.#layout.type
    const r = this.#ranks.rankOf(key)
    if (r < 0) this.#gate.fail(outOfRange(keyType, key, `a key of ${this.#where}`))
    if (this.#store?.(this.#words, this.#cells[r] as Cells, value)) {
      this.#replace(r)
      if (!this.#has(r)) this.#flip(r)
      return this
    }
    if (this.#holdsTimer) this.#access.started = true
    const item = this.#gate.plain(of, value, `${this.#where}.get(${show(key)})`)
    const entry = this.#layout.entries[r] as MapEntry
    this.#replace(r)
    setSlot(this.#gate.words, entry.present, 1)
    encode(this.#gate.words, entry.of, item)
    return this
  }
  #flip(r: number): void {
    const word = this.#wordOf[r] as number
    this.#words[word] = (this.#words[word] as number) ^ (1 << (this.#shiftOf[r] as number))
  }
  delete(key: unknown): boolean {
    this.#gate.write()
    const r = this.#ranks.rankOf(key)
    if (r < 0 || !this.#has(r)) return false
    this.#replace(r)
    this.#flip(r)
    clearMasks(this.#words, this.#masks[r] as Int32Array)
    return true
  }
  clear(): void {
    this.#gate.write()
    for (let r = 0; r < this.#holders.length; r++) this.#replace(r)
    clearMasks(this.#words, this.#all)
  }
  /** If the key has an item, retires it, so that handles to it become stale. */
  #replace(r: number): void {
    const holder = this.#holders[r]
    if (holder !== undefined && this.#has(r)) holder.replace()
  }
}
