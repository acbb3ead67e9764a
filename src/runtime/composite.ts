/**
 * Comparisons of composite values of a state: structs, arrays, collections, and values taken out of a collection. In
 * JavaScript such a comparison asks whether both are the same object. The answer depends on the execution and not on
 * the model, so the comparison is a model error. A loaded bundle calls these functions in place of its comparisons
 * (`cli/source/comparisons.ts`).
 */
import { ModelError } from '../errors.ts'
import { choicesOf, eagerly, none } from './choosing.ts'
import { content, enter, entering } from './collections.ts'
import { isOfState, kindOf } from './state-values.ts'
import { alsoTrap, isRunning, spring } from './traps.ts'

function refuse(text: string): never {
  throw spring(new ModelError('composite-comparison', text))
}

/** `a === b` of two objects or `null`; `how` is the author's operator. */
function equal(a: unknown, b: unknown, how: string): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // biome-ignore lint/suspicious/noDoubleEquals: the author's operator
    return how.length === 2 ? a == b : a === b
  }
  if (isOfState(a) || isOfState(b)) {
    const what = kindOf(isOfState(a) ? a : b)
    const instead = `${how[0] === '!' ? '!' : ''}same(a, b)`
    refuse(`${how} compares ${what} by identity, not by value: write ${instead}`)
  }
  return a === b
}

const instead: { readonly [method: string]: string } = {
  includes: 'some((other) => same(other, value))',
  indexOf: 'findIndex((other) => same(other, value))',
  lastIndexOf: 'findLastIndex((other) => same(other, value))',
}

/** Returns the value if it is safe to search `all` for it: the search must compare no composite value. */
function sought(value: unknown, method: string, all?: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const isOne = isOfState(value)
  const other =
    all === undefined ? isOne || undefined : Array.isArray(all) ? all.find(isOne ? isObject : isOfState) : undefined
  if (other === undefined) return value
  const found = isOne ? value : other
  return refuse(`${method} compares ${kindOf(found)} by identity, not by value: write ${instead[method]}`)
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

/** `all[method](value, ...)` of a value that is an object or `null`. */
function search(all: object, method: string, value: unknown, rest: readonly unknown[]): unknown {
  sought(value, method, all)
  return (all as { readonly [method: string]: (...args: unknown[]) => unknown })[method]?.(value, ...rest)
}

function member<T>(value: T, of: string): T {
  if (!isOfState(value)) return value
  if (of.startsWith('Weak')) {
    const text = `a ${of} keeps data about ${kindOf(value)} outside of the state: keep the data in the state`
    throw spring(new ModelError('not-a-function', text))
  }
  const type = of === 'Set' ? 'setOf(...)' : 'mapOf(...)'
  return refuse(
    `a ${of} compares ${kindOf(value)} by identity, not by value: keep a ${type} in the state, or compare with same(a, b)`,
  )
}

class CheckedSet extends Set<unknown> {
  constructor(values?: Iterable<unknown> | null) {
    super()
    if (Array.isArray(values)) for (let i = 0; i < values.length; i++) super.add(member(values[i], 'Set'))
    else if (values !== undefined && values !== null) for (const value of values) super.add(member(value, 'Set'))
  }
  override add(value: unknown): this {
    return super.add(member(value, 'Set'))
  }
  override has(value: unknown): boolean {
    return super.has(member(value, 'Set'))
  }
  override delete(value: unknown): boolean {
    return super.delete(member(value, 'Set'))
  }
}

class CheckedMap extends Map<unknown, unknown> {
  override get(key: unknown): unknown {
    return super.get(member(key, 'Map'))
  }
  override has(key: unknown): boolean {
    return super.has(member(key, 'Map'))
  }
  override set(key: unknown, value: unknown): this {
    return super.set(member(key, 'Map'), value)
  }
  override delete(key: unknown): boolean {
    return super.delete(member(key, 'Map'))
  }
}

class CheckedWeakSet extends WeakSet {
  override add(value: object): this {
    return super.add(member(value, 'WeakSet'))
  }
  override has(value: object): boolean {
    return super.has(member(value, 'WeakSet'))
  }
  override delete(value: object): boolean {
    return super.delete(member(value, 'WeakSet'))
  }
}

class CheckedWeakMap extends WeakMap<object, unknown> {
  override get(key: object): unknown {
    return super.get(member(key, 'WeakMap'))
  }
  override has(key: object): boolean {
    return super.has(member(key, 'WeakMap'))
  }
  override set(key: object, value: unknown): this {
    return super.set(member(key, 'WeakMap'), value)
  }
  override delete(key: object): boolean {
    return super.delete(member(key, 'WeakMap'))
  }
}

/** Makes each checked class print and compare like the class that it replaces. */
for (const [made, own] of [
  [CheckedSet, Set],
  [CheckedMap, Map],
  [CheckedWeakSet, WeakSet],
  [CheckedWeakMap, WeakMap],
] as const) {
  Object.defineProperty(made.prototype, 'constructor', { value: own })
}

const own = Object.is

/** `Object.is(a, b)`. */
function is(a: unknown, b: unknown): boolean {
  return typeof a === 'object' && typeof b === 'object' ? equal(a, b, 'Object.is') : own(a, b)
}

/** Also replaces `Object.is` itself, for calls that are not rewritten: `(({ is }) => is(s.a, s.b))(Object)`. */
alsoTrap(() => {
  const value = { is: (a: unknown, b: unknown) => (isRunning() ? is(a, b) : own(a, b)) }.is
  Object.defineProperty(Object, 'is', { value, writable: true, configurable: true })
})

/** `Map.groupBy`. */
function groupBy(values: Iterable<unknown>, keyOf: (value: unknown, i: number) => unknown): Map<unknown, unknown[]> {
  const groups = new CheckedMap() as Map<unknown, unknown[]>
  let i = 0
  for (const value of values) {
    const key = keyOf(value, i++)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

/** The functions and classes that a loaded bundle uses. */
export const comparisons = {
  equal,
  is,
  groupBy,
  sought,
  search,
  Set: CheckedSet,
  Map: CheckedMap,
  WeakSet: CheckedWeakSet,
  WeakMap: CheckedWeakMap,
  choicesOf,
  eagerly,
  none,
  isArray: Array.isArray,
  content,
  entering,
  enter,
} as const
