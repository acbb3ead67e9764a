/** Why a trace breaks its property, as far as the trace itself tells: what decided it, which steps matter, what was stale. */
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Property } from '../model/properties.ts'
import type { Flow, Trace, Why } from '../result.ts'
import { looksOf } from './looks.ts'
import { decidingParts, type Locate } from './parts.ts'
import { type Access, accesses } from './replay.ts'
import { sliceOf } from './slice.ts'
import { staleReads } from './stale.ts'

/** What is told of why takes time and room for each step: longer stories are not looked through. */
export const mostSteps = 10_000

export function whyOf(model: Model, reference: Interpreter, property: Property, trace: Trace, locate?: Locate): Why {
  const steps = accesses(model, reference, trace)
  const { looks, steps: forced } = looksOf(model, reference, property, trace)
  const slice = sliceOf(steps, looks, forced)
  const ownLabel = ({ path, to }: { readonly path: string; readonly to: number }) => {
    const { process, instance } = trace.steps[to - 1] ?? {}
    return process !== undefined && path === `${process}[${instance}].at`
  }
  return {
    parts: decidingParts(model, reference, property, trace, locate),
    slice: slice.steps,
    // that a process goes on where its last step left it needs no saying
    flows: [...inputsAtTheStart(model, steps, slice.steps), ...slice.flows.filter((flow) => !ownLabel(flow))],
    stale: staleReads(model, reference, trace, steps, slice.steps),
  }
}

/**
 * Inputs that a step of the slice reads as they were at the start, each where it is read first. They are all that comes
 * from outside, and no step shows what they are.
 */
function inputsAtTheStart(model: Model, steps: readonly Access[], slice: readonly number[]): Flow[] {
  return model.inputPaths.flatMap((names): Flow[] => {
    const path = names.join('.')
    const written = steps.findIndex(({ writes }) => writes.includes(path))
    const to = slice.find((step) => steps[step - 1]?.reads.includes(path))
    // the change of the step that writes it shows what it was
    return to === undefined || (written >= 0 && written < to) ? [] : [{ path, from: 0, to }]
  })
}
