/** The bound in units of time that a property may have. */
import { SpecError, show } from '../../errors.ts'
import { onlyKnown } from '../names.ts'
import type { AnyFunction } from '../processes/named-step.ts'
import { expectPredicates } from './spans.ts'

/** From each state that satisfies `from`, at most `units` of time pass before a state that satisfies `to`. */
export interface Timed {
  readonly from: AnyFunction
  readonly to: AnyFunction
  readonly units: number
}

/** @throws SpecError for another number of units, or for a formula in the place of a predicate */
export function timedOf(from: unknown, to: unknown, options: { readonly units: number }): Timed {
  onlyKnown('leadsTo', options, ['units'])
  const { units } = options
  if (!Number.isInteger(units) || units < 0 || units > 999_999) {
    throw new SpecError(
      'bad-property',
      `leadsTo: \`units\` is ${show(units)}: expected a whole number of units of time from 0 to 999999`,
    )
  }
  expectPredicates('leadsTo with units', from, to)
  return { from: from as AnyFunction, to: to as AnyFunction, units }
}
