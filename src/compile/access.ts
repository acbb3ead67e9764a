/** A register while the model's code runs over it, and the places in it. */
import { ModelError } from '../errors.ts'
import { spring } from '../model/pure.ts'
import type { Plain } from '../model/values.ts'
import type { Layout } from './layout.ts'

/** What the views of one register share while the model's code runs over it. */
export class Access {
  readonly words: Int32Array
  readonly mutable: boolean
  /** Counts changes of the words from outside: arrays of cells are looked at anew when it has moved on. */
  epoch = 1
  /** Counts states. A step leaves the words as it found them, so `epoch` moves on between steps and this does not. */
  state = 1
  /** Arrays of cells that were handed out since the step began; the step's end writes them back. */
  readonly loaded: Loaded[] = []
  loadedCount = 0
  /** All arrays of cells. */
  readonly arrays: Loaded[] = []
  /** How many places the step has replaced, and the number of the step: handles that it made stale bear that number. */
  replaced = 0
  step = 1
  readonly #holders: Holder[] = []
  /** The first error, kept even where the model's own code catches it. */
  error: ModelError | undefined

  constructor(words: Int32Array, mutable: boolean) {
    this.words = words
    this.mutable = mutable
  }
  fail(error: ModelError): ModelError {
    this.error ??= error
    return spring(error)
  }
  refuse(where: string): never {
    throw new TypeError(`${where} was written where a model may only read`)
  }
  /** Writes arrays of cells back, checking each element. @throws ModelError */
  settle(): void {
    for (let i = 0; i < this.loadedCount; i++) (this.loaded[i] as Loaded).store()
    this.loadedCount = 0
  }
  /** @see replaceMinusZero */
  readonly replaceMinusZero = (): void => {
    for (let i = 0; i < this.loadedCount; i++) (this.loaded[i] as Loaded).zero()
  }
  /** Drops what a step wrote that then was disabled. @throws ModelError where it wrote outside of an array of cells */
  drop(): void {
    const { loadedCount } = this
    this.loadedCount = 0
    for (let i = 0; i < loadedCount; i++) if ((this.loaded[i] as Loaded).mend()) throw this.fail(outside())
  }
  /** Notes a place that the step replaces; `renew` brings back the views that it began with. */
  replace(holder: Holder): void {
    this.#holders[this.replaced++] = holder
  }
  /** Makes every handle good again, after a step that replaced places. */
  renew(): void {
    for (let i = 0; i < this.replaced; i++) (this.#holders[i] as Holder).renew()
    this.replaced = 0
    this.step++
  }
  stale(where: string): never {
    const text = `${where} was used through a handle from before the step replaced or removed its place: take it again`
    throw this.fail(new ModelError('gone-place', text))
  }
  /** Whether something was put into an array of cells that is no element of it; takes it out. */
  strayed(): boolean {
    return this.arrays.filter((array) => array.mend()).length > 0
  }
}

/** An array of cells while it is out with the model's code. */
export interface Loaded {
  store(): void
  /** Makes each -0 a 0. */
  zero(): void
  /** Whether it had lost an element or got something that is none; makes it whole. */
  mend(): boolean
}

/** The reference interpreter says where. */
export function outside(): ModelError {
  return new ModelError('value-out-of-range', 'what is no element of an array was written')
}

/** A place in the tree of views: what the model's code gets there, and how a checked plain value is put there. */
export interface Node {
  readonly layout: Layout
  readonly where: string
  get(): unknown
  put(value: Plain): void
  /** What `get` always gives, where that is so: accessors then hand it out without a call. */
  readonly view?: unknown
  /** Makes stale, until the step ends, what it has handed out and what lies inside. */
  retire(): void
  /** Another node for the same place, whose views are others. */
  again(): Node
}

/**
 * Holds the node that stands for a place. Where a step replaces the place, another takes over until the step ends, so
 * that handles from before are told from those that are taken again.
 */
export class Holder {
  readonly main: Node
  readonly #access: Access
  readonly #others: Node[] = []
  #used = 0
  readonly #hold: (node: Node) => void
  /** `hold` is told which node stands for the place. */
  constructor(access: Access, main: Node, hold: (node: Node) => void) {
    this.main = main
    this.#access = access
    this.#hold = hold
  }
  get node(): Node {
    return this.#used === 0 ? this.main : (this.#others[this.#used - 1] as Node)
  }
  replace(): Node {
    const { node, main } = this
    node.retire()
    const other = this.#others[this.#used] ?? main.again()
    // an array of cells sees to itself
    if (other === main) return main
    this.#others[this.#used++] = other
    this.#access.replace(this)
    this.#hold(other)
    return other
  }
  renew(): void {
    this.#used = 0
    this.#hold(this.main)
  }
}
