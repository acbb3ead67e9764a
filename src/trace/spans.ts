/** The time that a trace takes in a span, by the reference interpreter alone. */
import type { Property } from '../language/properties.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'
import { closes, holds } from './lasso.ts'

/** The last span of a trace. */
export interface SpanOfTrace {
  /** The indices of the state at which it begins, and of the state that ends it, if it ends. */
  readonly begin: number
  readonly end: number | undefined
  /** Infinite if the trace has a loop in the span in which time passes, or ends there where any time may pass. */
  readonly units: number
}

/** `undefined` if no span begins, or for another property. */
export function spanIn(reference: Interpreter, property: Property, trace: Trace): SpanOfTrace | undefined {
  const { span, formula } = property
  if (span === undefined || formula?.op !== 'state') return undefined
  const { initial, steps, loopAt } = trace
  const states = [initial.state, ...steps.map(({ state }) => state)] as Plain[]
  const isIn = states.map((state) => holds(reference, formula.test, state))
  const timeAt = (at: number) => (at === 0 ? 0 : (steps[at - 1]?.time ?? 0))
  const last = isIn.lastIndexOf(true)
  if (last < 0) return undefined
  let begin = last
  while (begin > 0 && isIn[begin - 1]) begin--
  const end = last + 1 < states.length ? last + 1 : undefined
  if (loopAt === undefined) return { begin, end, units: timeAt(end ?? last) - timeAt(begin) }
  const isWithin = end === undefined && begin <= loopAt
  const isEndless =
    loopAt === steps.length
      ? reference.isTimeFree(states[last] as Plain)
      : closes(reference, trace) && timeAt(last) > timeAt(loopAt)
  return { begin, end, units: isWithin && isEndless ? Number.POSITIVE_INFINITY : timeAt(end ?? last) - timeAt(begin) }
}

/** Whether the last span of a trace breaks the bound of a property, or shows that there is no longest time. */
export function breaksBound(reference: Interpreter, property: Property, trace: Trace): boolean {
  const found = spanIn(reference, property, trace)
  if (found === undefined || property.span === undefined) return false
  const { isLongest, bound } = property.span
  if (isLongest) return found.units > (bound ?? Number.MAX_VALUE)
  return found.end !== undefined && bound !== undefined && found.units < bound
}
