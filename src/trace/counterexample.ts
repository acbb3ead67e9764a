/**
 * Counterexamples as files: a trace that outlives the run. It replays against today's model by names (actor, step,
 * choices). The stored states are a cross-check: if the model changed, the replay finds the step where it differs.
 */

import { ModelError, show } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import { modelOf, type Params, type Spec } from '../language/spec.ts'
import { defined, type Plain } from '../plain.ts'
import { type Interpreter, interpreter, type Successor } from '../reference/interpret.ts'
import type { NoReturn, PropertyResult, Result, Trace, TraceStep, Why } from '../result.ts'
import { changes, changesOfData } from './changes.ts'
import { closes, fairnessOf } from './lasso.ts'
import { placesOf } from './maps.ts'
import { chosen, indexOf, startOf, stepOf, timeOf } from './trace.ts'
import { decides, milestonesOf } from './what-traces-show.ts'

export interface CounterexampleFile {
  readonly version: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly spec: string
  readonly file: string
  readonly design: string
  readonly params: Params
  readonly property: string
  readonly kind: PropertyResult['kind']
  readonly verdict: 'violated' | 'holds'
  readonly digest: string
  /** The number of transitions, not of states. */
  readonly length: number
  readonly loopAt?: number
  /** As in `Trace`: how the trace was found, if not by a search. */
  readonly found?: Trace['found']
  readonly initial: Trace['initial']
  readonly steps: readonly Omit<TraceStep, 'changes'>[]
  /** Findings about the property beside the trace, as in its result. */
  readonly noReturn?: NoReturn
  readonly notes?: readonly string[]
  /** Why the trace violates its property. A replay does not check it. */
  readonly why?: Why
}

export interface Replay {
  readonly ok: boolean
  /** `reproduced in 10 steps`, or the reason why not. */
  readonly message: string
  /** The step (1 is the first) at which today's model deviates; 0 is the initial state. */
  readonly step?: number
  /** The replayed part of the trace. */
  readonly trace?: Trace
}

/** A step in the form of the file. */
export function storedStep(step: Stored): Stored {
  const { name, kind, process, instance, actor, choices, named, picks, surroundings, state } = step
  const who = process === undefined ? {} : { process, ...defined({ instance }) }
  const called = named === undefined ? {} : { named }
  return {
    name,
    kind,
    ...who,
    actor,
    choices,
    ...called,
    picks,
    ...defined({ surroundings }),
    state,
  }
}

type Stored = Omit<TraceStep, 'changes'>

/** Files of longer traces share the trace's own steps. The writer omits the fields that a file does not have. */
export const mostIndented = 10_000

/** The file of a property's counterexample or witness. */
export function toCounterexample(
  result: Result,
  property: PropertyResult,
  tool: CounterexampleFile['tool'],
): CounterexampleFile {
  const trace = property.counterexample ?? property.witness
  if (trace === undefined) throw new Error(`'${property.name}' has no trace`)
  return {
    version: 1,
    tool,
    spec: result.spec,
    file: result.file,
    design: result.design,
    params: result.params,
    property: property.name,
    kind: property.kind,
    verdict: property.counterexample === undefined ? 'holds' : 'violated',
    digest: result.digest,
    length: trace.steps.length,
    ...defined({ loopAt: trace.loopAt, found: trace.found }),
    initial: trace.initial,
    steps: trace.steps.length > mostIndented ? trace.steps : trace.steps.map(storedStep),
    ...defined({ noReturn: property.noReturn, notes: property.notes, why: trace.why }),
  }
}

/** The trace of a stored file, from the file alone, without a model. */
export function storedTrace({ initial, steps, loopAt, found, why }: CounterexampleFile): Trace {
  const told = steps.map((step, i) => ({
    ...step,
    changes: changesOfData((steps[i - 1] ?? initial).state, step.state),
  }))
  return {
    ...{ initial, steps: told },
    ...defined({ loopAt, found, why }),
  }
}

