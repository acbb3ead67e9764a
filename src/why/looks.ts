/** What a property looks at in a trace that breaks it: which variables, and when. */
import { type Interpreter, isChanged } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { AnyFunction } from '../model/process.ts'
import type { Property } from '../model/properties.ts'
import { Recorder } from '../model/recorder.ts'
import type { Formula } from '../model/temporal.ts'
import type { Plain } from '../model/values.ts'
import type { Trace } from '../result.ts'
import { Run } from '../trace/lasso.ts'
import { lookedAt } from './looked-at.ts'
import { statesOf } from './replay.ts'
import type { Look } from './slice.ts'

/**
 * So many states from which there is no way back are looked at; where there are more, what is read in the others alone
 * may be missing.
 */
const maxRegion = 300

export interface Looks {
  readonly looks: readonly Look[]
  /** Steps that it is about, whatever they write. */
  readonly steps: readonly number[]
}

/**
 * All that its verdict depends on, for invariants, properties of steps, deadlocks, and regions of no return of at most
 * 300 states: with the same values there, the property is broken whatever the others are. Of a run: what the formula
 * looks at on it, and the steps of the loop; if the run stops, also what keeps every fair step from being taken. What
 * decides only that steps cannot be taken is not read by the property, except for a deadlock.
 */
export function looksOf(model: Model, reference: Interpreter, property: Property, trace: Trace): Looks {
  const states = statesOf(trace)
  const end = trace.steps.length
  const last = states[end] as Plain
  const at = (recorder: Recorder, now: number): Look[] =>
    recorder.reads.map(({ path, earlier }) => ({ path, at: earlier ? now - 1 : now }))
  const enabled = (actions: readonly number[], state: Plain = last) =>
    actions.flatMap((action) => at(reference.recorded(state, action), end))
  const unread = (looks: readonly Look[]) => looks.map((look): Look => ({ ...look, unread: true }))
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
      // the values of later states are not those of the trace
      looks.push(...(state === last ? at(recorder, end) : unread(at(recorder, end))))
      looks.push(...unread(enabled(property.using ?? all, state)))
    }
    return { looks, steps: [] }
  }
  if (property.formula !== undefined) {
    const { loopAt = end } = trace
    const { tests, taken } = lookedAt(new Run(reference, model, { ...trace, loopAt }), property.formula)
    const looks = [...tests].flatMap(([test, positions]) => {
      const times = new Set([...positions].map((position) => Math.min(position, end)))
      return [...times].flatMap((now) => asked(test, now))
    })
    const loop = Array.from({ length: end - loopAt }, (_, i) => loopAt + i + 1)
    const stops = trace.loopAt === end ? unread(enabled(model.fairness.flatMap(({ actions }) => actions))) : []
    return { looks: [...looks, ...stops], steps: [...new Set([...loop, ...taken])] }
  }
  const recorder = new Recorder()
  const ofStep = property.kind === 'step'
  const before = ofStep ? (states[end - 1] as Plain) : undefined
  reference.holds(property, last, before, recorder)
  return { looks: [...at(recorder, end), ...changeSeen(property, before, last, end)], steps: ofStep ? [end] : [] }
}

/** A module's property of steps is asked of those alone that change what the module sees: one such change. */
function changeSeen({ within }: Property, before: Plain | undefined, after: Plain, end: number): Look[] {
  const seen = before === undefined ? undefined : within?.find((path) => isChanged(path, before, after))
  if (seen === undefined) return []
  const path = seen.join('.')
  return [
    { path, at: end - 1 },
    { path, at: end },
  ]
}

/** The predicate of a formula that is nothing else. */
function testOf(formula: Formula | undefined): AnyFunction | undefined {
  return formula?.op === 'state' ? formula.test : undefined
}

/** The states that can come after, by the ways that may be used. */
function region(model: Model, reference: Interpreter, { using }: Property, from: Plain): Plain[] {
  const actions = using ?? model.actions.map((_, action) => action)
  const seen = new Set([JSON.stringify(from)])
  const found = [from]
  for (const state of found) {
    if (found.length >= maxRegion) break
    for (const { state: next } of actions.flatMap((action) => reference.outcomes(state, action))) {
      const key = JSON.stringify(next)
      if (seen.has(key)) continue
      seen.add(key)
      found.push(next)
    }
  }
  return found
}
