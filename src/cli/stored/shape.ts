/**
 * Shapes of values that are read from files, as tables of fields. A table names every field of its type, so the types
 * of `result.ts` and the files cannot drift apart. The error for a value that does not fit names its path in the file.
 */

import { show, UsageError } from '../../errors.ts'
import type { Plain } from '../../plain.ts'

export interface Shape<T> {
  /** The words for messages, as in `a whole number`. */
  readonly expected: string
  /** Whether a field of this shape may be missing. */
  readonly optional: boolean
  /** @throws Misfit */
  check(value: unknown, at: Place): void
  /** For the compiler only; never set. */
  readonly type?: T
}

interface Optional<T> extends Shape<T> {
  readonly optional: true
}

/** A place in a file: the place above, and the key or index in it. */
export interface Place {
  readonly above?: Place
  readonly key: string | number
}

type Fields<T> = { readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Optional<T[K]> : Shape<T[K]> }

class Misfit extends Error {
  readonly at: Place
  readonly found: unknown
  readonly expected: string
  constructor(at: Place, found: unknown, expected: string) {
    super(expected)
    this.at = at
    this.found = found
    this.expected = expected
  }
}

/**
 * Returns `value` if it fits. @param name the file, as messages call it @param whole what the whole file should be
 * @throws UsageError that names the path in the file
 */
export function fitting<T>(shape: Shape<T>, value: unknown, name: string, remedy = '', whole = shape.expected): T {
  try {
    shape.check(value, { key: '' })
    return value as T
  } catch (error) {
    if (!(error instanceof Misfit)) throw error
    const { at, found, expected } = error
    throw misfit(name, pathOf(at), found, at.above === undefined ? whole : expected, remedy)
  }
}

export function fits<T>(shape: Shape<T>, value: unknown): value is T {
  try {
    shape.check(value, { key: '' })
    return true
  } catch (error) {
    if (error instanceof Misfit) return false
    throw error
  }
}

function misfit(name: string, path: string, found: unknown, expected: string, remedy = ''): UsageError {
  const what = path === '' ? name : `${name}: \`${path}\``
  const is = found === undefined ? 'missing' : inLine(show(found))
  return new UsageError(`${what} is ${is}; expected ${expected}${remedy && `; ${remedy}`}`)
}

/** Puts a text on one line: cuts it to 100 characters, and escapes or replaces invisible ones. */
export function inLine(text: string): string {
  const cut = text.length > 100 ? `${text.slice(0, 97)}...` : text
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    JSON.stringify(sign)
      .slice(1, -1)
      .replace(/^[^\\]$/, '?'),
  )
}

/** The path as in code: `specs.dns.designs['as deployed'].states`. */
export function pathOf({ above, key }: Place): string {
  if (above === undefined) return ''
  const before = pathOf(above)
  if (typeof key === 'number') return `${before}[${key}]`
  if (!/^[a-z_$][\w$]*$/i.test(key)) return `${before}[${show(inLine(key))}]`
  return before === '' ? key : `${before}.${key}`
}

function simple<T>(expected: string, test: (value: unknown) => boolean): Shape<T> {
  return {
    ...{ expected, optional: false },
    check(value, at) {
      if (!test(value)) throw new Misfit(at, value, expected)
    },
  }
}

export const anyText = simple<string>('a text', (value) => typeof value === 'string')
export const text = simple<string>('a text', (value) => typeof value === 'string' && value !== '')
export const flag = simple<boolean>('true or false', (value) => typeof value === 'boolean')
export const yes = simple<true>('true', (value) => value === true)
export const number = simple<number>('a number', (value) => Number.isFinite(value))
export const amount = simple<number>('a number, 0 or more', (value) => Number.isFinite(value) && (value as number) >= 0)

export function whole(least = 0): Shape<number> {
  return simple(
    `a whole number, ${least} or more`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least,
  )
}

export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return simple(values.map(show).join(' or '), (value) => values.includes(value as T))
}

export function matching(pattern: RegExp, expected: string): Shape<string> {
  return simple(expected, (value) => typeof value === 'string' && pattern.test(value))
}

export function maybe<T>(shape: Shape<T>): Optional<T> {
  return { ...shape, optional: true }
}

export function list<T>(
  of: Shape<T>,
  { least = 0, most = Number.POSITIVE_INFINITY, of: noun = '' } = {},
): Shape<readonly T[]> {
  const expected =
    least === most
      ? `a list of ${least} elements`
      : least === 0
        ? 'a list'
        : `a list of at least ${least}${noun && ` ${noun}`}`
  return {
    ...{ expected, optional: false },
    check(value, at) {
      if (!Array.isArray(value) || value.length < least || value.length > most) throw new Misfit(at, value, expected)
      for (let i = 0; i < value.length; i++) of.check(value[i], { above: at, key: i })
    },
  }
}

/** An object with any keys, whose values have this shape. */
export function record<T>(of: Shape<T>): Shape<{ readonly [name: string]: T }> {
  return {
    ...{ expected: 'an object', optional: false },
    check(value, at) {
      for (const [key, one] of Object.entries(objectAt(value, at))) of.check(one, { above: at, key })
    },
  }
}

/** An object with these fields. Other fields are ignored by default; with `only`, they are errors. */
export function object<T>(fields: Fields<T>, { only = false } = {}): Shape<T> {
  const table = Object.entries(fields as { readonly [name: string]: Shape<unknown> })
  const known = table.map(([name]) => name)
  return {
    ...{ expected: 'an object', optional: false },
    check(value, at) {
      const found = objectAt(value, at)
      for (const [key, shape] of table) {
        const one = Object.hasOwn(found, key) ? found[key] : undefined
        if (one === undefined && shape.optional) continue
        shape.check(one, { above: at, key })
      }
      if (!only) return
      for (const key of Object.keys(found)) {
        if (!known.includes(key))
          throw new Misfit({ above: at, key }, found[key], `only the fields ${known.join(', ')}`)
      }
    },
  }
}

interface Named {
  readonly [name: string]: unknown
}

function objectAt(value: unknown, at: Place): Named {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misfit(at, value, 'an object')
  return value as Named
}

/** Adds a test of the whole value to a shape: `wrong` returns the error and its path below the value. */
export function also<T>(
  shape: Shape<T>,
  wrong: (
    value: T,
  ) => { readonly path: readonly (string | number)[]; readonly found: unknown; readonly expected: string } | undefined,
): Shape<T> {
  return {
    ...shape,
    check(value, at) {
      shape.check(value, at)
      const found = wrong(value as T)
      if (found === undefined) return
      const place = found.path.reduce((above: Place, key) => ({ above, key }), at)
      throw new Misfit(place, found.found, found.expected)
    },
  }
}

/** Any value of a state or a parameter. */
export const data = simple<Plain>('a value', (value) => value !== undefined)
/** A whole state. */
export const plain = simple<Plain>(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)
