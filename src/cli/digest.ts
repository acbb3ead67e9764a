/**
 * What values mean, functions among them, as a digest. A function counts by its text and by what it captures: one that
 * stays the same to the letter while a helper or a constant of it changes is another.
 */
import { createHash } from 'node:crypto'
import { Session } from 'node:inspector'
import { ingredientsOf, originOf } from '../model/wrap.ts'
import { type Captured, capturedBy } from './closures.ts'

/** The same in any process and for any version of allways. What cannot be read whole is told by its name. */
export const digestOf = (value: unknown): string => hashOf(value, false).slice(0, 16)

/**
 * For this process alone, whose functions do not change: those that allways makes around an author's count as well.
 * `undefined` where something cannot be read whole, as an instance of a class.
 */
export function wholeDigestOf(value: unknown): string | undefined {
  try {
    return hashOf(value, true)
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

function hashOf(value: unknown, whole: boolean): string {
  const session = new Session()
  session.connect()
  try {
    return createHash('sha256').update(new Writing(session, whole).of(value)).digest('hex')
  } finally {
    session.disconnect()
  }
}

class Unknown extends Error {}

/** Functions are read once: most are shared by the designs of a spec. */
const read = new WeakMap<object, Captured>()

/** Writes a graph of values: each object once, and then by its number, so that what captures itself comes to an end. */
class Writing {
  readonly #session: Session
  readonly #whole: boolean
  readonly #numbers = new Map<object, number>()
  constructor(session: Session, whole: boolean) {
    this.#session = session
    this.#whole = whole
  }

  of(given: unknown): string {
    // of a module's function what its author wrote, not the composition around it
    const value = this.#whole ? ingredientsOf(given) : originOf(given)
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value === 'symbol') return this.#named(String(value))
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) {
      return `${typeof value} ${Object.is(value, -0) ? '-0' : value}`
    }
    const number = this.#numbers.get(value)
    if (number !== undefined) return `#${number}`
    this.#numbers.set(value, this.#numbers.size)
    return typeof value === 'function' ? this.#ofFunction(value) : this.#ofObject(value)
  }

  #ofFunction(fn: object): string {
    const known = read.get(fn) ?? capturedBy(this.#session, fn)
    read.set(fn, known)
    // a function of allways itself, which may read otherwise in another version
    if (known.isOfModule && !this.#whole) return 'allways'
    const text = JSON.stringify(known.text)
    // a bound function hides what it is bound to, and a value on a function may be read by it
    if (known.text.endsWith('{ [native code] }')) return this.#named(text)
    return `${text}(${this.#entries(known.captured)})${this.#own(fn)}`
  }

  #ofObject(value: object): string {
    if (value instanceof Map) return `Map(${this.#entries(value)})${this.#own(value)}`
    if (value instanceof Set) return `Set(${this.#entries(value.entries())})${this.#own(value)}`
    const prototype: unknown = Object.getPrototypeOf(value)
    if (Array.isArray(value) && prototype === Array.prototype) return `Array${this.#own(value)}`
    if (prototype !== null && prototype !== Object.prototype) {
      return this.#named(`is ${value.constructor?.name ?? 'object'}`)
    }
    return this.#own(value)
  }

  #own(value: object): string {
    const symbols = Object.getOwnPropertySymbols(value).map((symbol) => this.of(symbol))
    return `{${this.#entries(Object.entries(value))}}${symbols.join()}`
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>): string {
    return [...entries].map(([key, of]) => `${this.of(key)}:${this.of(of)}`).join()
  }

  /** What cannot be read whole. */
  #named(name: string): string {
    if (this.#whole) throw new Unknown()
    return name
  }
}
