/** A register while the model's code runs over it, and the places in it. */

import { ModelError } from '../../errors.ts'
import { holdsTimer } from '../../language/types.ts'
import type { Plain } from '../../plain.ts'
import { spring } from '../../runtime/traps.ts'
import type { Layout } from './layout.ts'
import { type Cells, cellsOf, type PlainStore, plainStoreOf } from './plain-stores.ts'

/** The state that the views of one register share while the model's code runs over it. */
export class Access {
  readonly words: Int32Array
  readonly mutable: boolean
  /** Counts changes of the words from outside. After a change, arrays of cells and content are read again. */
  epoch = 1
  /** Counts states. A step restores the words, so `epoch` changes between the steps of a state and this does not. */
  state = 1
  /** Arrays of cells that were handed out after the step began; the end of the step writes them back. */
  readonly loaded: Loaded[] = []
  loadedCount = 0
  /** All arrays of cells. */
  readonly arrays: Loaded[] = []
  /** The number of places that the step has replaced, and the step's number: handles that it makes stale store it. */
  replaced = 0
  step = 1
  /** Picks one of `n` options of the step that runs, by its number. */
  pick: ((n: number) => number) | undefined
  /** Whether a timer was started. Time then passes by one unit, because it could also have been started later. */
  started = false
  /** The units that pass at once from the state that was expanded last, or one of `Units`. */
  units = 0
  readonly #holders: Holder[] = []
  /** The first error, kept even if the model's own code catches it. */
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
    throw new TypeError(`cannot assign ${where}: guards and properties may only read the state`)
  }
  /** Checks each element of the arrays of cells and writes the arrays back. @throws ModelError */
  settle(): void {
    for (let i = 0; i < this.loadedCount; i++) (this.loaded[i] as Loaded).store()
    this.loadedCount = 0
  }
  /** @see replaceMinusZero */
  readonly replaceMinusZero = (): void => {
    for (let i = 0; i < this.loadedCount; i++) (this.loaded[i] as Loaded).zero()
  }
  /** Whether the step has changed no element of an array of cells so far. */
  isUntouched(): boolean {
    for (let i = 0; i < this.loadedCount; i++) if ((this.loaded[i] as Loaded).isTouched()) return false
    return true
  }
  /** Drops what a step wrote before it was disabled. @throws ModelError if it wrote outside an array of cells */
  drop(): void {
    const { loadedCount } = this
    this.loadedCount = 0
    for (let i = 0; i < loadedCount; i++) if ((this.loaded[i] as Loaded).mend()) throw this.fail(outside())
  }
  /** Notes a place that the step replaces; `renew` restores the views with which the step began. */
  replace(holder: Holder): void {
    this.#holders[this.replaced++] = holder
  }
  /** Makes every handle valid again, after a step that replaced places. */
  renew(): void {
    for (let i = 0; i < this.replaced; i++) (this.#holders[i] as Holder).renew()
    this.replaced = 0
    this.step++
  }
  stale(where: string): never {
    const text = `the step replaced or removed ${where}, then used it through an old handle: get a new handle after the change`
    throw this.fail(new ModelError('gone-place', text))
  }
  /** Whether an array of cells lost an element or got an entry that is not an element; makes the arrays whole. */
  strayed(): boolean {
    return this.arrays.filter((array) => array.mend()).length > 0
  }
}

/** An array of cells while the model's code has it. */
export interface Loaded {
  store(): void
  /** Whether an element differs from the one that was loaded. */
  isTouched(): boolean
  /** Replaces each -0 by 0. */
  zero(): void
  /** Whether the array had lost an element or got an entry that is not an element; makes the array whole. */
  mend(): boolean
}

/** The error names no place, because the reference interpreter finds the place. */
export function outside(): ModelError {
  return new ModelError('value-out-of-range', 'a step changed an array in another way than by assigning to an element')
}

/** A place in the tree of views: what the model's code gets there, and how a checked plain value is stored there. */
export interface Node {
  readonly layout: Layout
  readonly where: string
  get(): unknown
  put(value: Plain): void
  /** The object that `get` returns, if it is always the same: accessors then return it without a call. */
  readonly view?: unknown
  /** Until the step ends, makes stale all that the node has handed out and all nodes inside. */
  retire(): void
  /** Another node for the same place, with views of its own. */
  again(): Node
}

/**
 * Holds the node that stands for a place. If a step replaces the place, another node takes over until the step ends.
 * So old handles to the place differ from new ones.
 */
export class Holder {
  readonly main: Node
  /** Stores a value at the place, if it needs no other form; and where the cells of the place lie. */
  readonly store: PlainStore | undefined
  readonly cells: Cells | undefined
  /** Whether a value of the place contains a timer. */
  readonly holdsTimer: boolean
  readonly #access: Access
  readonly #others: Node[] = []
  #used = 0
  readonly #hold: (node: Node) => void
  /** The holder calls `hold` with the node that now stands for the place, each time that node changes. */
  constructor(access: Access, main: Node, hold: (node: Node) => void) {
    this.main = main
    this.store = plainStoreOf(main.layout)
    this.cells = this.store && cellsOf(main.layout)
    this.holdsTimer = this.store === undefined && holdsTimer(main.layout.type)
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
    // an array of cells stays its own node and replaces its values itself
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
