/** Why a trace violates its property, from the trace alone: the deciding parts, the steps that matter, stale reads. */

import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Flow, Trace, Why } from '../result.ts'
import { type Access, accesses } from './accesses.ts'
import { decidingParts, type LocateParts } from './parts.ts'
import { propertyReadsOf } from './property-reads.ts'
import { sliceOf } from './slice.ts'
import { staleReads } from './stale.ts'

/** The explanation takes time and memory for each step, so longer traces get none. */
export const mostSteps = 10_000

export function whyOf(
  model: Model,
  reference: Interpreter,
  property: Property,
  trace: Trace,
  locate?: LocateParts,
): Why {
  const steps = accesses(model, reference, trace)
  const { looks, steps: forced } = propertyReadsOf(model, reference, property, trace)
  const slice = sliceOf(steps, looks, forced)
  const ownLabel = ({ path, to }: { readonly path: string; readonly to: number }) => {
    const { process, instance } = trace.steps[to - 1] ?? {}
    return process !== undefined && path === `${process}[${instance}].at`
  }
  return {
    // the predicate of a property in time is not of the author
    parts: property.isTimed ? [] : decidingParts(model, reference, property, trace, locate),
    slice: slice.steps,
    // readers need not see that a process continues at the label of its last step
    flows: [...inputsAtTheStart(model, steps, slice.steps), ...slice.flows.filter((flow) => !ownLabel(flow))],
    stale: staleReads(model, reference, trace, steps, slice.steps),
  }
}

/**
 * Inputs that steps of the slice read as they were at the start, with each of the readers. Only inputs come from
 * outside, and no step shows their values.
 */
function inputsAtTheStart(model: Model, steps: readonly Access[], slice: readonly number[]): Flow[] {
  return model.inputPaths.flatMap((names): Flow[] => {
    const path = names.join('.')
    const written = steps.findIndex(({ writes }) => writes.includes(path))
    // the changes of the step that writes it show the earlier value
    const before = written < 0 ? slice : slice.filter((step) => step <= written)
    return before.filter((step) => steps[step - 1]?.reads.includes(path)).map((to) => ({ path, from: 0, to }))
  })
}
