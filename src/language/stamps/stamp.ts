/**
 * Stamps: terms, epochs, versions and tokens, which are only compared. At run time, a stamp is a number. To the compiler
 * it is a symbol, so it has no arithmetic, no order by `<`, and no literals.
 */
import { SpecError, show } from '../../errors.ts'
import { minted } from '../../runtime/stamps.ts'

declare const aStamp: unique symbol
declare const anotherStamp: unique symbol

/**
 * A value that is only compared: equal, older or newer. Model code may store it, and compare it by `===`, `newer` and
 * `older`. Arithmetic, `<` or a literal number is a type error.
 *
 * It is a union for the same reason as `Id`: of two values of one symbol, the compiler knows that they are equal.
 */
export type Stamp = typeof aStamp | typeof anotherStamp

/** The type of `stamp(most)`. */
export interface StampType {
  readonly kind: 'stamp'
  /** How many different ones a state has at most. */
  readonly most: number
  /** Equal in all types of one call of `stamp`. The stamps of one family have one order. */
  readonly family: object
}

/** The maximum number of different stamps: twice as many are bits of a word. */
const mostStamps = 16

/**
 * A term, epoch, version or token: a value that is only compared. All places of one `stamp` start at the same stamp, and
 * `fresh` makes newer ones, without end. Two states are equal if they differ only in the numbers of their stamps, and
 * not in the order. So a run that needs new stamps forever still has few states.
 *
 * `most`: how many different stamps a state holds at most, from 1 to 16. A state with more is a model error. A type is a
 * family of its own: write `const Term = stamp(3)` once, and use `Term` wherever a term is.
 * @throws SpecError for another number
 */
export function stamp(most: number): StampType {
  if (Number.isInteger(most) && most >= 1 && most <= mostStamps) {
    return { kind: 'stamp', most, family: Object.freeze({}) }
  }
  throw new SpecError(
    'unbounded-type',
    `stamp(${show(most)}): expected how many different stamps a state holds at most, a whole number from 1 to ${mostStamps}, as in stamp(3)`,
  )
}

/**
 * A stamp that is newer than every stamp of this type in the state, and than those that this step has made before. Only
 * steps, actions, faults and `init` can call it. A step can make as many as a state can hold.
 */
export function fresh(type: StampType): Stamp {
  if (type?.kind === 'stamp') return minted(type.family) as unknown as Stamp
  throw new TypeError(`fresh got ${show(type)}: expected the type of a stamp, as in fresh(Term) with Term = stamp(3)`)
}

/** Whether `one` is newer than `other`: `fresh` made it later. They must be stamps of one type. */
export function newer(one: Stamp, other: Stamp): boolean {
  return ageOf(one) > ageOf(other)
}

/** Whether `one` is older than `other`. They must be stamps of one type. */
export function older(one: Stamp, other: Stamp): boolean {
  return ageOf(one) < ageOf(other)
}

/** The newest of some stamps of one type. */
export function newest(first: Stamp, ...others: readonly Stamp[]): Stamp {
  let found = first
  for (let i = 0; i < others.length; i++) if (newer(others[i] as Stamp, found)) found = others[i] as Stamp
  return found
}

function ageOf(stamp: Stamp): number {
  if (typeof stamp === 'number') return stamp
  throw new TypeError(`${show(stamp)} was compared with a stamp: compare two stamps, and test for null before`)
}
