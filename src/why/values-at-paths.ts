/** Finds a place in a plain state by its path: `records[0].active`, `dns enactor[1].plan`. */

import type { Type } from '../language/types.ts'
import type { Plain } from '../plain.ts'

/** Whether two places hold the same value. */
export function isSame(a: Plain | undefined, b: Plain | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** The value at the path; `undefined` if there is no such place, or it lies in a map. */
export function valueAt(state: Plain, path: string): Plain | undefined {
  if (path === '') return state
  const found = first(state, path)
  return found && valueAt((state as { readonly [key: string | number]: Plain })[found.key] as Plain, found.rest)
}

/** The type at the path in a state of type `type`; `undefined` if there is no such place, or it lies in a map. */
export function typeAt(type: Type, state: Plain, path: string): Type | undefined {
  if (path === '') return type
  if (type.kind === 'optional') return typeAt(type.of, state, path)
  const found = first(state, path)
  const inner = found && (type.kind === 'struct' ? type.fields[found.key] : type.kind === 'array' ? type.of : undefined)
  if (found === undefined || inner === undefined) return undefined
  return typeAt(inner, (state as { readonly [key: string | number]: Plain })[found.key] as Plain, found.rest)
}

/** A copy of the state with another value at the path; `undefined` if there is no such place. */
export function withValue(state: Plain, path: string, value: Plain): Plain | undefined {
  if (path === '') return value
  const found = first(state, path)
  const inner =
    found && withValue((state as { readonly [key: string | number]: Plain })[found.key] as Plain, found.rest, value)
  if (inner === undefined) return undefined
  const copy = Array.isArray(state) ? [...state] : { ...(state as { readonly [key: string]: Plain }) }
  ;(copy as { [key: string | number]: Plain })[found?.key as string] = inner
  return copy as Plain
}

/** The first key of a path, and the rest. Names may contain spaces and dots. */
function first(state: Plain, path: string): { readonly key: string | number; readonly rest: string } | undefined {
  if (typeof state !== 'object' || state === null) return undefined
  const element = /^\[(\d+)\]/.exec(path)
  if (element !== null) {
    const key = Number(element[1])
    return Array.isArray(state) && key < state.length ? { key, rest: path.slice(element[0].length) } : undefined
  }
  if (Array.isArray(state)) return undefined
  const name = path.startsWith('.') ? path.slice(1) : path
  const ends = (key: string) => [undefined, '.', '['].includes(name[key.length])
  const keys = Object.keys(state).filter((key) => name.startsWith(key) && ends(key))
  const key = keys.sort((a, b) => b.length - a.length)[0]
  return key === undefined ? undefined : { key, rest: name.slice(key.length) }
}
