/** Stamps in the ascending order of their type. */
import { knownStamps } from '../../runtime/stamps.ts'
import type { StampType } from './stamp.ts'

/** The rank of a stamp: its place in the order of those that the code knows, or its number where nobody says so. */
export function stampRank({ most, family }: StampType, value: unknown): number {
  const known = knownStamps()
  if (known !== undefined) return known.placeOf(family, value)
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 * most ? (value as number) + 0 : -1
}
