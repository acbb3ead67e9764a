/**
 * The timers of properties in time. The timer of `leadsTo(p, q, { units })` starts in a state with `p` and without `q`,
 * and stops in a state with `q`. It is due after one unit more than `units`: then the property is violated. A timer is
 * used through `due` alone, so time need not go by units. The idea is the test automaton of timed model checking (R. Alur,
 * D. Dill, A theory of timed automata, 1994).
 *
 * The timer of a property that measures a span only says that the span has begun: it has no units. An action that begins
 * or ends a span could also do so at each unit before the next moment, so time then passes by one unit.
 */
import type { AnyFunction } from '../processes/named-step.ts'
import type { Temporal } from '../temporal.ts'
import type { TimerType } from '../types.ts'
import { madeOf } from '../wrap.ts'
import type { Span } from './spans.ts'
import type { Timed } from './timed.ts'

/** A timer that both executions start and stop after each transition. */
export interface Monitor {
  /** The names of the modules around its variable, and the name of the variable. */
  readonly path: readonly string[]
  /** Predicates on what properties see. */
  readonly from: AnyFunction
  readonly to: AnyFunction
  /** The units left when it starts. */
  readonly max: number
  /** Whether time passes by one unit where an action stops the timer. */
  readonly marksEnd?: true
}

/** The name of the variable that is the timer of a property. */
export const timerOf = (property: string) => `left for ${property}`

/** The name of the variable that says whether a span has begun. */
const spanIn = (property: string) => `time of ${property}`

/** The predicate of a property in time: its timer is not due. */
export function inTime(property: string, { from, to, units }: Timed): AnyFunction {
  const name = timerOf(property)
  const text = `return (s) => !s[${JSON.stringify(name)}].due`
  return madeOf(new Function(text)() as AnyFunction, ['in time', name, from, to, units])
}

/** The predicate of a property that measures: a span has begun, and has not ended. */
export function inSpan(property: string, { from, to }: Span): AnyFunction {
  const name = spanIn(property)
  const text = `return (s) => s[${JSON.stringify(name)}].running`
  return madeOf(new Function(text)() as AnyFunction, ['in span', name, from, to])
}

/** The monitors of the properties of runs that have a number of units, and the types of their timers. */
export function monitorsOf(all: object): {
  monitors: readonly Monitor[]
  fields: { readonly [name: string]: TimerType }
} {
  const monitors = Object.entries(all).flatMap(([name, given]): Monitor[] => {
    const { timed, span } = ((given as unknown) ?? {}) as Partial<Temporal>
    if (timed !== undefined) {
      return [{ path: [timerOf(name)], from: timed.from, to: timed.to, max: timed.units + 1 }]
    }
    return span === undefined ? [] : [{ path: [spanIn(name)], from: span.from, to: span.to, max: 0, marksEnd: true }]
  })
  return {
    monitors,
    fields: Object.fromEntries(
      monitors.map(({ path: [name], max }) => [name, { kind: 'timer', max, urgent: false, units: false }]),
    ),
  }
}
