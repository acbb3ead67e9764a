/** Finds steps of a model that lead through given states, by the reference interpreter alone. */

import { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import type { Plain } from '../plain.ts'
import { type Interpreter, interpreter, type Successor } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'
import { changes } from './changes.ts'
import type { Replay } from './counterexample.ts'
import type { Observation } from './itf.ts'
import { placesOf } from './maps.ts'
import { startOf, stepOf } from './trace.ts'
import { decides } from './what-traces-show.ts'

/** If observations are partial, many states may fit one. The search fails if more than this number do. */
const maxFitting = 10_000

/** A state that fits, and how it was reached. An observation equal to the one before needs no step. */
interface Fit {
  readonly state: Plain
  readonly from?: Fit
  readonly step?: Successor
}

/**
 * Finds steps through the observed states, in order. `loop` is the index of the state that follows the last. A state
 * equal to the one before it needs no step. With a property, the message says whether the run violates or reaches it.
 */
export function stepsThroughStates(
  model: Model,
  told: readonly Observation[],
  loop: number | undefined,
  property: Property | undefined,
): Replay {
  const reference = interpreter(model)
  try {
    return found(model, reference, told, loop, property)
  } catch (error) {
    if (error instanceof ModelError) return { ok: false, message: `the model fails: ${error.message}` }
    throw error
  }
}

function found(
  model: Model,
  reference: Interpreter,
  told: readonly Observation[],
  loop: number | undefined,
  property: Property | undefined,
): Replay {
  const returns = loop !== undefined && loop < told.length - 1
  const path = returns ? [...told, told[loop] as Observation] : told
  const starts = reference.initials()
  let fits: Fit[] = distinct(starts.filter(({ state }) => agrees(state, path[0] as Observation)))
  if (fits.length === 0) {
    return { ok: false, step: 0, message: `no initial state matches states[0]${nearest(model, starts, path[0])}` }
  }
  for (const [index, observation] of path.entries()) {
    if (index === 0) continue
    const successors = fits.map((from) => ({ from, next: reference.successors(from.state) }))
    const next = distinct([
      ...fits.filter(({ state }) => agrees(state, observation)).map((from) => ({ state: from.state, from })),
      ...successors.flatMap(({ from, next }) =>
        next.filter(({ state }) => agrees(state, observation)).map((step) => ({ state: step.state, from, step })),
      ),
    ])
    if (next.length === 0) {
      const name = index === told.length ? `back to states[${loop}]` : `to states[${index}]`
      const hint = nearest(
        model,
        successors.flatMap(({ next }) => next),
        observation,
      )
      return { ok: false, step: index, message: `no step of the model leads from states[${index - 1}] ${name}${hint}` }
    }
    if (next.length > maxFitting) {
      const message = `more than ${maxFitting} states of the model match states[${index}]: add more variables to the trace`
      return { ok: false, step: index, message }
    }
    fits = next
  }
  const traces = fits.map((fit) => traceOf(model, starts, fit, path.length, loop))
  const closed = returns ? traces.filter(({ trace, at }) => sameState(trace, at)) : traces
  const [first] = closed
  if (first === undefined) {
    return {
      ok: false,
      step: told.length,
      message: `the model does not return to the same state as at states[${loop}]`,
    }
  }
  return judged(
    reference,
    model,
    property,
    closed.map(({ trace }) => trace),
  )
}

function judged(
  reference: Interpreter,
  model: Model,
  property: Property | undefined,
  traces: readonly Trace[],
): Replay {
  const first = traces[0] as Trace
  const count = `explained by ${first.steps.length} step${first.steps.length === 1 ? '' : 's'}`
  if (property === undefined) return { ok: true, message: count, trace: first }
  const trace = traces.find((trace) => decides(reference, model, property, trace))
  const wanted = property.kind === 'reachable' || property.kind === 'reachableInOrder'
  if (trace === undefined) {
    const verb = wanted ? 'reach' : 'violate'
    return { ok: false, message: `${count}, but this run does not ${verb} '${property.name}'`, trace: first }
  }
  return { ok: true, message: `${count}: '${property.name}' is ${wanted ? 'reached' : 'violated'}`, trace }
}

/** Keeps the first path to each state. */
function distinct(fits: readonly Fit[]): Fit[] {
  const seen = new Map<string, Fit>()
  for (const fit of fits) {
    const key = JSON.stringify(fit.state)
    if (!seen.has(key)) seen.set(key, fit)
  }
  return [...seen.values()]
}

function agrees(state: Plain, observation: Observation): boolean {
  return Object.entries(observation).every(
    ([name, value]) => JSON.stringify((state as Observation)[name]) === JSON.stringify(value),
  )
}

/** The states of `Fit` as a trace. `at` is the index of the trace's state for the observation `loop`. */
function traceOf(
  model: Model,
  starts: ReturnType<Interpreter['initials']>,
  last: Fit,
  count: number,
  loop: number | undefined,
): { trace: Trace; at: number } {
  const fits: Fit[] = []
  for (let fit: Fit | undefined = last; fit !== undefined; fit = fit.from) fits.unshift(fit)
  const start = starts.find(({ state }) => state === fits[0]?.state)
  const steps = fits.flatMap(({ step, from }) =>
    step === undefined || from === undefined ? [] : [stepOf(model, from.state, step)],
  )
  const taken = (index: number) => fits.slice(0, index + 1).filter(({ step }) => step !== undefined).length
  const at = loop === undefined ? 0 : taken(loop)
  const loopAt = loop === undefined ? {} : { loopAt: loop >= count - 1 ? steps.length : at }
  return { trace: { initial: startOf(start as (typeof starts)[number]), steps, ...loopAt, ...placesOf(model) }, at }
}

function sameState({ initial, steps }: Trace, at: number): boolean {
  const state = at === 0 ? initial.state : steps[at - 1]?.state
  return JSON.stringify(state) === JSON.stringify(steps.at(-1)?.state ?? initial.state)
}

/** Says what differs in the nearest state. */
function nearest(model: Model, states: readonly { readonly state: Plain }[], told: Observation | undefined): string {
  const differences = states.map(({ state }) => changes(model.system, state, { ...(state as Observation), ...told }))
  const [least] = differences.sort((a, b) => a.length - b.length)
  const change = least?.[0]
  if (change === undefined) return ''
  const others = (least?.length ?? 1) - 1
  const more = others === 0 ? '' : `; ${others} more ${others === 1 ? 'variable differs' : 'variables differ'}`
  return `: in the nearest state, ${change.path} is ${JSON.stringify(change.before)}, not ${JSON.stringify(change.after)}${more}`
}
