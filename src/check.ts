/** The whole run of one design: build, explore, replay, report. Read it top to bottom. */
import { compile } from './compile/program.ts'
import { InternalError, ModelError, SpecError } from './errors.ts'
import { Exploration, type Failure, type Finding } from './explore/explore.ts'
import { type Interpreter, interpreter, StepError } from './model/interpret.ts'
import type { Model, Property } from './model/model.ts'
import { modelOf, type Params, type Spec } from './model/spec.ts'
import type { Plain } from './model/values.ts'
import type { LimitName, PropertyResult, Result, RunError, Trace } from './result.ts'
import { crossCheck, notAFunction } from './trace/cross-check.ts'
import { decides } from './trace/decide.ts'
import { actionName, expectReplayed, lastState, traceOf } from './trace/trace.ts'

export interface Progress {
  readonly states: number
  readonly transitions: number
  readonly frontier: number
  readonly depth: number
  readonly seconds: number
}

export interface Location {
  readonly file: string
  readonly line: number
}

export interface CheckOptions {
  /** Parameters laid over the design's. */
  readonly params?: Params
  /** The properties to check, by name; all unless said. */
  readonly properties?: readonly string[]
  readonly maxStates?: number
  /** What the visited set, the states and their links may take, in bytes. */
  readonly maxMemoryBytes?: number
  readonly maxSeconds?: number
  /** Ends the run at the next pause, with what is known. */
  readonly signal?: AbortSignal
  /** Called at each pause, about five times a second. */
  readonly onProgress?: (progress: Progress) => void
  /** Where a function, or the place that threw an error, stands in the author's source. */
  readonly locate?: (found: unknown) => Location | undefined
  readonly file?: string
  readonly digest?: string
  /** Where `properties` are named, explores on when they are decided, so that the counts are those of the whole space. */
  readonly exhaustive?: boolean
}

/** A pause is due after so many milliseconds. */
const sliceMs = 100

/** Checks every property of one design, or those named. @throws SpecError for a design or property that is not there */
export async function checkDesign(spec: Spec, design: string, options: CheckOptions = {}): Promise<Result> {
  const clock = stopwatch()
  const outline = {
    spec: spec.name,
    file: options.file ?? '',
    design,
    ...(spec.designs[design]?.note === undefined ? {} : { note: spec.designs[design].note }),
    params: { ...spec.designs[design]?.params, ...options.params },
    digest: options.digest ?? '',
  }
  if (spec.designs[design] === undefined) modelOf(spec, design)

  let model: Model
  let exploration: Exploration
  try {
    model = only(modelOf(spec, design, options.params).model, options.properties)
    exploration = exploring(model, options)
  } catch (error) {
    if (error instanceof SpecError && error.code === 'unknown-property' && options.properties !== undefined) throw error
    return nothing(outline, clock.seconds(), specErrorOf(error, options))
  }

  const limit = await explore(exploration, clock, options)
  const reference = interpreter(model)
  const found = conclude(model, reference, exploration, options)
  const { store } = exploration
  return {
    ...outline,
    states: store.count,
    transitions: exploration.transitions,
    depth: exploration.depth,
    seconds: clock.seconds(),
    complete: exploration.complete && found.error === undefined,
    ...(limit === undefined ? {} : { limit }),
    workers: 1,
    bytesPerState: store.count === 0 ? 0 : store.bytes / store.count,
    actions: coverage(model, exploration.taken),
    properties: model.properties.map((property, i) =>
      judge(
        property,
        spec.designs[design]?.expect?.[property.name] ?? 'holds',
        found.traces[i],
        exploration.complete && found.error === undefined,
      ),
    ),
    ...(found.error === undefined ? {} : { error: found.error }),
  }
}

function exploring(model: Model, options: CheckOptions): Exploration {
  const kinds = model.properties.map((property) => property.kind)
  const limits = { maxStates: options.maxStates ?? 2 ** 30, maxBytes: options.maxMemoryBytes ?? 4 * 2 ** 30 }
  return new Exploration(
    compile(model),
    kinds,
    model.actions.length,
    limits,
    options.properties !== undefined && options.exhaustive !== true,
  )
}

/** Explores until done, a limit or an interruption; pauses so that others can be heard. */
async function explore(
  exploration: Exploration,
  clock: Stopwatch,
  { onProgress, signal, maxSeconds = Number.POSITIVE_INFINITY }: CheckOptions,
): Promise<LimitName | undefined> {
  while (!exploration.done) {
    if (signal?.aborted) return 'interrupted'
    if (clock.seconds() >= maxSeconds) return 'seconds'
    const left = maxSeconds * 1000 - clock.seconds() * 1000
    exploration.run(Math.min(sliceMs, left), clock.milliseconds)
    if (exploration.done) break
    const { frontier, depth, transitions, store } = exploration
    onProgress?.({ states: store.count, transitions, frontier, depth, seconds: clock.seconds() })
    await new Promise((resume) => setImmediate(resume))
  }
  return exploration.limit
}

/** Replays what was found in the reference interpreter; nothing else is reported. */
function conclude(
  model: Model,
  reference: Interpreter,
  exploration: Exploration,
  options: CheckOptions,
): { traces: (Trace | undefined)[]; error?: RunError } {
  let traces: (Trace | undefined)[] = model.properties.map(() => undefined)
  try {
    traces = model.properties.map((property, i) => {
      const finding = exploration.findings[i]
      return finding === undefined ? undefined : replayed(model, reference, exploration, property, finding)
    })
    if (exploration.failure !== undefined) {
      return { traces, error: errorOf(model, reference, exploration, exploration.failure, options) }
    }
    if (exploration.store.count === 0 && exploration.complete) {
      throw new StepError(
        new ModelError('no-initial-state', '`init` chose from nothing: a model needs at least one initial state'),
        undefined,
        model.init,
      )
    }
    crossCheck(model, reference, exploration)
    return { traces }
  } catch (error) {
    if (error instanceof ModelError) return { traces, error: located(model, error, undefined, options) }
    throw error
  }
}

