/**
 * The timers of properties in time. The timer of `leadsTo(p, q, { units })` starts in a state with `p` and without `q`,
 * and stops in a state with `q`. It is due after one unit more than `units`: then the property is violated. A timer is
 * used through `due` alone, so time need not go by units. The idea is the test automaton of timed model checking (R. Alur,
 * D. Dill, A theory of timed automata, 1994).
 */
import type { AnyFunction } from '../processes/named-step.ts'
import type { Temporal } from '../temporal.ts'
import type { TimerType } from '../types.ts'
import { madeOf } from '../wrap.ts'

/** A timer that both executions start and stop after each transition. */
export interface Monitor {
  /** The names of the modules around its variable, and the name of the variable. */
  readonly path: readonly string[]
  /** Predicates on what properties see. */
  readonly from: AnyFunction
  readonly to: AnyFunction
  /** The units left when it starts. */
  readonly max: number
}

/** The name of the variable that is the timer of a property. */
export const timerOf = (property: string) => `left for ${property}`

/** The predicate of a property in time: its timer is not due. */
export function inTime(property: string): AnyFunction {
  const name = timerOf(property)
  const text = `return (s) => !s[${JSON.stringify(name)}].due`
  return madeOf(new Function(text)() as AnyFunction, ['in time', name])
}

/** The monitors of the properties of runs that have a number of units, and the types of their timers. */
export function monitorsOf(all: object): {
  monitors: readonly Monitor[]
  fields: { readonly [name: string]: TimerType }
} {
  const timed = Object.entries(all).flatMap(([name, given]) => {
    const { timed } = ((given as unknown) ?? {}) as Partial<Temporal>
    return timed === undefined ? [] : [{ name: timerOf(name), ...timed }]
  })
  return {
    monitors: timed.map(({ name, from, to, units }) => ({ path: [name], from, to, max: units + 1 })),
    fields: Object.fromEntries(
      timed.map(({ name, units }) => [name, { kind: 'timer', max: units + 1, urgent: false, units: false }]),
    ),
  }
}
