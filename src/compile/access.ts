/** A register while the model's code runs over it, and the places in it. */
import type { ModelError } from '../errors.ts'
import type { Plain } from '../model/values.ts'
import type { Layout } from './layout.ts'

/** What the views of one register share while the model's code runs over it. */
export class Access {
  readonly words: Int32Array
  readonly mutable: boolean
  /** Counts changes of the words from outside: arrays of cells are loaded anew when it has moved on. */
  epoch = 1
  /** Arrays of cells that were handed out since the step began; the step's end writes them back. */
  readonly loaded: Loaded[] = []
  loadedCount = 0
  /** The first error, kept even where the model's own code catches it. */
  error: ModelError | undefined

  constructor(words: Int32Array, mutable: boolean) {
    this.words = words
    this.mutable = mutable
  }
  fail(error: ModelError): ModelError {
    this.error ??= error
    return error
  }
  refuse(where: string): never {
    throw new TypeError(`${where} was written where a model may only read`)
  }
  /** Writes arrays of cells back, checking each element. @throws ModelError */
  settle(): void {
    for (let i = 0; i < this.loadedCount; i++) (this.loaded[i] as Loaded).store()
    this.loadedCount = 0
  }
}

/** An array of cells while it is out with the model's code. */
export interface Loaded {
  store(): void
}

/** A place in the tree of views: what the model's code gets there, and how a checked plain value is put there. */
export interface Node {
  readonly layout: Layout
  readonly where: string
  get(): unknown
  put(value: Plain): void
  /** What `get` always gives, where that is so: accessors then hand it out without a call. */
  readonly view?: unknown
}
