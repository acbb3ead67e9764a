/** Compares what the code shows with a state of the model. */
import { didYouMean, ModelError, show, UsageError } from '../errors.ts'
import type { StructType, Type } from '../language/types.ts'
import { toPlain } from '../language/values.ts'
import type { Plain } from '../plain.ts'

/** A value that differs. `code` is what was seen, in plain form if it has one. */
export interface Difference {
  readonly path: string
  readonly model: Plain
  readonly code: unknown
  /** Why the seen value is no value of its variable at all. */
  readonly reason?: string
}

/**
 * The first difference between a state and what was seen, or `undefined`. Parts that were not seen are not compared.
 * @throws UsageError for a variable or field that does not exist
 */
export function differenceOf(system: StructType, state: Plain, seen: unknown): Difference | undefined {
  return ofStruct(system, state, seen, '')
}

function ofStruct(type: StructType, value: Plain, seen: unknown, path: string): Difference | undefined {
  if (typeof seen !== 'object' || seen === null) return different(path, value, seen)
  for (const [name, part] of Object.entries(seen)) {
    if (part === undefined) continue
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
    if (field === undefined) {
      const known = Object.keys(type.fields)
      const where = path === '' ? 'the state' : path
      throw new UsageError(
        `observe returns a part '${name}' of ${where}, but the model has no such part; available: ${known.join(', ')}.${didYouMean(name, known)}`,
      )
    }
    const found = ofValue(field, (value as Struct)[name] as Plain, part, path === '' ? name : `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

type Struct = { readonly [name: string]: Plain }

function ofValue(type: Type, value: Plain, seen: unknown, path: string): Difference | undefined {
  if (seen === undefined) return undefined
  if (type.kind === 'struct') return ofStruct(type, value, seen, path)
  if (type.kind === 'optional') {
    if (seen === null || value === null) return seen === value ? undefined : different(path, value, seen)
    return ofValue(type.of, value, seen, path)
  }
  if (type.kind === 'array') {
    if (!Array.isArray(seen) || seen.length > type.length) return different(path, value, seen)
    for (let i = 0; i < seen.length; i++) {
      const found = ofValue(type.of, (value as readonly Plain[])[i] as Plain, seen[i], `${path}[${i}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  let plain: Plain
  try {
    plain = toPlain(type, seen, path)
  } catch (error) {
    if (error instanceof ModelError) return { ...different(path, value, seen), reason: error.message }
    throw error
  }
  return JSON.stringify(plain) === JSON.stringify(value) ? undefined : { path, model: value, code: plain }
}

function different(path: string, model: Plain, code: unknown): Difference {
  return { path: path === '' ? 'the state' : path, model, code }
}

/** Converts what was seen to plain data: sets and other iterables become lists, and functions become texts. */
export function plainOf(seen: unknown, depth = 0): Plain {
  if (seen === null || typeof seen === 'boolean' || typeof seen === 'string' || typeof seen === 'number') return seen
  // values of a model are not as deep, but a system may refer to itself
  if (typeof seen !== 'object' || depth > deepest) return show(seen)
  if (Symbol.iterator in seen) return [...(seen as Iterable<unknown>)].map((one) => plainOf(one, depth + 1))
  return Object.fromEntries(
    Object.entries(seen).flatMap(([name, value]) => (value === undefined ? [] : [[name, plainOf(value, depth + 1)]])),
  )
}

const deepest = 20
