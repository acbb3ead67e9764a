/**
 * An enactor takes the latest plan, applies it to one endpoint after the other, then cleans up old plans. Enactors run
 * independently. An enactor may be slow, or lose the lock of an endpoint again and again and back off: in the model, it
 * takes no step for a while.
 */
import { process, type ref } from 'allways'
import { only } from '../only.ts'
import { cleanupSteps } from './cleanup.ts'
import { type EnactorState, type EnactorStep, enactorState, forget, type StepLabel } from './enactor-state.ts'
import { lockSteps } from './lock.ts'
import type { Parameters } from './parameters.ts'
import { pickSteps } from './pick.ts'
import type { DnsState } from './records.ts'
import { enactorIds } from './tokens.ts'
import { writeSteps } from './write.ts'

export const enactors = (state: DnsState, parameters: Parameters) => {
  const { crashes, permanentCrashes, lock, pickBeforeLock, keepInFlight } = parameters
  const write = writeSteps(parameters)
  const locking = lockSteps(parameters, write.first)
  const atRest = lock === 'none' || pickBeforeLock ? 'pick plan' : 'take lock'

  // Assumption: the lock and the register name their holders, so an enactor that restarts releases what it held.
  const restart: EnactorStep = (s, me) => {
    if (lock !== 'none' && s.holder === me.id) s.holder = null
    if (keepInFlight) s.inFlight[me.id] = null
    return atRest
  }

  const steps: Readonly<Record<StepLabel, EnactorStep>> = {
    ...locking.first,
    ...pickSteps(parameters, lock !== 'none' && pickBeforeLock ? 'take lock' : write.first),
    ...locking.afterPick,
    ...write.steps,
    ...cleanupSteps(parameters),
    ...locking.last,
    ...only(crashes > 0, { restart }),
  }
  const labels = Object.keys(steps) as StepLabel[]

  return process<DnsState, StepLabel, EnactorState, 'down', 'crash' | 'permanent crash', 0 | ReturnType<typeof ref>>(
    state,
    {
      instances: parameters.enactors === 0 ? 0 : enactorIds(parameters),
      alike: true,
      local: enactorState(parameters),
      steps,
      resting: [atRest],
      terminal: ['down'],
      // However slow, an enactor eventually takes its next step, unless it is down.
      fair: true,
      faults: {
        // A crash loses what the enactor has in hand. Everything that it has written, or not yet deleted, stays.
        crash: {
          budget: crashes,
          at: labels.filter((label) => label !== atRest && label !== 'restart'),
          do: (s, me) => {
            forget(parameters, s, me)
            return 'restart'
          },
        },
        // at any label, because an enactor that goes down at rest is also missing
        'permanent crash': {
          budget: permanentCrashes,
          at: labels,
          do: (s, me) => {
            forget(parameters, s, me)
            return 'down'
          },
        },
      },
    },
  )
}
