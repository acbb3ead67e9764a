/** Equality by value of everything that a model's code can hold. Both executions give the same answer. */
import { ModelError } from '../errors.ts'
import { BagView, MapView, QueueView, SetView } from './collections.ts'
import { TimerView } from './timer-view.ts'
import { spring } from './traps.ts'

/**
 * Whether two values are equal. They may be scalars, structs, arrays, collections of the state, values taken out of a
 * collection, the author's own objects, arrays, sets and maps, or any mixture. Structs and objects are equal if they
 * have the same fields with equal values. Arrays and queues are equal if they have equal elements in the same order.
 * Sets, bags and maps are equal whatever their order. An array stands for the collection that would hold its elements:
 * `same(s.votes, [0, 2])`. `0` equals `-0`, and `null` equals only `null`.
 */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b || (Number.isNaN(a) && Number.isNaN(b))
  }
  if (a instanceof TimerView || b instanceof TimerView) {
    const text = 'same() compares timers, but how much is left is hidden: compare `running` and `due`'
    throw spring(new ModelError('composite-comparison', text))
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
  // usually both are in the order of the same type, and the first comparison succeeds
  const rest = right.slice()
  return left.every((value, i) => {
    const at = same(value, right[i]) && rest[i] !== taken ? i : rest.findIndex((other) => same(value, other))
    if (at >= 0) rest[at] = taken
    return at >= 0
  })
}

/** Marks an element that is already matched; no value of a state equals it. */
const taken = Symbol('taken')

/** The content of a collection, or the content that it would have after assigning the array. */
function contents(value: object, as: Kind): readonly unknown[] {
  const all = [...(value as Iterable<unknown>)]
  if (!Array.isArray(value)) return all
  if (as === 'set') return all.filter((element, i) => all.findIndex((other) => same(element, other)) === i)
  if (as !== 'map') return all
  // if several entries have equal keys, the last one counts
  const keyOf = (entry: unknown) => (Array.isArray(entry) ? entry[0] : taken)
  return all.filter((entry, i) => all.findLastIndex((other) => same(keyOf(entry), keyOf(other))) === i)
}
