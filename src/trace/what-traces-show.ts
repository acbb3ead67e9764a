/** Decides what a trace shows, by the reference interpreter alone. */

import type { ActionInfo } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'
import { purely } from '../runtime/traps.ts'
import { breakingSteps } from './breaking-prefix.ts'
import { closes, fairnessOf, holds, satisfies } from './lasso.ts'
import { brokenPromises } from './refinement.ts'
import { breaksBound, spanIn } from './spans.ts'
import { lastState } from './trace.ts'

/** The maximum number of states beyond the trace to search for a way back. If there are more, the engine is trusted. */
const maxRegion = 5000

/** Whether a trace violates its property or, for a wanted one, is a witness. */
export function decides(reference: Interpreter, model: Model, property: Property, trace: Trace): boolean {
  // sets the traps once for all evaluations
  return purely(() => isDecided(reference, model, property, trace))
}

function isDecided(reference: Interpreter, model: Model, property: Property, trace: Trace): boolean {
  const state = lastState(trace)
  if (property.kind === 'reachable') return reference.holds(property, state)
  if (property.kind === 'invariant') return !reference.holds(property, state)
  if (property.kind === 'step') {
    const before = (trace.steps.at(-2)?.state ?? trace.initial.state) as Plain
    return trace.steps.length > 0 && !reference.holds(property, state, before)
  }
  if (property.kind === 'refinement' && trace.loopAt === undefined) {
    const before = trace.steps.length === 0 ? undefined : ((trace.steps.at(-2)?.state ?? trace.initial.state) as Plain)
    return !reference.holds(property, state, before)
  }
  if (property.kind === 'deadlock') {
    const moves = reference
      .successors(state)
      .filter((next) => (model.actions[next.action] as ActionInfo).kind !== 'fault')
    return moves.length === 0 && !reference.mayRest(state)
  }
  if (property.kind === 'reachableInOrder') {
    const met = milestonesOf(reference, property, trace).length
    return met > 0 && met === property.milestones?.length
  }
  if (property.span !== undefined) return breaksBound(reference, property, trace)
  if (property.kind === 'canAlwaysReach') return noWayBack(reference, model, property, state)
  if (property.kind === 'refinement') {
    if (!closes(reference, trace) || fairnessOf(reference, model, trace) === undefined) return false
    return brokenPromises(reference, property, trace).length > 0
  }
  const { formula } = property
  // if every continuation violates the formula, the trace ends there, without a loop
  if (formula !== undefined && trace.loopAt === undefined)
    return breakingSteps(reference, model, formula, trace) === trace.steps.length
  if (formula === undefined || !closes(reference, trace) || fairnessOf(reference, model, trace) === undefined)
    return false
  return !satisfies(reference, model, formula, trace)
}

/**
 * The goals of an order that the trace meets, each at the first state that suffices; or where a measured time begins and
 * ends. Empty for other properties.
 */
export function milestonesOf(
  reference: Interpreter,
  property: Property,
  trace: Trace,
): { readonly name: string; readonly at: number }[] {
  const { kind, formula, milestones = [] } = property
  const { initial, steps } = trace
  const span = spanIn(reference, property, trace)
  if (span !== undefined) {
    const { begin, end, units } = span
    const beginning = { name: 'the measured time begins', at: begin }
    return end === undefined ? [beginning] : [beginning, { name: `it ends after ${unitsText(units)}`, at: end }]
  }
  if (kind !== 'reachableInOrder') return []
  const goals = formula?.op === 'and' ? formula.of : []
  const found: { name: string; at: number }[] = []
  for (const [at, state] of ([initial.state, ...steps.map((step) => step.state)] as Plain[]).entries()) {
    for (
      let goal = goals[found.length];
      goal?.op === 'state' && holds(reference, goal.test, state);
      goal = goals[found.length]
    ) {
      found.push({ name: milestones[found.length] ?? '', at })
    }
  }
  return found
}

const unitsText = (units: number) => (units === 1 ? '1 unit' : `${units} units`)

function noWayBack(reference: Interpreter, model: Model, { formula, when, using }: Property, from: Plain): boolean {
  const test = formula?.op === 'state' ? formula.test : undefined
  if (test === undefined) return false
  if (when?.op === 'state' && !holds(reference, when.test, from)) return false
  const actions = using ?? model.actions.map((_, action) => action)
  const seen = new Set([reference.keyOf(from)])
  const queue = [from]
  for (const state of queue) {
    if (holds(reference, test, state)) return false
    for (const next of actions.flatMap((action) => reference.outcomes(state, action))) {
      const key = reference.keyOf(next.state)
      if (seen.has(key)) continue
      seen.add(key)
      queue.push(next.state)
    }
    if (seen.size > maxRegion) return true
  }
  return true
}
