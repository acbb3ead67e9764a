/**
 * Frozen arrays, as the model's code gets them for arrays of structs and for the instances of a process. The methods
 * that models use most are loops here: on frozen arrays the built-in ones take a path that is up to 30 times slower.
 * They go over a copy that is not frozen, which the optimiser reads without a call.
 */
import { type Asked, arrayMembers, named } from '../model/other-fields.ts'

interface All {
  readonly $all: readonly unknown[]
}
type Test = (value: unknown, i: number, all: unknown) => unknown

const methods = {
  every(this: All, test: Test, self?: unknown): boolean {
    const { $all } = this
    for (let i = 0; i < $all.length; i++) if (!test.call(self, $all[i], i, this)) return false
    return true
  },
  some(this: All, test: Test, self?: unknown): boolean {
    const { $all } = this
    for (let i = 0; i < $all.length; i++) if (test.call(self, $all[i], i, this)) return true
    return false
  },
  find(this: All, test: Test, self?: unknown): unknown {
    const { $all } = this
    for (let i = 0; i < $all.length; i++) if (test.call(self, $all[i], i, this)) return $all[i]
    return undefined
  },
  findIndex(this: All, test: Test, self?: unknown): number {
    const { $all } = this
    for (let i = 0; i < $all.length; i++) if (test.call(self, $all[i], i, this)) return i
    return -1
  },
  filter(this: All, test: Test, self?: unknown): unknown[] {
    const found: unknown[] = []
    const { $all } = this
    for (let i = 0; i < $all.length; i++) if (test.call(self, $all[i], i, this)) found.push($all[i])
    return found
  },
  map(this: All, to: Test, self?: unknown): unknown[] {
    const made: unknown[] = []
    const { $all } = this
    for (let i = 0; i < $all.length; i++) made.push(to.call(self, $all[i], i, this))
    return made
  },
  forEach(this: All, visit: Test, self?: unknown): void {
    const { $all } = this
    for (let i = 0; i < $all.length; i++) visit.call(self, $all[i], i, this)
  },
}

/** For `for…of`. */
function iterator(this: All): Iterator<unknown> {
  return this.$all[Symbol.iterator]()
}

const prototype: object = Object.create(arrayMembers, { [Symbol.iterator]: { value: iterator } })
for (const [name, value] of Object.entries(methods)) Object.defineProperty(prototype, name, { value })

/** Freezes an array, and gives it these methods. `what` it is called where it is asked for what it has not. */
export function fixed<T>(what: Asked, elements: T[]): readonly T[] {
  Object.defineProperty(elements, '$all', { value: [...elements] })
  return Object.freeze(named(what, elements, prototype))
}
