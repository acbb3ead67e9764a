/** The stamps in plain values. Plain states have the stamps' numbers in the run that they belong to. */
import type { Plain } from '../../plain.ts'
import type { Type } from '../types.ts'
import type { StampType } from './stamp.ts'

// biome-ignore lint/suspicious/noExplicitAny: the type says what the value is
type Any = any

const partsOf = (type: Type): readonly Type[] =>
  type.kind === 'struct'
    ? Object.values(type.fields)
    : type.kind === 'mapOf'
      ? [type.key, type.of]
      : 'of' in type
        ? [type.of]
        : []

/** The stamps that values of a type may hold: one type of each family, in the order of the text. */
export function familiesOf(type: Type): readonly StampType[] {
  const known = families.get(type)
  if (known !== undefined) return known
  const found = new Map<object, StampType>()
  if (type.kind === 'stamp') found.set(type.family, type)
  for (const part of partsOf(type)) {
    for (const one of familiesOf(part)) if (!found.has(one.family)) found.set(one.family, one)
  }
  families.set(type, [...found.values()])
  return [...found.values()]
}

const families = new WeakMap<Type, readonly StampType[]>()

export const hasStamps = (type: Type): boolean => familiesOf(type).length > 0

/** Calls `visit` for each place of a value that holds a stamp. */
export function eachStamp(type: Type, value: Plain, visit: (family: object, stamp: number) => void): void {
  if (!hasStamps(type)) return
  const plain = value as Any
  switch (type.kind) {
    case 'stamp':
      visit(type.family, plain)
      return
    case 'optional':
      if (plain !== null) eachStamp(type.of, plain, visit)
      return
    case 'struct':
      for (const name in type.fields) eachStamp(type.fields[name] as Type, plain[name], visit)
      return
    case 'mapOf':
      for (const [key, item] of plain) {
        eachStamp(type.key, key, visit)
        eachStamp(type.of, item, visit)
      }
      return
    default:
      if ('of' in type) for (const element of plain) eachStamp(type.of, element, visit)
  }
}

/** The value with other stamps. They keep their order, so that collections keep theirs. */
export function renumbered(type: Type, value: Plain, to: (family: object, stamp: number) => number): Plain {
  if (!hasStamps(type)) return value
  const plain = value as Any
  switch (type.kind) {
    case 'stamp':
      return to(type.family, plain)
    case 'optional':
      return plain === null ? null : renumbered(type.of, plain, to)
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, renumbered(field, plain[name], to)]),
      )
    case 'mapOf':
      return plain.map(([key, item]: [Plain, Plain]) => [renumbered(type.key, key, to), renumbered(type.of, item, to)])
    default:
      return 'of' in type ? plain.map((element: Plain) => renumbered(type.of, element, to)) : value
  }
}

/** The stamps of each family in some values of one type, from the oldest on, each once. */
export function aliveIn(type: Type, values: readonly Plain[]): Map<object, number[]> {
  const found = new Map<object, Set<number>>(familiesOf(type).map(({ family }) => [family, new Set()]))
  for (const value of values) eachStamp(type, value, (family, stamp) => found.get(family)?.add(stamp))
  return new Map([...found].map(([family, stamps]) => [family, [...stamps].sort((a, b) => a - b)]))
}

/**
 * The state with its stamps numbered from 0 on in their order: equal for two states exactly if they differ in nothing
 * but the numbers of stamps. A state without stamps is returned as it is.
 */
export function standardForm(type: Type, state: Plain): Plain {
  if (!hasStamps(type)) return state
  const alive = aliveIn(type, [state])
  return renumbered(type, state, (family, stamp) => (alive.get(family) as number[]).indexOf(stamp))
}

/** A text that two states share exactly if they are equal. */
export const keyOf = (type: Type, state: Plain): string => JSON.stringify(standardForm(type, state))
