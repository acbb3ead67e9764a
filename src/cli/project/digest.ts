/**
 * Digests of values, including functions. The digest of a function covers its text and the values that it captures. So
 * it changes if only a helper or a constant of the function changes.
 */
import { createHash } from 'node:crypto'
import { Session } from 'node:inspector'
import { ingredientsOf, originOf } from '../../language/wrap.ts'
import { type Captured, capturedBy } from '../source/closures.ts'

/** Equal in every process and version of allways. For a value that cannot be read whole, only its name counts. */
export const digestOf = (value: unknown): string => hashOf(value, false).slice(0, 16)

/**
 * A digest for this process only, in which allways' own functions do not change. So it also covers the functions that
 * allways makes around the author's functions. `undefined` if a value cannot be read whole, such as an instance of a
 * class.
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

/** Objects that hold allways' own functions. Another version of allways may have others. */
const own = new WeakSet<object>()

/** In portable digests, the object counts by the name of allways only. */
export function countsAsAllways(object: object): void {
  own.add(object)
}

/** Each function is read once, because the designs of a spec share most of their functions. */
const read = new WeakMap<object, Captured>()

/** Writes a graph of values. After its first occurrence, an object is only a number, so cycles end. */
class Writing {
  readonly #session: Session
  readonly #whole: boolean
  readonly #numbers = new Map<object, number>()
  constructor(session: Session, whole: boolean) {
    this.#session = session
    this.#whole = whole
  }

  of(given: unknown): string {
    // in the portable digest, the author's function counts instead of the composition that allways made around it
    const value = this.#whole ? ingredientsOf(given) : originOf(given)
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value === 'symbol') return this.#named(String(value))
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) {
      return `${typeof value} ${Object.is(value, -0) ? '-0' : value}`
    }
    const number = this.#numbers.get(value)
    if (number !== undefined) return `#${number}`
    this.#numbers.set(value, this.#numbers.size)
    if (!this.#whole && own.has(value)) return 'allways'
    return typeof value === 'function' ? this.#ofFunction(value) : this.#ofObject(value)
  }

  #ofFunction(fn: object): string {
    const known = read.get(fn) ?? capturedBy(this.#session, fn)
    read.set(fn, known)
    // the text of allways' own functions may change from version to version
    if (known.isOfModule && !this.#whole) return 'allways'
    const text = JSON.stringify(known.text)
    // a bound function hides its target; a function may also read its own properties, so those count below
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

  /** Writes only the name of a value that cannot be read whole. @throws Unknown if whole values are needed */
  #named(name: string): string {
    if (this.#whole) throw new Unknown()
    return name
  }
}
