/**
 * Values of the naive checker, which shares no code with the checker under test. They are plain JavaScript values. Sets
 * and bags are sorted arrays, and maps are sorted arrays of `[key, value]`. A recursive comparison orders each type.
 */
import type { Json, TypeD } from './description.ts'

export type ErrorCode =
  | 'value-out-of-range'
  | 'queue-full'
  | 'step-threw'
  | 'unknown-label'
  | 'no-initial-state'
  | 'gone-place'
  | 'unknown-field'
  | 'not-a-function'
  | 'composite-comparison'
  | 'wire-cycle'
  | 'init-cycle'

export class Broken extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode) {
    super(code)
    this.code = code
  }
}

/** A `choose` over nothing disables the step. A model may catch this error, but the step stays disabled. */
export class Blocked extends Error {}

// biome-ignore lint/suspicious/noExplicitAny: whatever a random step computes
export type Any = any

export function lowest(type: TypeD): Any {
  switch (type.kind) {
    case 'bool':
      return false
    case 'int':
      return type.lo
    case 'oneOf':
      return type.labels[0]
    case 'ref':
      return 0
    case 'optional':
      return null
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, lowest(field)]))
    case 'array':
      return Array.from({ length: type.length }, () => lowest(type.of))
    default:
      return []
  }
}

/** Compares two values of a type: negative, 0 or positive, for ascending order. */
export function compare(type: TypeD, a: Any, b: Any): number {
  switch (type.kind) {
    case 'bool':
      return Number(a) - Number(b)
    case 'int':
    case 'ref':
      return a - b
    case 'oneOf':
      return type.labels.indexOf(a) - type.labels.indexOf(b)
    case 'optional':
      if (a === null || b === null) return Number(a !== null) - Number(b !== null)
      return compare(type.of, a, b)
    case 'struct':
      for (const [name, field] of Object.entries(type.fields)) {
        const order = compare(field, a[name], b[name])
        if (order !== 0) return order
      }
      return 0
    case 'array':
      for (let i = 0; i < type.length; i++) {
        const order = compare(type.of, a[i], b[i])
        if (order !== 0) return order
      }
      return 0
    default:
      throw new Error(`values of ${type.kind} have no order`)
  }
}

export function same(type: TypeD, a: Any, b: Any): boolean {
  return compare(type, a, b) === 0
}

/** A copy of `value` in the canonical form of its type. Throws if it is not a value of the type. */
export function conform(type: TypeD, value: Any): Any {
  switch (type.kind) {
    case 'bool':
      return demand(typeof value === 'boolean', value)
    case 'int':
      if (type.stops && Number.isInteger(value) && value > type.hi) return type.hi
      return demand(Number.isInteger(value) && type.lo <= value && value <= type.hi, value)
    case 'ref':
      return demand(Number.isInteger(value) && 0 <= value && value < type.instances, value)
    case 'oneOf':
      return demand(type.labels.includes(value), value)
    case 'optional':
      return value === null ? null : conform(type.of, value)
    case 'struct': {
      const names = Object.keys(type.fields)
      demand(typeof value === 'object' && value !== null, value)
      demand(names.every((name) => Object.hasOwn(value, name)) && Object.keys(value).length === names.length, value)
      return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, conform(field, value[name])]))
    }
    case 'array':
      demand(Array.isArray(value) && value.length === type.length, value)
      return Array.from(value as Any[], (element) => conform(type.of, element))
    case 'mapOf': {
      const entries: [Any, Any][] = []
      for (const [givenKey, item] of demand(Array.isArray(value), value)) {
        const key = conform(type.key, givenKey)
        const entry: [Any, Any] = [key, conform(type.of, item)]
        const old = entries.findIndex(([other]) => same(type.key, other, key))
        if (old >= 0) entries[old] = entry
        else entries.push(entry)
      }
      return entries.sort(([a], [b]) => compare(type.key, a, b))
    }
    default: {
      const elements = (demand(Array.isArray(value), value) as Any[]).map((element) => conform(type.of, element))
      if (type.kind === 'setOf') {
        const sorted = elements.sort((a, b) => compare(type.of, a, b))
        return sorted.filter((element, i) => i === 0 || !same(type.of, element, sorted[i - 1]))
      }
      if (elements.length > type.capacity) throw new Broken('queue-full')
      return type.kind === 'queue' ? elements : elements.sort((a, b) => compare(type.of, a, b))
    }
  }
}

/** `value` in the canonical form of the type. `undefined` if it is not a value of the type. */
export function attempt(type: TypeD, value: Any): Any {
  try {
    return conform(type, value)
  } catch (error) {
    if (error instanceof Broken) return undefined
    throw error
  }
}

function demand(condition: boolean, value: Any): Any {
  if (!condition) throw new Broken('value-out-of-range')
  return Object.is(value, -0) ? 0 : value
}

/** A frozen copy of a value from a collection. */
export function frozenCopy(value: Any): Any {
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([name, field]) => [name, frozenCopy(field)]))
  return Object.freeze(copy)
}

export function canonical(state: Json): string {
  return JSON.stringify(state)
}
