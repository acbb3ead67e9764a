/**
 * The whole simulation of one design: build, walk at random or search depth first, replay, shorten, report. It can show a
 * violation or a witness. Otherwise the verdict is unknown, so no verdict here says that a property holds in every run.
 */

import { compile } from '../engine/compile/program.ts'
import { sliceMs } from '../engine/search/pieces.ts'
import type { Path } from '../engine/search/search.ts'
import type { BiasName } from '../engine/simulate/biases.ts'
import { DepthFirst } from '../engine/simulate/depth-first.ts'
import { pathOf } from '../engine/simulate/picks.ts'
import { Walks } from '../engine/simulate/walks.ts'
import { ModelError, noInitialState, SpecError } from '../errors.ts'
import { actorsOf } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { type Property, questions } from '../language/properties.ts'
import { type Expected, expectedOf, type Spec } from '../language/spec.ts'
import { defined } from '../plain.ts'
import { type Interpreter, interpreter, StepError } from '../reference/interpret.ts'
import {
  isWanted,
  type LimitName,
  type PropertyResult,
  type Result,
  type RunError,
  type Simulation,
  type Trace,
} from '../result.ts'
import { crossCheck, someStates } from '../trace/cross-check.ts'
import { type Goal, minimise, minimiseTo } from '../trace/minimise.ts'
import { actionName, expectReplayed, lastState, traceOf } from '../trace/trace.ts'
import { decides, milestonesOf } from '../trace/what-traces-show.ts'
import { whyOf } from '../why/why.ts'
import { coverage, type DesignOptions, modelFor, nothing, outlineOf } from './design.ts'
import { errorOf, type Locate, located, specErrorOf } from './failures.ts'
import { defaultDepth, defaultDepthFirst, pauses, stopwatch } from './limits.ts'
import { blamed, type Copies, copiesOf, expectPure } from './purity/hidden-state.ts'
import { refinementTold } from './refinement/told.ts'
import { placesOf } from './source-places.ts'
import { type Explain, unexpected } from './story/explain.ts'
import { withRounded } from './time/rounded.ts'

export interface SimulateOptions extends DesignOptions {
  /** A whole number below 2 ** 32. Seed, bias and depth determine the walks. */
  readonly seed: number
  readonly bias?: BiasName
  /** Maximum number of walks; no limit by default. */
  readonly walks?: number
  /** Only the walks of this share: the one with the number `index`, then every `of`th. `index` counts from 1. */
  readonly shard?: { readonly index: number; readonly of: number }
  /** Maximum number of steps of a walk. */
  readonly depth?: number
  readonly maxSeconds?: number
  /** Maximum memory for counting distinct states, in bytes. Beyond it, states are tested but not counted. */
  readonly maxMemoryBytes?: number
  /**
   * Searches depth first instead, with a table of this size, in bytes, that keeps some bits of each seen state. Then `bias`
   * and `walks` have no effect, and a share is a search of its own.
   */
  readonly bitstate?: number
  readonly signal?: AbortSignal
  /** Called about ten times a second. */
  readonly onProgress?: (progress: Pick<Simulation, 'walks' | 'steps'> & Pick<Result, 'states'>) => void
  readonly locate?: Locate
  /** Loads the spec again. */
  readonly again?: () => Spec
  /** Which counterexamples to explain; by default those that were not expected. */
  readonly explain?: Explain
  /** Also finds where properties and actions are written: `Result.places`. */
  readonly places?: boolean
}

/** Maximum number of reference-interpreter steps to shorten one trace: a few seconds, and the same on every machine. */
const maxShorteningSteps = 50_000
/** Minimum memory limit, in bytes: with less there is no room for the initial states. */
const leastBytes = 2 ** 20

