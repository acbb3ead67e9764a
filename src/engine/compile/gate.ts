/** The checks before each access to a collection. */

import { ModelError } from '../../errors.ts'
import type { Type } from '../../language/types.ts'
import { toPlain } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import type { Asked } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'
import { getSlot, type Slot } from './layout.ts'

/** Rejects access to a collection whose optional or map entry is gone, and changes to a read-only collection. */
export class Gate implements Asked {
  readonly words: Int32Array
  readonly what: string
  readonly #access: Access
  readonly #present: Slot | undefined
  /** The number of the step that made the collection stale. */
  #stale = 0
  constructor(access: Access, what: string, present: Slot | undefined) {
    this.words = access.words
    this.#access = access
    this.what = what
    this.#present = present
  }
  retire(): void {
    this.#stale = this.#access.step
  }
  read(): void {
    if (this.#access.replaced !== 0 && this.#stale === this.#access.step) this.#access.stale(this.what)
    if (this.#present === undefined || getSlot(this.words, this.#present) === 1) return
    throw this.#access.fail(
      new ModelError(
        'gone-place',
        `the step removed ${this.what}, then used it through an old handle: get a new handle after the change`,
      ),
    )
  }
  write(): void {
    if (!this.#access.mutable) this.#access.refuse(this.what)
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
