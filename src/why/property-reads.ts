/** The variables that a property reads in a trace that violates it, and when it reads them. */

import type { Model } from '../language/model.ts'
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { Property } from '../language/properties.ts'
import type { Formula } from '../language/temporal.ts'
import { isOfSteps, type Plain } from '../plain.ts'
import { type Interpreter, isChanged } from '../reference/interpret.ts'
import { Recorder } from '../reference/recorder.ts'
import type { Trace } from '../result.ts'
import { Run } from '../trace/lasso.ts'
import { statesOf } from './accesses.ts'
import { formulaReadsOf } from './formula-reads.ts'
import type { SliceRead } from './slice.ts'

/**
 * The maximum number of states without a way back to examine. If there are more, reads that only occur in the other
 * states may be missing.
 */
const maxRegion = 300

export interface PropertyReads {
  readonly looks: readonly SliceRead[]
  /** Steps that the property depends on, whatever they write. */
  readonly steps: readonly number[]
}

/**
 * Everything that the verdict depends on. This is exact for invariants, properties of steps, deadlocks, and regions of
 * no return of at most 300 states: with the same values there, the property is violated whatever the other values are.
 * For a run: what its formula reads, and the steps of the loop. If the run stops, also what disables every fair step.
 * Reads that only show that steps are disabled count as `unread`, except for a deadlock.
 */
export function propertyReadsOf(model: Model, reference: Interpreter, property: Property, trace: Trace): PropertyReads {
  const states = statesOf(trace)
  const end = trace.steps.length
  const last = states[end] as Plain
  const at = (recorder: Recorder, now: number): SliceRead[] =>
    recorder.reads.map(({ path, earlier }) => ({ path, at: earlier ? now - 1 : now }))
  const enabled = (actions: readonly number[], state: Plain = last) =>
    actions.flatMap((action) => at(reference.recorded(state, action), end))
  const unread = (looks: readonly SliceRead[]) => looks.map((look): SliceRead => ({ ...look, unread: true }))
  const all = model.actions.map((_, action) => action)
  const asked = (test: AnyFunction, now: number) => {
    const recorder = new Recorder()
    reference.holds({ name: property.name, kind: 'invariant', test }, states[now] as Plain, undefined, recorder)
    return at(recorder, now)
  }

  if (property.kind === 'deadlock') {
    const labels = Object.entries(model.processes).flatMap(([name, { instances }]) =>
      Array.from({ length: instances }, (_, id) => ({ path: `${name}[${id}].at`, at: end })),
    )
    const steps = enabled(all.filter((i) => model.actions[i]?.kind !== 'fault'))
    return {
      looks: [...labels, ...steps, ...(model.resting === undefined ? [] : asked(model.resting, end))],
      steps: [],
    }
  }
  if (property.kind === 'canAlwaysReach') {
    const [goal, when] = [testOf(property.formula), testOf(property.when)]
    const looks = when === undefined ? [] : asked(when, end)
    for (const state of goal === undefined ? [] : region(model, reference, property, last)) {
      const recorder = new Recorder()
      reference.holds({ name: property.name, kind: 'invariant', test: goal as AnyFunction }, state, undefined, recorder)
      // later states are not part of the trace, and neither are their values
      looks.push(...(state === last ? at(recorder, end) : unread(at(recorder, end))))
      looks.push(...unread(enabled(property.using ?? all, state)))
    }
    return { looks, steps: [] }
  }
  // every step takes its place in the measured time
  if (property.span !== undefined) return { looks: [], steps: Array.from({ length: end }, (_, i) => i + 1) }
  if (property.formula !== undefined) {
    const { loopAt = end } = trace
    const { tests, taken } = formulaReadsOf(new Run(reference, model, { ...trace, loopAt }), property.formula)
    const looks = [...tests].flatMap(([test, positions]) => {
      const times = new Set([...positions].map((position) => Math.min(position, end)))
      return [...times].flatMap((now) => asked(test, now))
    })
    const loop = Array.from({ length: end - loopAt }, (_, i) => loopAt + i + 1)
    const stops = trace.loopAt === end ? unread(enabled(model.fairness.flatMap(({ actions }) => actions))) : []
    return { looks: [...looks, ...stops], steps: [...new Set([...loop, ...taken])] }
  }
  if (property.refined !== undefined && trace.loopAt !== undefined) {
    // the promise that the run breaks is about the mapped states of the whole loop
    const { loopAt } = trace
    const looks = Array.from({ length: end - loopAt + 1 }, (_, i) => loopAt + i).flatMap((now) => {
      const recorder = new Recorder()
      reference.mapped(property, states[now] as Plain, recorder)
      return at(recorder, now)
    })
    const loop = Array.from({ length: end - loopAt }, (_, i) => loopAt + i + 1)
    const stops = loopAt === end ? unread(enabled(model.fairness.flatMap(({ actions }) => actions))) : []
    return { looks: [...looks, ...stops], steps: loop }
  }
  const recorder = new Recorder()
  const ofStep = isOfSteps(property.kind) && end > 0
  const before = ofStep ? (states[end - 1] as Plain) : undefined
  reference.holds(property, last, before, recorder)
  return { looks: [...at(recorder, end), ...changeSeen(property, before, last, end)], steps: ofStep ? [end] : [] }
}

/** A module's property of steps applies only to steps that change what it sees. This returns one such change. */
function changeSeen({ within }: Property, before: Plain | undefined, after: Plain, end: number): SliceRead[] {
  const seen = before === undefined ? undefined : within?.find((path) => isChanged(path, before, after))
  if (seen === undefined) return []
  const path = seen.join('.')
  return [
    { path, at: end - 1 },
    { path, at: end },
  ]
}

/** The predicate of a formula that consists of nothing else. */
function testOf(formula: Formula | undefined): AnyFunction | undefined {
  return formula?.op === 'state' ? formula.test : undefined
}

/** The states that can follow, by the steps and actions that a way back may use. */
function region(model: Model, reference: Interpreter, { using }: Property, from: Plain): Plain[] {
  const actions = using ?? model.actions.map((_, action) => action)
  const seen = new Set([reference.keyOf(from)])
  const found = [from]
  for (const state of found) {
    if (found.length >= maxRegion) break
    for (const { state: next } of actions.flatMap((action) => reference.outcomes(state, action))) {
      const key = reference.keyOf(next)
      if (seen.has(key)) continue
      seen.add(key)
      found.push(next)
    }
  }
  return found
}