/** Simulates one design. @throws SpecError if the design or a property does not exist */
export async function simulateDesign(spec: Spec, design: string, options: SimulateOptions): Promise<Result> {
  const clock = stopwatch()
  const outline = outlineOf(spec, design, options)
  const { locate } = options
  let model: Model
  let walks: Walks | DepthFirst
  try {
    model = modelFor(spec, design, options)
    walks = options.bitstate === undefined ? walksIn(model, options) : depthFirstIn(model, options.bitstate, options)
  } catch (error) {
    if (error instanceof SpecError && error.code === 'unknown-property' && options.properties !== undefined) throw error
    return nothing(outline, clock.seconds(), specErrorOf(error, locate))
  }

  const copies = copiesOf(spec, design, options)
  const limit = await walk(walks, clock, options)
  const reference = interpreter(model)
  const { traces, error } = conclude(model, reference, walks, locate, copies)
  const properties = model.properties.map((property, i) => {
    const told = judge(property, expectedOf(spec, design, property.name), traces[i])
    const why = (options.explain ?? unexpected)(told) ? explained(model, reference, property, told, locate) : told
    const notes = traces[i] === undefined ? [] : refinementTold(reference, property, traces[i], locate)
    return withRounded(model, reference, notes.length === 0 ? why : { ...why, notes })
  })
  const { successors, longest } = walks
  const { count, bytes } = walks instanceof DepthFirst ? walks.seen : walks.store
  return {
    ...outline,
    states: count,
    transitions: successors,
    depth: longest,
    seconds: clock.seconds(),
    complete: false,
    ...defined({ limit }),
    workers: 1,
    bytesPerState: count === 0 ? 0 : bytes / count,
    ...(options.places && locate ? { places: placesOf(model, locate) } : {}),
    actions: coverage(model, walks.taken),
    properties,
    simulation: covered(model, walks, options),
    ...defined({ error }),
  }
}

const bytesOf = ({ maxMemoryBytes = 2 ** 30 }: SimulateOptions) => Math.max(leastBytes, maxMemoryBytes)
const kindsOf = (model: Model) => model.properties.map(({ kind }) => kind)

function walksIn(model: Model, options: SimulateOptions): Walks {
  const { seed, bias = 'uniform', depth = defaultDepth } = options
  return new Walks(compile(model), {
    ...{ seed, bias, depth, walks: walksOf(options), ...shareOf(options) },
    ...{ kinds: kindsOf(model), orders: ordersOf(model), actors: actorsOf(model.actions) },
    limits: { maxStates: 2 ** 30, maxBytes: bytesOf(options) },
  })
}

function depthFirstIn(model: Model, tableBytes: number, options: SimulateOptions): DepthFirst {
  const { seed, depth = defaultDepthFirst } = options
  return new DepthFirst(compile(model), {
    ...{ seed, stream: shareOf(options).first, depth, tableBytes, maxBytes: bytesOf(options) },
    ...{ kinds: kindsOf(model), actions: model.actions.length },
  })
}

const shareOf = ({ shard = { index: 1, of: 1 } }: SimulateOptions) => ({ first: shard.index - 1, every: shard.of })

/** The number of walks in the share; 0 if there are fewer walks than shares. */
function walksOf(options: SimulateOptions): number {
  const { first, every } = shareOf(options)
  return Math.max(0, Math.ceil(((options.walks ?? Number.POSITIVE_INFINITY) - first) / every))
}

/** For each property that is an order, the numbers of its predicates. */
function ordersOf(model: Model): (readonly number[] | undefined)[] {
  return questions(model).asked.map((question) =>
    question?.kind === 'order' ? question.goals.flatMap((goal) => (goal.op === 'state' ? [goal.atom] : [])) : undefined,
  )
}

async function walk(
  walks: Walks | DepthFirst,
  clock: ReturnType<typeof stopwatch>,
  options: SimulateOptions,
): Promise<LimitName | undefined> {
  const { maxSeconds = Number.POSITIVE_INFINITY, onProgress, signal } = options
  const pause = pauses(clock, { ...defined({ signal }) })
  while (!walks.done) {
    const left = maxSeconds * 1000 - clock.seconds() * 1000
    if (left <= 0) return 'seconds'
    walks.run(Math.min(sliceMs, left), clock.milliseconds)
    const { steps } = walks
    if (walks instanceof DepthFirst) onProgress?.({ walks: 1, steps, states: walks.seen.count })
    else onProgress?.({ walks: walks.walks, steps, states: walks.store.count })
    const resting = pause()
    if (resting !== undefined && (await resting)) return 'interrupted'
  }
  return undefined
}