function replayed(
  model: Model,
  reference: Interpreter,
  exploration: Exploration,
  property: Property,
  finding: Finding,
): Trace {
  const path = exploration.path(finding.state)
  const last = finding.action === undefined ? [] : [{ action: finding.action, picks: finding.picks ?? [] }]
  const trace = traceOf(model, reference, { start: path.start, steps: [...path.steps, ...last] })
  expectReplayed(decides(reference, model, property, trace), `'${property.name}'`)
  return trace
}

/** A failure of the engine, told by the reference interpreter: it must fail there too. */
function errorOf(
  model: Model,
  reference: Interpreter,
  exploration: Exploration,
  failure: Failure,
  options: CheckOptions,
): RunError {
  if (failure.state === undefined) {
    try {
      for (const { state } of reference.initials()) test(model, reference, failure, state)
    } catch (error) {
      if (error instanceof ModelError) return located(model, error, undefined, options)
      throw error
    }
    throw disagreement(failure)
  }
  const trace = traceOf(model, reference, exploration.path(failure.state))
  const state = lastState(trace)
  try {
    if (failure.unstable) throw new StepError(notAFunction(), failure.action, model.actions[failure.action]?.do)
    test(model, reference, failure, state)
    reference.successors(state)
  } catch (error) {
    if (error instanceof ModelError) return located(model, error, trace, options)
    throw error
  }
  throw disagreement(failure)
}

function test(model: Model, reference: Interpreter, failure: Failure, state: Plain): void {
  const property = failure.property === undefined ? undefined : model.properties[failure.property]
  if (property === undefined) return
  if (property.kind !== 'step') reference.holds(property, state)
  else for (const next of reference.successors(state)) reference.holds(property, next.state, state)
}

function disagreement(failure: Failure): Error {
  const text = failure.cause instanceof Error ? failure.cause.message : String(failure.cause)
  return new InternalError(`the engine failed where the reference interpreter does not: ${text}`, {
    cause: failure.cause,
  })
}

function located(model: Model, error: ModelError, trace: Trace | undefined, options: CheckOptions): RunError {
  const action = error instanceof StepError && error.action !== undefined ? model.actions[error.action] : undefined
  const source = error instanceof StepError ? error.source : undefined
  const place = options.locate?.(error.cause) ?? options.locate?.(source)
  const step = action === undefined ? undefined : actionName(model, action)
  return {
    code: error.code,
    message: step === undefined ? error.message : `${step}: ${error.message}`,
    ...place,
    ...(trace === undefined ? {} : { trace }),
    ...(step === undefined ? {} : { step }),
  }
}

function specErrorOf(error: unknown, { locate }: CheckOptions): RunError {
  if (error instanceof InternalError) throw error
  const place = locate?.(error)
  if (error instanceof SpecError) return { code: error.code, message: error.message, ...place }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'spec-threw', message: `the model could not be built: ${text}`, ...place }
}

function judge(
  property: Property,
  expected: 'holds' | 'violated',
  trace: Trace | undefined,
  complete: boolean,
): PropertyResult {
  const wanted = property.kind === 'reachable'
  const verdict =
    trace !== undefined ? (wanted ? 'holds' : 'violated') : !complete ? 'unknown' : wanted ? 'violated' : 'holds'
  return {
    name: property.name,
    kind: property.kind,
    verdict,
    expected,
    ok: verdict === expected,
    ...(trace === undefined ? {} : wanted ? { witness: trace } : { counterexample: trace }),
  }
}

/** How often each step was taken, over the instances of its process. */
function coverage(model: Model, taken: Float64Array): Result['actions'] {
  const totals = new Map<string, number>()
  model.actions.forEach((action, i) => {
    const name = action.process === undefined ? action.name : `${action.process} ${action.name}`
    totals.set(name, (totals.get(name) ?? 0) + (taken[i] as number))
  })
  return [...totals].map(([name, count]) => ({ name, taken: count }))
}

function only(model: Model, names: readonly string[] | undefined): Model {
  if (names === undefined) return model
  const unknown = names.find((name) => !model.properties.some((property) => property.name === name))
  if (unknown !== undefined) {
    const known = model.properties.map((property) => `'${property.name}'`).join(', ')
    throw new SpecError('unknown-property', `model '${model.name}' has no property '${unknown}': there are ${known}`)
  }
  return { ...model, properties: model.properties.filter((property) => names.includes(property.name)) }
}

function nothing(
  outline: Pick<Result, 'spec' | 'file' | 'design' | 'params' | 'digest'>,
  seconds: number,
  error: RunError,
): Result {
  const counts = { states: 0, transitions: 0, depth: 0, seconds, complete: false, workers: 1, bytesPerState: 0 }
  return { ...outline, ...counts, actions: [], properties: [], error }
}

type Stopwatch = ReturnType<typeof stopwatch>

// taken before a model can run: models are kept from the clock, we are not
const now = performance.now.bind(performance)

function stopwatch() {
  const started = now()
  return { milliseconds: () => now(), seconds: () => Math.round((now() - started) * 1000) / 1e6 }
}
