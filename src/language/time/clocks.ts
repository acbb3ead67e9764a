/** The clocks of steps with bounds: hidden timers in the state, which both executions start and stop. */
import { mayAssume } from '../../runtime/assume.ts'
import { type ActionInfo, argumentsBefore } from '../actions.ts'
import { distinct } from '../names.ts'
import type { NamedStep } from '../processes/named-step.ts'
import type { Process } from '../processes/process.ts'
import { array, type Fields, type TimerType, type Type } from '../types.ts'
import { mayChoose, textsOf } from '../wrap.ts'

/** The field of the whole state that holds the clocks of actions. */
export const clocksOfActions = 'left for'

/**
 * The clock of a step that takes from `least` to `most` units: a timer that is urgent after `most` units. Without a most,
 * it is a timer of `least` units, and then the step can be taken at any time.
 */
function clockOf([least, most]: readonly [number, number]): TimerType {
  const isBounded = most !== Infinity
  return {
    kind: 'timer',
    max: isBounded ? most : least,
    urgent: isBounded,
    units: false,
    opens: isBounded ? most - least : 0,
  }
}

/** The clocks of a process: the names of their fields in each instance, by step, and their types. */
export function clocksOf({ steps, local }: Process): { names: ReadonlyMap<NamedStep, string>; fields: Fields } {
  const names = new Map<NamedStep, string>()
  const fields: Record<string, Type> = {}
  for (const step of steps) {
    if (step.takes === undefined) continue
    const name = distinct(`left for ${step.name}`, (other) => Object.hasOwn(local, other), 'of the step')
    names.set(step, name)
    fields[name] = clockOf(step.takes)
  }
  return { names, fields }
}

/** An action of the environment with its clock, which is added to `clocks`. */
export function withClock(action: ActionInfo, clocks: Record<string, Type>): ActionInfo {
  if (action.takes === undefined) return action
  const { takes, each, instance } = action
  if (each === undefined) {
    const name = distinct(action.name, (other) => Object.hasOwn(clocks, other), 'of an action')
    clocks[name] = clockOf(takes)
    return { ...action, clock: [clocksOfActions, name] }
  }
  // the instances of one action share a name, and their clocks lie in one array
  const known = instance === 0 ? undefined : clocks[each.name]
  const length = known?.kind === 'array' ? Math.max(known.length, instance + 1) : instance + 1
  clocks[each.name] = each.ids === undefined ? array(length, clockOf(takes)) : array(each.ids, clockOf(takes))
  return { ...action, clock: [clocksOfActions, each.name, instance] }
}

/**
 * Whether the body of a step with bounds may find that the step cannot be taken: by `assume`, or by a choice over
 * nothing. Its clock then depends on the body, and not on the label and the guard alone.
 */
export const mayWithdraw = (action: ActionInfo) =>
  mayChoose(action.do, argumentsBefore(action)) || mayAssume(textsOf([action.do]))
