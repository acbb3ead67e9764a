/**
 * One lock for all endpoints. (AWS had one lock for each endpoint, which the transaction that writes asserts. So each
 * write here is one step. This lock was not the defect.) An enactor takes the lock, runs, and releases it. Without
 * expiry, a holder that goes down for good never releases it. A lease can expire at any moment, and its holder does not
 * notice: a look would be another step before the write, and stale by then.
 */
import type { Id } from 'allways'
import { only } from '../only.ts'
import type { EnactorStep } from './enactor-state.ts'
import type { Parameters } from './parameters.ts'
import { isBehind } from './records.ts'
import { isFenced, takeToken } from './tokens.ts'

export const lockSteps = (parameters: Parameters, firstWrite: 'check again' | 'build tree' | 'apply plan') => {
  const { lock, pickBeforeLock } = parameters
  const takeLock: EnactorStep = {
    // Assumption: an enactor does not ask for the lock while there is nothing to do.
    when: (s) => s.holder === null && (pickBeforeLock || isBehind(s)),
    do: (s, me) => {
      s.holder = me.id
      if (isFenced(parameters)) takeToken(s, me.id)
      return pickBeforeLock ? firstWrite : 'pick plan'
    },
  }
  const releaseLock: EnactorStep = (s, me) => {
    if (s.holder === me.id) s.holder = null
    return pickBeforeLock ? 'pick plan' : 'take lock'
  }
  return {
    first: only(lock !== 'none' && !pickBeforeLock, { 'take lock': takeLock }),
    afterPick: only(lock !== 'none' && pickBeforeLock, { 'take lock': takeLock }),
    last: only(lock !== 'none', { 'release lock': releaseLock }),
  }
}

// The holder does not notice. Time goes on, so a lease that nobody releases does expire.
export const leaseExpires = {
  when: (s: { readonly holder: Id | null }) => s.holder !== null,
  do: (s: { holder: Id | null }) => {
    s.holder = null
  },
  fair: true,
}
