/**
 * The numbers of stamps in packed states. In a stored state, the stamps of each family have the numbers 0, 1, … in their
 * order. A step makes further ones, so its successor has the numbers of its source: this is what step properties
 * compare. Then `store` numbers the stamps of the successor anew.
 */
import { ModelError } from '../../../errors.ts'
import { familiesOf } from '../../../language/stamps/alive.ts'
import { notOfModel } from '../../../language/stamps/known.ts'
import type { StampType } from '../../../language/stamps/stamp.ts'
import type { StructType } from '../../../language/types.ts'
import { type Minting, mintBy, minted, tooManyAlive, tooManyMade } from '../../../runtime/stamps.ts'
import type { Access } from '../access.ts'
import type { Layout } from '../layout.ts'
import type { Out } from '../out.ts'
import { aliveText, renumberText } from './texts.ts'

/** `undefined` if the states of the system hold no stamps. */
export function stampsOf(system: StructType, root: Layout, access: Access): StampNumbers | undefined {
  const types = familiesOf(system)
  return types.length === 0 ? undefined : new StampNumbers(types, root, access)
}

export class StampNumbers implements Minting {
  readonly #types: readonly StampType[]
  readonly #access: Access
  readonly #alive: Int32Array
  readonly #to: readonly Int8Array[]
  /** How many stamps of each family the source has, and how many the step has made. */
  readonly #before: Int32Array
  readonly #made: Int32Array
  readonly #find: (rows: Int32Array, at: number) => void
  readonly #replace: (rows: Int32Array, at: number) => void
  /** Whether a step runs that may make stamps. */
  #isOpen = false

  constructor(types: readonly StampType[], root: Layout, access: Access) {
    this.#types = types
    this.#access = access
    this.#alive = new Int32Array(types.length)
    this.#to = types.map(({ most }) => new Int8Array(2 * most))
    this.#before = new Int32Array(types.length)
    this.#made = new Int32Array(types.length)
    const families = new Map(types.map(({ family }, i) => [family, i]))
    const constants: unknown[] = []
    const constant = (value: unknown) => `C[${constants.push(value) - 1}]`
    const text = `'use strict';return{find(Q,n){A.fill(0);${aliveText(root, families, constant)}},replace(Q,n){${renumberText(root, families, constant)}}}`
    const made: { find: (rows: Int32Array, at: number) => void; replace: (rows: Int32Array, at: number) => void } =
      new Function('A', 'R', 'C', text)(this.#alive, this.#to, constants)
    this.#find = made.find
    this.#replace = made.replace
  }

  /** The steps that follow begin at the state in `words`. */
  enter(words: Int32Array): void {
    mintBy(this)
    this.#isOpen = false
    this.#find(words, 0)
    for (let f = 0; f < this.#before.length; f++) this.#before[f] = 32 - Math.clz32(this.#alive[f] as number)
  }

  /** The steps of another program have run in between. */
  resume(): void {
    mintBy(this)
  }

  /** A step begins to run. */
  begin(): void {
    this.#isOpen = true
    this.#made.fill(0)
  }

  /** No step runs. */
  close(): void {
    this.#isOpen = false
  }

  mint(family: object): number {
    if (!this.#isOpen) {
      mintBy(undefined)
      return minted(family)
    }
    const f = this.#types.findIndex((type) => type.family === family)
    if (f < 0) throw new TypeError(notOfModel)
    const made = this.#made[f] as number
    const { most } = this.#types[f] as StampType
    if (made >= most) throw this.#access.fail(tooManyMade(most))
    this.#made[f] = made + 1
    return (this.#before[f] as number) + made
  }

  /** Numbers the stamps of the last successor anew. @throws ModelError if they are too many; the successor is dropped */
  store(out: Out): void {
    const n = out.count - 1
    out.keepReal(n)
    try {
      this.settle(out.rows, n * out.words)
    } catch (error) {
      out.count = n
      throw error
    }
  }

  /** Numbers the stamps of the state at `rows[at]` anew, which a step has just made. @throws ModelError */
  settle(rows: Int32Array, at: number): void {
    this.#find(rows, at)
    const alive = this.#alive
    for (let f = 0; f < alive.length; f++) {
      const { most } = this.#types[f] as StampType
      const known = (this.#before[f] as number) + (this.#made[f] as number)
      if (known < 32 && (alive[f] as number) >>> known !== 0) {
        throw this.#access.fail(new ModelError('value-out-of-range', 'a place was given a stamp that nobody made'))
      }
      if (ones(alive[f] as number) > most) throw this.#access.fail(tooManyAlive(most, ''))
    }
    this.#compact(rows, at)
  }

  /** Numbers the stamps of the state at `rows[at]` anew. */
  renumber(rows: Int32Array, at: number): void {
    this.#find(rows, at)
    this.#compact(rows, at)
  }

  #compact(rows: Int32Array, at: number): void {
    const alive = this.#alive
    let isDense = true
    for (let f = 0; f < alive.length; f++) {
      const mask = alive[f] as number
      if ((mask & (mask + 1)) !== 0) isDense = false
    }
    if (isDense) return
    for (let f = 0; f < alive.length; f++) {
      const to = this.#to[f] as Int8Array
      const mask = alive[f] as number
      for (let k = 0, next = 0; k < to.length; k++) to[k] = ((mask >>> k) & 1) === 0 ? next : next++
    }
    this.#replace(rows, at)
  }
}

function ones(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count++
  return count
}
