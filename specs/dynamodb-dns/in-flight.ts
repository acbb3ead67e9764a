/**
 * A register of the plans in hand, so that cleanup can spare a plan that somebody may still write. Assumption: an
 * enactor enters its plan in the step that picks it, and deletes the entry when its run ends or when it restarts. The
 * entry of an enactor that is down for good stays.
 */
import { array, int, optional, type ReadonlyById } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'
import { enactorIds } from './tokens.ts'

export const inFlightState = (parameters: Parameters) =>
  only(parameters.keepInFlight, { inFlight: array(enactorIds(parameters), optional(int(1, parameters.plans))) })

/** The oldest plan that an enactor has in hand. There is one: the enactor that cleans up has a plan. */
export const oldestInFlight = (s: { readonly inFlight: ReadonlyById<number | null> }) =>
  Math.min(...s.inFlight.filter((plan) => plan !== null))
