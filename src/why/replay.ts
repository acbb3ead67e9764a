/** A trace, run once more in the reference interpreter to see what each of its steps reads and writes. */
import { InternalError } from '../errors.ts'
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Plain } from '../model/values.ts'
import type { Trace } from '../result.ts'
import { indexOf } from '../trace/trace.ts'

/** What one step reads of the state before it, and writes; each path once. */
export interface Access {
  readonly reads: readonly string[]
  /** Of these, what decided that it can be taken: its label, its budget and its guard. */
  readonly deciding: readonly string[]
  /**
   * What it changes, and what it assigns although it had that value before. Of an input that the wiring sets again and
   * again only changes count: else every step of a composition would write every input.
   */
  readonly writes: readonly string[]
}

/** Step `k` of the trace at index `k` − 1. */
export function accesses(model: Model, reference: Interpreter, trace: Trace): Access[] {
  const states = statesOf(trace)
  const inputs = new Set(model.inputPaths.map((path) => path.join('.')))
  return trace.steps.map((step, i) => {
    const action = indexOf(model, step)
    if (action < 0) throw new InternalError(`step ${i + 1}, '${step.name}', is no action of the model`)
    const { reads, writes, deciding } = reference.recorded(states[i] as Plain, action, step.picks)
    const changed = step.changes.map(({ path }) => path)
    return {
      reads: [...new Set(reads.map(({ path }) => path))],
      deciding: [...new Set(reads.slice(0, deciding).map(({ path }) => path))],
      writes: [...new Set([...changed, ...[...writes].filter((path) => !inputs.has(path))])],
    }
  })
}

/** Every state of the trace, the initial one first. */
export function statesOf({ initial, steps }: Trace): Plain[] {
  return [initial.state, ...steps.map((step) => step.state)] as Plain[]
}
