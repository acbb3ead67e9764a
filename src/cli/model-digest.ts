/**
 * What a model does, as a digest: everything of it but its properties. Two models of one digest have one state graph.
 * A function counts by its text and by what it captures, functions that allways makes around an author's included;
 * where a value cannot be read whole, as an instance of a class, there is no digest.
 */
import { createHash } from 'node:crypto'
import { Session } from 'node:inspector'
import type { Model } from '../model/model.ts'
import { type Captured, capturedBy } from './closures.ts'

/** What is known of a model. It is of use in this process alone, whose own functions do not change. */
export interface Digests {
  /** Of everything but its properties; `undefined` where it cannot be known. */
  readonly model: string | undefined
  /** Of what each property says, by name. */
  readonly properties: ReadonlyMap<string, string | undefined>
}

export function digestsOf({ properties, ...rest }: Model): Digests {
  const session = new Session()
  session.connect()
  const of = (value: unknown) => {
    try {
      return createHash('sha256').update(new Writing(session).of(value)).digest('hex')
    } catch (error) {
      if (error instanceof Unknown) return undefined
      throw error
    }
  }
  try {
    return { model: of(rest), properties: new Map(properties.map((property) => [property.name, of(property)])) }
  } finally {
    session.disconnect()
  }
}

class Unknown extends Error {}

/** Functions are read once: most are shared by the designs of a spec. */
const read = new WeakMap<object, Captured>()

/** Writes a graph of values: each object once, and then by its number. */
class Writing {
  readonly #session: Session
  readonly #numbers = new Map<object, number>()
  constructor(session: Session) {
    this.#session = session
  }

  of(value: unknown): string {
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value === 'symbol') throw new Unknown()
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
    // a bound function hides what it is bound to, and a value on a function may be read by it
    if (known.text.endsWith('{ [native code] }')) throw new Unknown()
    return `${JSON.stringify(known.text)}(${this.#entries(known.captured)})${this.#own(fn)}`
  }

  #ofObject(value: object): string {
    if (value instanceof Map) return `Map(${this.#entries(value)})${this.#own(value)}`
    if (value instanceof Set) return `Set(${this.#entries(value.entries())})${this.#own(value)}`
    const prototype: unknown = Object.getPrototypeOf(value)
    if (Array.isArray(value) && prototype === Array.prototype) return `Array${this.#own(value)}`
    if (prototype !== null && prototype !== Object.prototype) throw new Unknown()
    return this.#own(value)
  }

  #own(value: object): string {
    if (Object.getOwnPropertySymbols(value).length > 0) throw new Unknown()
    return `{${this.#entries(Object.entries(value))}}`
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>): string {
    return [...entries].map(([key, of]) => `${this.of(key)}:${this.of(of)}`).join()
  }
}
