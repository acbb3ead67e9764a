/** The first step of a run: it picks the latest plan, and checks once that it is newer than the plan applied before. */
import { type EnactorStep, finish } from './enactor-state.ts'
import type { Parameters } from './parameters.ts'
import { isBehind } from './records.ts'

export const pickSteps = (parameters: Parameters, next: 'take lock' | 'check again' | 'build tree' | 'apply plan') => {
  const { lock, pickBeforeLock, compareAndSwap, keepInFlight, freeze } = parameters
  const underLock = lock !== 'none' && !pickBeforeLock

  // To pick and check in one step favours the design. An enactor at rest looks again and again. An enactor that holds
  // the lock and finds nothing to do ends its run.
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
