/** Other values that a place could hold, and so a process could have found there. */

import { ModelError } from '../errors.ts'
import type { Type } from '../language/types.ts'
import { cardinality, lowest, toPlain, unrank } from '../language/values.ts'
import type { Plain } from '../plain.ts'

/** For a large type, only some values are listed: at most 16 for each part of the value. */
const mostOfPart = 16
/** The limit for the whole value. */
const most = 64

/** At most 64 values of the type that differ from `value`, each once, beginning with those in `first`. */
export function otherValues(type: Type, value: Plain, first: readonly (Plain | undefined)[] = []): Plain[] {
  const seen = new Set([JSON.stringify(value)])
  const found: Plain[] = []
  for (const other of [...first, ...others(type, value)]) {
    if (other === undefined || found.length >= most) continue
    const text = JSON.stringify(other)
    if (seen.has(text)) continue
    seen.add(text)
    found.push(other)
  }
  return found
}

/** May list a value twice, and `value` itself. In structs, arrays and collections, one part differs at a time. */
function others(type: Type, value: Plain): Plain[] {
  switch (type.kind) {
    case 'bool':
    case 'oneOf':
    case 'ref':
      return ranked(type)
    case 'int':
      return [(value as number) + 1, (value as number) - 1, type.hi]
        .filter((other) => other >= type.lo && other <= type.hi)
        .concat(ranked(type) as number[])
    case 'stamp':
      // another number says nothing without the order of all stamps
      return []
    case 'optional':
      return value === null ? [lowest(type.of), ...others(type.of, lowest(type.of))] : [null, ...others(type.of, value)]
    case 'struct':
      return inTurn(
        Object.entries(type.fields).map(([name, field]) =>
          others(field, (value as { readonly [name: string]: Plain })[name] as Plain).map((other) => ({
            ...(value as object),
            [name]: other,
          })),
        ),
      )
    case 'array':
      return inTurn(
        (value as readonly Plain[]).map((own, i) =>
          others(type.of, own).map((other) => replaced(value as readonly Plain[], i, other)),
        ),
      )
    case 'timer':
      return [null, 0, type.max]
    default:
      return collections(type, value as readonly Plain[])
  }
}

/** The empty collection, and those with one element less, changed or more. */
function collections(type: Extract<Type, { kind: 'setOf' | 'mapOf' | 'queue' | 'bag' }>, value: readonly Plain[]) {
  const less = value.map((_, i) => value.filter((_, other) => other !== i))
  const entries = type.kind === 'mapOf' ? ranked(type.key).map((key): Plain => [key, lowest(type.of)]) : ranked(type.of)
  const isKey = ([key]: readonly Plain[]) => (value as readonly Plain[][]).some(([own]) => same(own, key))
  const more = entries
    .filter((entry) => type.kind !== 'mapOf' || !isKey(entry as readonly Plain[]))
    .map((entry) => [...value, entry])
  const changed =
    type.kind !== 'mapOf'
      ? value.flatMap((_, i) => entries.map((entry) => replaced(value, i, entry)))
      : (value as readonly [Plain, Plain][]).flatMap(([key, item], i) =>
          others(type.of, item).map((other) => replaced(value, i, [key, other])),
        )
  return inTurn([[[]], less, more, changed]).flatMap((other) => {
    try {
      return [toPlain(type, type.kind === 'mapOf' ? new Map(other as [Plain, Plain][]) : other, '')]
    } catch (error) {
      // the collection would be too full
      if (error instanceof ModelError) return []
      throw error
    }
  })
}

function ranked(type: Type): Plain[] {
  return Array.from({ length: Math.min(cardinality(type), mostOfPart) }, (_, rank) => unrank(type, rank))
}

/** The first of each list, then the second of each. */
function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const some = lists.map((list) => list.slice(0, mostOfPart))
  return Array.from({ length: mostOfPart }, (_, i) => some.flatMap((list) => list.slice(i, i + 1))).flat()
}

const same = (a: Plain | undefined, b: Plain | undefined) => JSON.stringify(a) === JSON.stringify(b)

const replaced = (list: readonly Plain[], i: number, other: Plain) => list.map((own, at) => (at === i ? other : own))
