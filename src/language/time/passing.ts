/** The passage of time: one action of the environment, last in the fixed order, that all timers of a model share. */
import { defined } from '../../plain.ts'
import type { ActionInfo, Joint } from '../actions.ts'
import type { AnyFunction } from '../processes/named-step.ts'
import { holdsTimer, type StructType } from '../types.ts'
import { madeOf } from '../wrap.ts'

/** The name of the action. */
export const timePasses = 'time passes'

/**
 * The action that takes time from all running timers; none for a model without timers. The two executions move the
 * timers; then they call `do`, which updates wired inputs. Weak fairness says that time does not stop by itself.
 */
export function passing(system: StructType, after: AnyFunction = nothing): ActionInfo[] {
  if (!holdsTimer(system)) return []
  return [
    {
      kind: 'action',
      name: timePasses,
      process: undefined,
      instance: 0,
      at: undefined,
      counter: undefined,
      when: undefined,
      do: after,
      fair: 'weak',
      isTime: true,
    },
  ]
}

/** The passage of time in a composition, from what it is in the modules: each updates the inputs of its module. */
export function passingOfAll(timed: readonly ActionInfo[]): ActionInfo {
  const joints = timed.flatMap(({ joint }) => joint ?? [])
  const joint: Joint = {
    inputs: joints.flatMap(({ inputs }) => inputs),
    after: inTurn(joints.flatMap(({ after }) => after ?? [])),
  }
  const { module: _, joint: __, ...own } = timed[0] as ActionInfo
  return {
    ...own,
    name: timePasses,
    do: inTurn(timed.map((one) => one.do)),
    ...defined({ joint: joint.inputs.length === 0 ? undefined : joint }),
  }
}

function inTurn(parts: readonly AnyFunction[]): AnyFunction {
  if (parts.length < 2) return parts[0] ?? nothing
  const all = (s: object) => {
    for (const part of parts) (part as (s: object) => unknown)(s)
  }
  return madeOf(all as AnyFunction, ['time passes', parts])
}

const nothing: AnyFunction = madeOf(() => {}, ['time passes'])
