/**
 * Frozen arrays, as the model's code gets them for arrays of structs and for the instances of a process. The methods
 * that models use most are loops here: on frozen arrays the built-in ones take a path that is up to 30 times slower.
 */
type All = readonly unknown[]
type Test = (value: unknown, i: number, all: All) => unknown

const methods = {
  every(this: All, test: Test, self?: unknown): boolean {
    for (let i = 0; i < this.length; i++) if (!test.call(self, this[i], i, this)) return false
    return true
  },
  some(this: All, test: Test, self?: unknown): boolean {
    for (let i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) return true
    return false
  },
  find(this: All, test: Test, self?: unknown): unknown {
    for (let i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) return this[i]
    return undefined
  },
  findIndex(this: All, test: Test, self?: unknown): number {
    for (let i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) return i
    return -1
  },
  filter(this: All, test: Test, self?: unknown): unknown[] {
    const found: unknown[] = []
    for (let i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) found.push(this[i])
    return found
  },
  map(this: All, to: Test, self?: unknown): unknown[] {
    const made: unknown[] = []
    for (let i = 0; i < this.length; i++) made.push(to.call(self, this[i], i, this))
    return made
  },
  forEach(this: All, visit: Test, self?: unknown): void {
    for (let i = 0; i < this.length; i++) visit.call(self, this[i], i, this)
  },
}

const prototype: object = Object.create(
  Array.prototype,
  Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, { value }])),
)

/** Freezes an array, and gives it these methods. */
export function fixed<T>(elements: T[]): readonly T[] {
  return Object.freeze(Object.setPrototypeOf(elements, prototype))
}
