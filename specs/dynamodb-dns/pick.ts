/** The first step of a run: the latest plan, and the one check that it is newer than what was applied before. */
import { type EnactorStep, finish } from './enactor-state.ts'
import type { Parameters } from './parameters.ts'
import { isBehind } from './records.ts'

export const pickSteps = (parameters: Parameters, next: 'take lock' | 'check again' | 'build tree' | 'apply plan') => {
  const { lock, pickBeforeLock, compareAndSwap, keepInFlight, freeze } = parameters
  const underLock = lock !== 'none' && !pickBeforeLock

  // To take and to check in one step is generous to the design. An enactor at rest looks again and again; one that
  // holds the lock and finds nothing to do ends its run.
  const pick: EnactorStep = {
    when: (s) => (underLock || isBehind(s)) && !(freeze && s.frozen),
    do: (s, me) => {
      if (!isBehind(s)) return finish(parameters, s, me)
      me.plan = s.latest
      if (keepInFlight) s.inFlight[me.id] = me.plan
      if (compareAndSwap === 'tag')
        s.records.forEach((record, endpoint) => {
          me.tags[endpoint] = record.active
        })
      return next
    },
  }
  return { 'pick plan': pick }
}
