/**
 * A value that has an array indexed by ids names instances in no order, so it is split into pieces: one for each element
 * of the array. Each piece names its instances in an order that no permutation changes.
 */
import type { Type } from '../../language/types.ts'
import { cardinality } from '../../language/values.ts'
import type { ElementClass, Elements } from './elements.ts'

/** Visits the pieces of a value, by its rank: the elements that a piece names, and a number for the rest of it. */
export type Split = (rank: number, visit: (elements: readonly number[], value: number) => void) => void

/** Whether a value of the type has an array that an alike process is the index of. */
export function hasIndex(elements: Elements, type: Type): boolean {
  switch (type.kind) {
    case 'optional':
      return hasIndex(elements, type.of)
    case 'struct':
      return Object.values(type.fields).some((field) => hasIndex(elements, field))
    case 'array':
      return elements.classOf(type.index) >= 0 || hasIndex(elements, type.of)
    default:
      return false
  }
}

export function splitOf(elements: Elements, type: Type): Split {
  switch (type.kind) {
    case 'ref': {
      const index = elements.classOf(type)
      if (index < 0) return (rank, visit) => visit([], rank)
      const { from } = elements.classes[index] as ElementClass
      return (rank, visit) => visit([from + rank], 0)
    }
    case 'optional': {
      const of = splitOf(elements, type.of)
      return (rank, visit) => {
        if (rank === 0) visit([], 0)
        else of(rank - 1, (named, value) => visit(named, mix(value, 1)))
      }
    }
    case 'struct':
      return digits(
        Object.values(type.fields).map((field, k) => {
          return { n: cardinality(field), of: splitOf(elements, field), before: [], place: k + 1 }
        }),
      )
    case 'array': {
      const n = cardinality(type.of)
      const index = elements.classOf(type.index)
      const of = splitOf(elements, type.of)
      const from = index < 0 ? -1 : (elements.classes[index] as ElementClass).from
      return digits(
        Array.from({ length: type.length }, (_, i) =>
          index < 0 ? { n, of, before: [], place: i + 1 } : { n, of, before: [from + i], place: 0 },
        ),
      )
    }
    default:
      return (rank, visit) => visit([], rank)
  }
}

/** A value whose rank has these digits, the lowest one last: `before` is named in front of what the digit names. */
function digits(parts: { n: number; of: Split; before: readonly number[]; place: number }[]): Split {
  parts.reverse()
  return (rank, visit) => {
    let left = rank
    for (const { n, of, before, place } of parts) {
      const digit = left % n
      left = (left - digit) / n
      of(digit, (named, value) => visit([...before, ...named], mix(value, place)))
    }
  }
}

/** A hash of a hash and a value. */
export function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1)
  h ^= h >>> 15
  h = Math.imul(h, 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