/** Executes a stored trace again in the reference interpreter. @throws SpecError if the design no longer exists */
export function replay(spec: Spec, stored: CounterexampleFile): Replay {
  const { model } = modelOf(spec, stored.design, stored.params)
  const property = model.properties.find((other) => other.name === stored.property)
  if (property === undefined) {
    const names = model.properties.map((other) => other.name).join(', ')
    return { ok: false, message: `the model no longer has the property '${stored.property}'; available: ${names}` }
  }
  try {
    return rerun(model, interpreter(model), property, stored)
  } catch (error) {
    if (error instanceof ModelError) return { ok: false, message: `the model fails: ${error.message}` }
    throw error
  }
}

function rerun(model: Model, reference: Interpreter, property: Property, stored: CounterexampleFile): Replay {
  const start = chosen(reference.initials(), stored.initial)
  if (start === undefined)
    return { ok: false, step: 0, message: 'the stored choices lead to no initial state of the model' }
  const drift = difference(model, stored.initial.state, start.state)
  if (drift !== undefined) return { ok: false, step: 0, message: `the initial state differs: ${drift}` }
  let state = start.state
  const steps: TraceStep[] = []
  const initial = startOf(start)
  for (const [i, told] of stored.steps.entries()) {
    const refuse = (message: string) => ({
      ok: false,
      step: i + 1,
      message: `step ${i + 1}: ${message}`,
      trace: { initial, steps, ...placesOf(model) },
    })
    const index = indexOf(model, told)
    const name = `'${told.process === undefined ? told.name : `${told.process} ${told.instance} ${told.name}`}'`
    if (index < 0) return refuse(`the model no longer has the ${told.kind} ${name}`)
    const outcomes = reference.outcomes(state, index)
    if (outcomes.length === 0) return refuse(`${name} is now disabled`)
    const next = chosen(outcomes, told)
    if (next === undefined) return refuse(`${name} can no longer choose ${told.choices.map(show).join(', ')}`)
    const other = difference(model, told.state, next.state)
    if (other !== undefined) return refuse(`${name} leads to a different state: ${other}`)
    steps.push(stepOf(model, state, next as Successor, timeOf(steps)))
    state = next.state
  }
  const { loopAt, found, why } = stored
  const trace: Trace = {
    ...{ initial, steps, ...placesOf(model) },
    ...defined({ loopAt, found, why }),
  }
  if (loopAt !== undefined && !(loopAt <= steps.length && closes(reference, trace))) {
    return { ok: false, message: `every step replays, but the last does not lead back to state ${loopAt}`, trace }
  }
  if (!decides(reference, model, property, trace)) {
    const shown =
      stored.verdict === 'holds' ? 'reached at the end' : loopAt === undefined ? 'violated at the end' : 'violated'
    return {
      ok: false,
      message: `every step replays, but '${property.name}' is no longer ${shown}`,
      trace,
    }
  }
  const milestones = milestonesOf(reference, property, trace)
  const fairness =
    property.kind !== 'reachableInOrder' && closes(reference, trace) ? fairnessOf(reference, model, trace) : undefined
  return {
    ok: true,
    message: `reproduced in ${steps.length} step${steps.length === 1 ? '' : 's'}`,
    trace: {
      ...trace,
      ...(milestones.length === 0 ? {} : { milestones }),
      ...defined({ fairness }),
    },
  }
}

/** The first variable that differs from the stored one, or `undefined`. */
function difference(model: Model, stored: Plain, today: Plain): string | undefined {
  if (JSON.stringify(stored) === JSON.stringify(today)) return undefined
  const keys = (state: Plain | Plain) => Object.keys(state as object)
  const only = [
    ...keys(stored).filter((key) => !keys(today).includes(key)),
    ...keys(today).filter((key) => !keys(stored).includes(key)),
  ]
  if (only.length > 0) return `only one of the two states has the variable '${only[0]}'`
  try {
    const first = changes(model.system, stored as Plain, today)[0]
    if (first !== undefined)
      return `${first.path} was ${JSON.stringify(first.before)}, is ${JSON.stringify(first.after)}`
  } catch {
    // the stored state has a different shape; the general message below covers that
  }
  return 'its variables have different types'
}
