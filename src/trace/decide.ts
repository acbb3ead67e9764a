/** What a trace shows, by the reference interpreter alone. */
import type { Interpreter } from '../model/interpret.ts'
import type { ActionInfo, Model, Property } from '../model/model.ts'
import type { Plain } from '../model/values.ts'
import type { Trace } from '../result.ts'
import { lastState } from './trace.ts'

/** Whether a trace violates its property or, for `reachable`, is a witness of it. */
export function decides(reference: Interpreter, model: Model, property: Property, trace: Trace): boolean {
  const state = lastState(trace)
  if (property.kind === 'reachable') return reference.holds(property, state)
  if (property.kind === 'invariant') return !reference.holds(property, state)
  if (property.kind === 'step') {
    const before = (trace.steps.at(-2)?.state ?? trace.initial.state) as Plain
    return trace.steps.length > 0 && !reference.holds(property, state, before)
  }
  const moves = reference
    .successors(state)
    .filter((next) => (model.actions[next.action] as ActionInfo).kind !== 'fault')
  return moves.length === 0 && !reference.mayRest(state)
}
