/**
 * Frozen arrays, which the model's code gets for arrays of structs and for the instances of a process. The methods that
 * models use most are loops here, because the built-in ones are up to 30 times slower on frozen arrays. The loops read
 * a copy that is not frozen, because the optimiser reads it without a call.
 */
import { type Asked, arrayMembers, named } from '../../runtime/unknown-fields.ts'

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

/** Freezes an array and gives it these methods. `what` names the array if code asks for a member that it lacks. */
export function fixed<T>(what: Asked, elements: T[]): readonly T[] {
  Object.defineProperty(elements, '$all', { value: [...elements] })
  return Object.freeze(named(what, elements, prototype))
}
