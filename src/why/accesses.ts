/** Replays a trace in the reference interpreter to record what each of its steps reads and writes. */

import { InternalError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'
import { indexOf } from '../trace/trace.ts'

/** The paths that one step reads in the state before it, and those that it writes; each path once. */
export interface Access {
  readonly reads: readonly string[]
  /** The reads that decided whether the step is enabled: its label, its budget and its guard. */
  readonly deciding: readonly string[]
  /**
   * The paths that it changes, and those that it assigns without a change. For inputs, which the wiring sets again and
   * again, only changes count. Otherwise every step of a composition would write every input.
   */
  readonly writes: readonly string[]
}

/** Step `k` of the trace is at index `k` − 1. */
export function accesses(model: Model, reference: Interpreter, trace: Trace): Access[] {
  const states = statesOf(trace)
  const inputs = new Set(model.inputPaths.map((path) => path.join('.')))
  return trace.steps.map((step, i) => {
    const action = indexOf(model, step)
    if (action < 0) throw new InternalError(`step ${i + 1}, '${step.name}', is not an action of the model`)
    const { reads, writes, deciding } = reference.recorded(states[i] as Plain, action, step.picks)
    const changed = step.changes.map(({ path }) => path)
    return {
      reads: [...new Set(reads.map(({ path }) => path))],
      deciding: [...new Set(reads.slice(0, deciding).map(({ path }) => path))],
      writes: [...new Set([...changed, ...[...writes].filter((path) => !inputs.has(path))])],
    }
  })
}

/** Every state of the trace, beginning with the initial one. */
export function statesOf({ initial, steps }: Trace): Plain[] {
  return [initial.state, ...steps.map((step) => step.state)] as Plain[]
}
