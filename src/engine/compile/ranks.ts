/** Shared by the engine's collections: the conversion between ranks and values, and the checks before each access. */

import { ModelError } from '../../errors.ts'
import { isCell, type Type } from '../../language/types.ts'
import { cardinality, handedOut, rank, toPlain } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import type { Asked } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'
import { encodeText } from './codec.ts'
import { getSlot, type Slot } from './layout.ts'

/** Converts ranks to values and back. A small domain has a table, so that no value is made twice. */
export interface Ranks {
  rankOf(value: unknown): number
  valueOf(r: number): unknown
}

const maxTabled = 4096

const domains = new WeakMap<Type, Ranks>()

export function ranksOf(type: Type): Ranks {
  const known = domains.get(type) ?? makeDomain(type)
  domains.set(type, known)
  return known
}

function makeDomain(type: Type): Ranks {
  const n = cardinality(type)
  const table = n <= maxTabled ? Array.from({ length: n }, (_, r) => handedOut(type, r)) : undefined
  const constants: unknown[] = []
  const rankOf: (value: unknown) => number = isCell(type)
    ? new Function('C', `return v=>${encodeText(type, 'v', (c) => `C[${constants.push(c) - 1}]`)}`)(constants)
    : (value) => rank(type, value)
  return { rankOf, valueOf: table === undefined ? (r) => handedOut(type, r) : (r) => table[r] }
}

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
