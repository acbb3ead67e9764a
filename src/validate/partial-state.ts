/** A part of a state, as a log gives it: checked against the types of the model, then compared with states. */

import { didYouMean, show } from '../errors.ts'
import type { ArrayType, StructType, Type } from '../language/types.ts'
import { rank, showType, toPlain } from '../language/values.ts'
import type { Plain } from '../plain.ts'

/** One place of the state, and the value that the log gives it. */
export interface SeenPart {
  /** The place in words, as in `enactor[1].at`. */
  readonly path: string
  readonly keys: readonly (string | number)[]
  readonly value: Plain
  /** The value as JSON. */
  readonly text: string
  /** The type, if the value has the right form and is outside of its bounds. No state has such a value. */
  readonly outside?: string
  /** Whether the log only says that the value is not null. */
  readonly isAny?: boolean
}

export interface Checked {
  readonly parts: readonly SeenPart[]
  /** A sentence for each value of a wrong type. */
  readonly errors: readonly string[]
}

/** @param system the type of a whole state */
export function partsOf(system: StructType, given: unknown): Checked {
  const parts: SeenPart[] = []
  const errors: string[] = []
  const visit = (type: Type, value: unknown, path: string, keys: readonly (string | number)[]): void => {
    const wrong = (expected: string) => errors.push(`${path || 'state'} is ${show(value)}: expected ${expected}`)
    if (type.kind === 'optional' && value !== null) {
      const before = parts.length
      visit(type.of, value, path, keys)
      if (parts.length === before) parts.push({ path, keys, value: {}, text: '{}', isAny: true })
    } else if (type.kind === 'struct') {
      if (!isRecord(value))
        return void wrong(`an object with some of the fields ${Object.keys(type.fields).join(', ')}`)
      for (const [name, field] of Object.entries(value)) {
        const own = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
        if (own === undefined) errors.push(unknownPart(path, name, Object.keys(type.fields)))
        else visit(own, field, path === '' ? name : `${path}.${name}`, [...keys, name])
      }
    } else if (type.kind === 'array') {
      const elements = elementsOf(type, value)
      if (typeof elements === 'string') return void wrong(elements)
      for (const [i, element] of elements) visit(type.of, element, `${path}[${i}]`, [...keys, i])
    } else {
      const form = formOf(type, value)
      if (form === 'wrong') return void wrong(`${showType(type)}${nearLabel(type, value)}`)
      const plain = form === 'outside' ? (value as Plain) : toPlain(type, value, path)
      const outside = form === 'outside' ? { outside: showType(type) } : {}
      parts.push({ path, keys, value: plain, text: JSON.stringify(plain), ...outside })
    }
  }
  visit(system, given, '', [])
  return { parts, errors }
}

/** Whether the state has all of these values. */
export function agrees(parts: readonly SeenPart[], state: Plain): boolean {
  for (const part of parts) if (!hasPart(part, state)) return false
  return true
}

/** The parts that the state does not have. */
export const differing = (parts: readonly SeenPart[], state: Plain) => parts.filter((part) => !hasPart(part, state))

function hasPart({ keys, value, text, outside, isAny }: SeenPart, state: Plain): boolean {
  if (outside !== undefined) return false
  const found = placeAt(keys, state)
  if (isAny) return found !== null && found !== undefined
  return found === value || (typeof value === 'object' && value !== null && JSON.stringify(found) === text)
}

/** `null` if a part of the path is not there. */
export function valueAt(keys: readonly (string | number)[], state: Plain): Plain {
  return placeAt(keys, state) ?? null
}

/** `undefined` if a part of the path is not there, which no value of a log equals. */
function placeAt(keys: readonly (string | number)[], state: Plain): Plain | undefined {
  // biome-ignore lint/suspicious/noExplicitAny: the state is as free as the JSON it stands for
  return keys.reduce<any>((at, key) => at?.[key], state)
}

function unknownPart(path: string, name: string, known: readonly string[]): string {
  const where = path === '' ? 'the state' : path
  return `${where} has no '${name}'; available: ${known.join(', ')}.${didYouMean(name, known)}`
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Some elements of an array by their numbers, or what is expected instead. */
function elementsOf({ length, of }: ArrayType, value: unknown): (readonly [number, unknown])[] | string {
  const expected = `a list of ${length} elements, or an object with numbers from 0 to ${length - 1} as keys`
  if (Array.isArray(value)) return value.length === length ? value.map((element, i) => [i, element]) : expected
  if (!isRecord(value)) return expected
  const entries = Object.entries(value)
  const areNumbers = entries.every(([key]) => /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < length)
  if (areNumbers) return entries.map(([key, element]) => [Number(key), element])
  // a process with one instance has no numbers in stories either
  return length === 1 && of.kind === 'struct' && !entries.some(([key]) => /^\d+$/.test(key)) ? [[0, value]] : expected
}

/** `outside`: a number of the right form beyond the bounds, or a collection with one or with too many elements. */
function formOf(type: Type, value: unknown): 'inside' | 'outside' | 'wrong' {
  switch (type.kind) {
    case 'int':
    case 'ref':
      if (!Number.isInteger(value)) return 'wrong'
      return rank(type, value) >= 0 ? 'inside' : 'outside'
    case 'timer':
      if (value !== null && !Number.isInteger(value)) return 'wrong'
      return rank(type, value) >= 0 ? 'inside' : 'outside'
    case 'optional':
      return value === null ? 'inside' : formOf(type.of, value)
    case 'struct': {
      if (!isRecord(value)) return 'wrong'
      const names = Object.keys(type.fields)
      if (Object.keys(value).length !== names.length || !names.every((name) => Object.hasOwn(value, name)))
        return 'wrong'
      return worst(names.map((name) => formOf(type.fields[name] as Type, value[name])))
    }
    case 'array':
      if (!Array.isArray(value) || value.length !== type.length) return 'wrong'
      return worst(value.map((element) => formOf(type.of, element)))
    case 'setOf':
      return Array.isArray(value) ? worst(value.map((element) => formOf(type.of, element))) : 'wrong'
    case 'queue':
    case 'bag':
      if (!Array.isArray(value)) return 'wrong'
      return worst([
        value.length > type.capacity ? 'outside' : 'inside',
        ...value.map((element) => formOf(type.of, element)),
      ])
    case 'mapOf': {
      const isMap = Array.isArray(value) && value.every((entry) => Array.isArray(entry) && entry.length === 2)
      if (!isMap) return 'wrong'
      return worst(value.flatMap(([key, item]) => [formOf(type.key, key), formOf(type.of, item)]))
    }
    default:
      return rank(type, value) >= 0 ? 'inside' : 'wrong'
  }
}

type Form = ReturnType<typeof formOf>
const worst = (forms: readonly Form[]): Form =>
  forms.includes('wrong') ? 'wrong' : forms.includes('outside') ? 'outside' : 'inside'

const nearLabel = (type: Type, value: unknown) =>
  type.kind === 'oneOf' ? didYouMean(value, type.labels).replace(/^ /, '. ') : ''
