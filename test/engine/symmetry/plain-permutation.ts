/**
 * Permutes the alike instances of a plain state, by the types alone. It shares no code with the engine,
 * and tries all permutations.
 */
import type { Fields, Type } from '../../../src/language/types.ts'
import type { Plain } from '../../../src/plain.ts'

/** For each class, the new number of each instance. */
export type Renaming = { readonly [ids: string]: readonly number[] }

export interface Alike {
  readonly name: string
  readonly instances: number
  readonly processes: readonly string[]
}

// biome-ignore lint/suspicious/noExplicitAny: the type says what the value is
type Any = any

const inText = (a: Plain, b: Plain) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

/** The value with renamed ids. Sets, maps and bags are in the order of their text, so that equal values are equal text. */
export function renamed(type: Type, value: Plain, to: Renaming): Plain {
  const plain = value as Any
  switch (type.kind) {
    case 'ref':
      return to[type.process]?.[plain] ?? plain
    case 'optional':
      return plain === null ? null : renamed(type.of, plain, to)
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, of]) => [name, renamed(of, plain[name], to)]))
    case 'array':
      return moved(
        plain.map((one: Plain) => renamed(type.of, one, to)),
        type.index && to[type.index.process],
      )
    case 'queue':
      return plain.map((one: Plain) => renamed(type.of, one, to))
    case 'setOf':
    case 'bag':
      return plain.map((one: Plain) => renamed(type.of, one, to)).sort(inText)
    case 'mapOf':
      return plain
        .map(([key, one]: [Plain, Plain]) => [renamed(type.key, key, to), renamed(type.of, one, to)])
        .sort(inText)
    default:
      return plain
  }
}

function moved(all: readonly Plain[], to: readonly number[] | undefined): Plain[] {
  const places: Plain[] = []
  all.forEach((one, i) => {
    places[to?.[i] ?? i] = one
  })
  return places
}

/** The whole state with renamed and moved instances. */
export function permuted(fields: Fields, state: Plain, classes: readonly Alike[], to: Renaming): Plain {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => {
      const own = classes.find(({ processes }) => processes.includes(name))
      const value = renamed(type, (state as Any)[name], to) as Plain[]
      return [name, own === undefined ? value : moved(value, to[own.name])]
    }),
  )
}

function ordersOf(n: number): number[][] {
  if (n === 0) return [[]]
  return ordersOf(n - 1).flatMap((order) => Array.from({ length: n }, (_, at) => order.toSpliced(at, 0, n - 1)))
}

export function renamings(classes: readonly Alike[]): Renaming[] {
  return classes.reduce<Renaming[]>(
    (all, { name, instances }) => all.flatMap((to) => ordersOf(instances).map((order) => ({ ...to, [name]: order }))),
    [{}],
  )
}
