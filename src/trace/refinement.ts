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
  const taken = new Set(loop.slice(1).flatMap((state, i) => abstract.takers(loop[i] as Plain, state)))
  const enabled = loop.map((state) => new Set(abstract.enabled(state)))
  return abstract.model.fairness.filter(({ strong, actions }) => {
    if (actions.some((action) => taken.has(action))) return false
    const isEnabled = (here: ReadonlySet<number>) => actions.some((action) => here.has(action))
    return strong ? enabled.some(isEnabled) : enabled.every(isEnabled)
  })
}
