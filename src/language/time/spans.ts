/** The spans of time that a property measures: each begins with one predicate, and ends with another. */
import { SpecError, show } from '../../errors.ts'
import { onlyKnown } from '../names.ts'
import type { AnyFunction } from '../processes/named-step.ts'

export interface Span {
  readonly from: AnyFunction
  readonly to: AnyFunction
  readonly isLongest: boolean
  /** The least or the most units that the property allows; `undefined` if it only measures. */
  readonly bound: number | undefined
}

/** @throws SpecError for another number of units, or for a formula in the place of a predicate */
export function spanOf(word: 'shortestTime' | 'longestTime', from: unknown, to: unknown, options: object): Span {
  const bounds = word === 'longestTime' ? 'atMost' : 'atLeast'
  onlyKnown(word, options as { readonly [name: string]: unknown }, [bounds])
  const bound = (options as { readonly [name: string]: unknown })[bounds]
  if (bound !== undefined && !(Number.isInteger(bound) && (bound as number) >= 0)) {
    throw new SpecError(
      'bad-property',
      `${word}: \`${bounds}\` is ${show(bound)}: expected a whole number of units of time, from 0 on`,
    )
  }
  expectPredicates(word, from, to)
  return {
    from: from as AnyFunction,
    to: to as AnyFunction,
    isLongest: word === 'longestTime',
    bound: bound as number | undefined,
  }
}

/** @throws SpecError for a formula in the place of a predicate */
export function expectPredicates(word: string, ...all: readonly unknown[]): void {
  for (const given of all) {
    if (typeof given === 'function') continue
    throw new SpecError(
      'bad-property',
      `${word} got ${show(given)}: expected a predicate, as in (s) => s.leader !== null`,
    )
  }
}
