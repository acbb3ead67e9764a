/**
 * Plain values of a type: the form of a state in the reference interpreter, in stories and in files. A set is the array
 * of its values in ascending order. A map is its `[key, value]` entries in ascending order of the keys. A queue or bag
 * is an array. Values inside a set, a key, a queue or a bag also have a *rank*: their number in the ascending order of
 * the type (structs and arrays: first field first). Over 300 lines, because every kind of type has its values here.
 */

import { didYouMean, ModelError, SpecError, show } from '../errors.ts'
import type { Plain } from '../plain.ts'
import { knownStamps } from '../runtime/stamps.ts'
import { marked } from '../runtime/state-values.ts'
import { leftOf } from '../runtime/timer-view.ts'
import { otherFieldsOfValue } from '../runtime/unknown-fields.ts'
import { stampRank } from './stamps/rank.ts'
import type { StructType, Type } from './types.ts'

/** The type as an author writes it, for messages. */
export function showType(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'bool'
    case 'int':
      return type.stops ? `upTo(${type.hi})` : `int(${type.lo}, ${type.hi})`
    case 'oneOf':
      return `oneOf(${type.labels.map((label) => `'${label}'`).join(', ')})`
    case 'ref':
      return `ref('${type.process}', ${type.instances})`
    case 'stamp':
      return `stamp(${type.most})`
    case 'struct':
      return `struct({ ${Object.keys(type.fields).join(', ')} })`
    case 'array':
      return `array(${type.index === undefined ? type.length : showType(type.index)}, ${showType(type.of)})`
    case 'queue':
    case 'bag':
      return `${type.kind}(${showType(type.of)}, ${type.capacity})`
    case 'mapOf':
      return `mapOf(${showType(type.key)}, ${showType(type.of)})`
    case 'timer':
      return `timer(${type.max})`
    default:
      return `${type.kind}(${showType(type.of)})`
  }
}

/** The number of values of a type that is allowed inside a collection. @throws SpecError for a collection */
export function cardinality(type: Type): number {
  if (type.kind !== 'struct' && type.kind !== 'array') return cardinalityOf(type)
  const known = cardinalities.get(type) ?? cardinalityOf(type)
  cardinalities.set(type, known)
  return known
}

const cardinalities = new WeakMap<Type, number>()

function cardinalityOf(type: Type): number {
  switch (type.kind) {
    case 'bool':
      return 2
    case 'int':
      return type.hi - type.lo + 1
    case 'oneOf':
      return type.labels.length
    case 'ref':
      return type.instances
    case 'stamp':
      // a step can make as many as a state can hold, beside those that are there
      return 2 * type.most
    case 'optional':
      return 1 + cardinality(type.of)
    case 'struct':
      return Object.values(type.fields).reduce((n, field) => n * cardinality(field), 1)
    case 'array':
      return cardinality(type.of) ** type.length
    default:
      throw new SpecError(
        'unbounded-type',
        `a ${type.kind} cannot be inside a set, a map's key, a queue or a bag: use scalars, optional, struct or array there`,
      )
  }
}

/** The number of `value` in the ascending order of `type`, or −1 for a value that is not of the type. */
export function rank(type: Type, value: unknown): number {
  switch (type.kind) {
    case 'bool':
      return value === false ? 0 : value === true ? 1 : -1
    case 'int':
      if (!Number.isInteger(value) || (value as number) < type.lo) return -1
      if ((value as number) <= type.hi) return (value as number) - type.lo
      return type.stops ? type.hi - type.lo : -1
    case 'oneOf':
      return type.labels.indexOf(value as string)
    case 'ref':
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) < type.instances
        ? (value as number) + 0
        : -1
    case 'stamp':
      return stampRank(type, value)
    case 'optional': {
      if (value === null) return 0
      const r = rank(type.of, value)
      return r < 0 ? -1 : r + 1
    }
    case 'struct': {
      if (!hasExactly(type, value)) return -1
      let total = 0
      for (const [name, field] of Object.entries(type.fields)) {
        const r = rank(field, value[name])
        if (r < 0) return -1
        total = total * cardinality(field) + r
      }
      return total
    }
    case 'array': {
      if (!Array.isArray(value) || value.length !== type.length) return -1
      let total = 0
      for (const element of value) {
        const r = rank(type.of, element)
        if (r < 0) return -1
        total = total * cardinality(type.of) + r
      }
      return total
    }
    case 'timer':
      if (value === null) return 0
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= type.max
        ? (value as number) + 1
        : -1
    default:
      return -1
  }
}

/** The value with this rank, frozen. `prototypeOf`: the prototype of its structs; by default that of any object. */
export function unrank(type: Type, r: number, prototypeOf?: (type: StructType) => object): Plain {
  switch (type.kind) {
    case 'bool':
      return r === 1
    case 'int':
      return type.lo + r
    case 'oneOf':
      return type.labels[r] as string
    case 'ref':
      return r
    case 'stamp':
      return knownStamps()?.at(type.family, r) ?? r
    case 'optional':
      return r === 0 ? null : unrank(type.of, r - 1, prototypeOf)
    case 'struct': {
      const entries: [string, Plain][] = []
      for (const [name, field] of Object.entries(type.fields).reverse()) {
        const n = cardinality(field)
        entries.unshift([name, unrank(field, r % n, prototypeOf)])
        r = Math.floor(r / n)
      }
      const value = Object.fromEntries(entries)
      return Object.freeze(prototypeOf === undefined ? value : Object.setPrototypeOf(value, prototypeOf(type)))
    }
    case 'array': {
      const n = cardinality(type.of)
      const elements: Plain[] = []
      for (let i = 0; i < type.length; i++) {
        elements.unshift(unrank(type.of, r % n, prototypeOf))
        r = Math.floor(r / n)
      }
      return Object.freeze(prototypeOf === undefined ? elements : marked(elements))
    }
    case 'timer':
      return r === 0 ? null : r - 1
    default:
      throw new SpecError('unbounded-type', `a ${type.kind} has no rank`)
  }
}

