/** The promises of an abstract model that a run breaks, by definition, on the reference interpreter. */
import type { Fairness } from '../language/processes/fairness.ts'
import type { Property } from '../language/properties.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'

/** The states of the abstract model to which the states of a trace are mapped. */
export function mappedStates(reference: Interpreter, property: Property, { initial, steps }: Trace): Plain[] {
  return [initial.state, ...steps.map(({ state }) => state)].map((state) => reference.mapped(property, state as Plain))
}

/** The fairness promises of the abstract model that a run breaks. The run loops or ends. */
export function brokenPromises(reference: Interpreter, property: Property, trace: Trace): Fairness[] {
  const { loopAt = trace.steps.length } = trace
  const abstract = reference.refined(property)
  const loop = mappedStates(reference, property, trace).slice(loopAt)
  return abstract.model.fairness.filter((promise) => {
    if (loop.slice(1).some((state, i) => abstract.isKept(promise, loop[i] as Plain, state))) return false
    const isOwed = (state: Plain) => abstract.isOwed(promise, state)
    return promise.strong ? loop.some(isOwed) : loop.every(isOwed)
  })
}