/** Replays the findings in the reference interpreter, and shortens them. Only these traces are reported. */
function conclude(
  model: Model,
  reference: Interpreter,
  walks: Walks | DepthFirst,
  locate: Locate,
  copies: Copies,
): { traces: (Trace | undefined)[]; error?: RunError } {
  const { failure, findings, program, marks } = walks
  let traces: (Trace | undefined)[] = []
  try {
    traces = model.properties.map((property, i) => {
      const found = findings[i]
      return found && shortened(model, reference, property, pathOf(walks, found))
    })
    if (failure !== undefined) {
      const path = failure.way && pathOf(walks, failure.way)
      const state = failure.way === undefined ? undefined : 0
      return { traces, error: failed(model, reference, errorOf(model, reference, { ...failure, state }, path, locate)) }
    }
    if (walks.isEmpty) {
      throw new StepError(noInitialState(), undefined, model.init)
    }
    const sampled = { expanded: marks.count, store: marks, program }
    // a copy whose closures have not been called
    const pristine = copies.make()
    crossCheck(pristine, interpreter(pristine), sampled)
    expectPure(copies, program, someStates(sampled))
    return { traces }
  } catch (thrown) {
    const error = blamed(thrown, copies, () => [])
    if (error instanceof ModelError) return { traces, error: located(model, error, undefined, locate) }
    throw error
  }
}

function shortened(model: Model, reference: Interpreter, property: Property, path: Path): Trace {
  const trace = traceOf(model, reference, path)
  expectReplayed(decides(reference, model, property, trace), `'${property.name}'`)
  const least = minimise(model, reference, property, trace, maxShorteningSteps).trace
  const short: Trace = { ...least, found: 'simulation' }
  const milestones = milestonesOf(reference, property, short)
  return milestones.length === 0 ? short : { ...short, milestones }
}

function judge({ name, kind }: Property, expected: Expected, trace: Trace | undefined): PropertyResult {
  if (trace === undefined) return { name, kind, verdict: 'unknown', expected, ok: false }
  const verdict = isWanted(kind) ? 'holds' : 'violated'
  const told = verdict === 'holds' ? { witness: trace } : { counterexample: trace }
  return { name, kind, verdict, expected, ok: verdict === expected, ...told }
}

/** An error of a step, with only the steps before it that it needs. */
function failed(model: Model, reference: Interpreter, error: RunError): RunError {
  const { trace, step, code } = error
  if (trace === undefined || step === undefined) return error
  const action = model.actions.findIndex((one) => actionName(model, one) === step)
  const goal: Goal = {
    what: `make '${step}' fail`,
    isShown(part) {
      try {
        reference.outcomes(lastState(part), action)
      } catch (thrown) {
        return thrown instanceof ModelError && thrown.code === code
      }
      return false
    },
    isCheap: false,
    isOfLastStep: false,
  }
  // a step that does not fail again is not a function of the state: its error is reported with the whole trace
  if (!goal.isShown(trace)) return error
  const least = minimiseTo(model, reference, goal, trace, maxShorteningSteps).trace
  return { ...error, trace: { ...least, found: 'simulation' } }
}

function explained(
  model: Model,
  reference: Interpreter,
  property: Property,
  told: PropertyResult,
  locate: Locate,
): PropertyResult {
  const { counterexample } = told
  if (counterexample === undefined) return told
  try {
    const why = whyOf(model, reference, property, counterexample, locate)
    return { ...told, counterexample: { ...counterexample, why } }
  } catch (error) {
    // the model fails at states beyond the trace: the verdict stands without a reason
    if (error instanceof ModelError) return told
    throw error
  }
}

function covered(model: Model, walks: Walks | DepthFirst, options: SimulateOptions): Simulation {
  const { enabled, findings, lately, stopped, deadlocks, steps } = walks
  const { seed, bias = 'uniform' } = options
  const found = model.properties.flatMap(({ name }, i) => {
    const one = findings[i]
    return one === undefined ? [] : [[name, { walk: one.walk, steps: one.nth.length }] as const]
  })
  const told = {
    ...{ seed, bias, steps, stopped, deadlocks },
    neverEnabled: coverage(model, Float64Array.from(enabled)).flatMap(({ name, taken }) => (taken > 0 ? [] : [name])),
    lately: { steps: lately.steps, successors: lately.successors, newStates: lately.states },
    decided: Object.fromEntries(found),
  }
  if (walks instanceof DepthFirst) {
    const { cut, isAtEnd: ended, seen } = walks
    const { depth: maxDepth = defaultDepthFirst } = options
    return { ...told, walks: 1, maxDepth, bitstate: { bytes: seen.bytes, mistaken: seen.mistaken, cut, ended } }
  }
  const { full } = walks
  const { depth: maxDepth = defaultDepth } = options
  return { ...told, walks: walks.walks, maxDepth, ...(full === undefined ? {} : { countedSteps: full.steps }) }
}