/** The value with this rank, as a collection returns it. Reading an unknown field of its structs is a model error. */
export function handedOut(type: Type, r: number): Plain {
  return unrank(type, r, prototypeOf)
}

const prototypes = new WeakMap<StructType, object>()

function prototypeOf(type: StructType): object {
  const known = prototypes.get(type) ?? otherFieldsOfValue(Object.keys(type.fields))
  prototypes.set(type, known)
  return known
}

/** The value at which a place of this type starts. */
export function lowest(type: Type): Plain {
  switch (type.kind) {
    case 'bool':
      return false
    case 'int':
      return type.lo
    case 'oneOf':
      return type.labels[0] as string
    case 'ref':
    case 'stamp':
      return 0
    case 'optional':
      return null
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, lowest(field)]))
    case 'timer':
      return null
    case 'array':
      return Array.from({ length: type.length }, () => lowest(type.of))
    default:
      return []
  }
}

/**
 * An assigned value as a plain value of the type: a deep copy, canonical and checked.
 * @throws ModelError `value-out-of-range` or `queue-full`, naming `where`
 */
export function toPlain(type: Type, value: unknown, where: string): Plain {
  switch (type.kind) {
    case 'optional':
      return value === null ? null : toPlain(type.of, value, where)
    case 'struct':
      if (!hasExactly(type, value)) throw outOfRange(type, value, where)
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, toPlain(field, value[name], `${where}.${name}`)]),
      )
    case 'array':
      if (!Array.isArray(value) || value.length !== type.length) throw outOfRange(type, value, where)
      return Array.from(value, (element, i) => toPlain(type.of, element, `${where}[${i}]`))
    case 'setOf':
    case 'queue':
    case 'bag': {
      const elements = Array.from(iterate(type, value, where), (element) => toPlain(type.of, element, where))
      if (type.kind !== 'setOf' && elements.length > type.capacity) throw full(type, where)
      if (type.kind === 'queue') return elements
      const ranks = elements.map((element) => rank(type.of, element)).sort((a, b) => a - b)
      const kept = type.kind === 'bag' ? ranks : ranks.filter((r, i) => r !== ranks[i - 1])
      return kept.map((r) => unrank(type.of, r))
    }
    case 'mapOf': {
      const byRank = new Map<number, Plain>()
      for (const entry of iterate(type, value, where)) {
        const [key, item] = entry as [unknown, unknown]
        const r = rank(type.key, key)
        if (r < 0) throw outOfRange(type.key, key, `a key of ${where}`)
        byRank.set(r, toPlain(type.of, item, `${where}.get(${show(key)})`))
      }
      const ascending = [...byRank].sort(([a], [b]) => a - b)
      return ascending.map(([r, item]) => [unrank(type.key, r), item])
    }
    default: {
      const given = type.kind === 'timer' ? leftOf(value) : value
      const r = rank(type, given)
      if (r < 0) throw outOfRange(type, given, where)
      return unrank(type, r)
    }
  }
}

export function outOfRange(type: Type, value: unknown, where: string): ModelError {
  const text = `${where} was given ${show(value)}, which is not in ${showType(type)}`
  return new ModelError('value-out-of-range', `${text}${remedyOf(type, value)}`)
}

function remedyOf(type: Type, value: unknown): string {
  if (value === undefined || Number.isNaN(value)) return ': look for a missing field or element'
  if (type.kind === 'oneOf') return didYouMean(value, type.labels).replace(/^ /, '. ')
  if (type.kind === 'struct' && typeof value === 'object' && value !== null) {
    const missing = Object.keys(type.fields).filter((name) => !Object.hasOwn(value, name))
    const more = Object.keys(value).filter((name) => !Object.hasOwn(type.fields, name))
    const parts = [
      ...(missing.length > 0 ? [`${missing.join(', ')} is missing`] : []),
      ...(more.length > 0 ? [`${more.join(', ')} is not a field`] : []),
    ]
    return parts.length > 0 ? `: ${parts.join(', and ')}` : ''
  }
  if (type.kind === 'stamp') return ': use a stamp of the state, or make one with `fresh`'
  if (type.kind !== 'int' || typeof value !== 'number') return ''
  if (!Number.isInteger(value)) return ': expected a whole number'
  return ': widen its bounds, guard the step, or limit the value with Math.min or Math.max'
}

export function full(type: Type, where: string): ModelError {
  const capacity = 'capacity' in type ? type.capacity : 0
  return new ModelError(
    'queue-full',
    `${where} is full: it holds at most ${capacity}; raise its capacity, or guard the step with \`isFull\``,
  )
}

function hasExactly(type: StructType, value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  let fields = 0
  for (const name in type.fields) {
    if (!Object.hasOwn(value, name)) return false
    fields++
  }
  return Object.keys(value).length === fields
}

function iterate(type: Type, value: unknown, where: string): Iterable<unknown> {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return value as Iterable<unknown>
  throw outOfRange(type, value, where)
}
