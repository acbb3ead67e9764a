/** Equality by value, of whatever a model's code can hold: the same answer in both executions. */
import { BagView, MapView, QueueView, SetView } from './collections.ts'

/**
 * Whether two values are equal: scalars, structs, arrays, collections of the state, what was taken out of a collection,
 * and the author's own objects, arrays, sets and maps, in any mixture. Structs and objects are equal if they have the
 * same fields with equal values; arrays and queues if they have equal elements in the same order; sets, bags and maps
 * whatever their order. An array stands for the collection that would hold its elements: `same(s.votes, [0, 2])`.
 * `0` equals `-0`, and `null` equals `null` alone.
 */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b || (Number.isNaN(a) && Number.isNaN(b))
  }
  const [first, second] = [kind(a), kind(b)]
  if (first === 'struct' || second === 'struct') return first === second && sameFields(a, b)
  if (first === 'list' || second === 'list') return sameContents(a, b, first === 'list' ? second : first)
  return first === second && sameContents(a, b, first)
}

type Kind = 'struct' | 'list' | 'queue' | 'set' | 'bag' | 'map'

function kind(value: object): Kind {
  if (Array.isArray(value)) return 'list'
  if (value instanceof SetView || value instanceof Set) return 'set'
  if (value instanceof MapView || value instanceof Map) return 'map'
  if (value instanceof QueueView) return 'queue'
  return value instanceof BagView ? 'bag' : 'struct'
}

type Fields = { readonly [name: string]: unknown }

function sameFields(a: object, b: object): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  for (const name of names) {
    if (!Object.hasOwn(b, name) || !same((a as Fields)[name], (b as Fields)[name])) return false
  }
  return true
}

function sameContents(a: object, b: object, as: Kind): boolean {
  const [left, right] = [contents(a, as), contents(b, as)]
  if (left.length !== right.length) return false
  if (as === 'list' || as === 'queue') return left.every((value, i) => same(value, right[i]))
  // most often both are in the order of one type
  const rest = right.slice()
  return left.every((value, i) => {
    const at = same(value, right[i]) && rest[i] !== taken ? i : rest.findIndex((other) => same(value, other))
    if (at >= 0) rest[at] = taken
    return at >= 0
  })
}

/** No value of a state is one. */
const taken = Symbol('taken')

/** What a collection holds, or would hold if it were assigned the array. */
function contents(value: object, as: Kind): readonly unknown[] {
  const all = [...(value as Iterable<unknown>)]
  if (!Array.isArray(value)) return all
  if (as === 'set') return all.filter((element, i) => all.findIndex((other) => same(element, other)) === i)
  if (as !== 'map') return all
  // of entries with equal keys the last counts
  const keyOf = (entry: unknown) => (Array.isArray(entry) ? entry[0] : taken)
  return all.filter((entry, i) => all.findLastIndex((other) => same(keyOf(entry), keyOf(other))) === i)
}
