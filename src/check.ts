/** The whole run of one design: build, explore, replay, report. Read it top to bottom. */
import { bitsOf } from './check/bits.ts'
import { controlOf } from './check/control.ts'
import { coverage, modelFor, nothing, otherCounts, outlineOf } from './check/design.ts'
import { type Explain, explained } from './check/explain.ts'
import { errorOf, type Locate, located, specErrorOf } from './check/failures.ts'
import { blamed, type Copies, copiesOf, expectPure } from './check/hidden-state.ts'
import { type DigestOf, makeupOf, meaningOf } from './check/makeup.ts'
import { type Paths, pathsTo } from './check/paths.ts'
import {
  interruption,
  type Progress,
  pauses,
  type SearchOptions,
  type Stopwatch,
  stopWhenDecided,
  stopwatch,
} from './check/pause.ts'
import { placesOf } from './check/places.ts'
import { decideRuns, type RunVerdict } from './check/runs.ts'
import { search } from './check/search.ts'
import { compile, type Program } from './compile/program.ts'
import { ModelError, SpecError } from './errors.ts'
import { Exploration, type Path } from './explore/explore.ts'
import type { PartOptions } from './explore/part.ts'
import { revisit } from './explore/revisit.ts'
import { type Interpreter, interpreter, StepError } from './model/interpret.ts'
import type { Model } from './model/model.ts'
import type { Property } from './model/properties.ts'
import type { Params, Spec } from './model/spec.ts'
import { isWanted, type PropertyResult, type Result, type RunError, type Trace } from './result.ts'
import { crossCheck, crossCheckProperties, type Sampled, someStates } from './trace/cross-check.ts'
import { decides } from './trace/decide.ts'
import { expectReplayed, traceOf } from './trace/trace.ts'

export type { Progress }

export interface CheckOptions extends SearchOptions {
  /** Parameters laid over the design's. */
  readonly params?: Params
  readonly maxStates?: number
  /** What the visited set, the states and their links may take, in bytes. */
  readonly maxMemoryBytes?: number
  readonly locate?: Locate
  /** The spec loaded anew: closures that nobody has called. */
  readonly again?: () => Spec
  /** Where given, results say what the model is made of, and have a digest of what each property says. */
  readonly digestOf?: DigestOf
  readonly file?: string
  readonly digest?: string
  /** States of more 32-bit words than this are stored as trees, which is slower and smaller; 4 unless said. */
  readonly flatWords?: number
  /** Which counterexamples are to say why: those that nobody expected, unless said. */
  readonly explain?: Explain
  /** Also finds where properties and actions are written: `Result.places`. */
  readonly places?: boolean
  /** Also finds what each variable costs: `Result.bits`; not where several workers have explored. */
  readonly bits?: boolean
  /** Also finds where the steps of each process lead: `Result.control`. */
  readonly control?: boolean
  /** All states of a model that does the same, whatever its properties: they are not explored again, where that will do. */
  readonly explored?: Exploration | undefined
  /** Told of all states, once they are explored. */
  readonly onExplored?: (exploration: Exploration) => void
}

/** Checks every property of one design, or those named. @throws SpecError for a design or property that is not there */
export async function checkDesign(spec: Spec, design: string, options: CheckOptions = {}): Promise<Result> {
  const clock = stopwatch()
  const outline = outlineOf(spec, design, options)

  let model: Model
  let part: PartOptions
  let program: Program
  try {
    model = modelFor(spec, design, options)
    part = partOf(model, options)
    program = compile(model)
  } catch (error) {
    if (error instanceof SpecError && error.code === 'unknown-property' && options.properties !== undefined) throw error
    return nothing(outline, clock.seconds(), specErrorOf(error, options.locate))
  }
  const copies = copiesOf(spec, design, options)
  try {
    const found = await explore(spec, design, options, { clock, model, part, program, copies })
    return { ...outline, ...found }
  } catch (thrown) {
    // what fits nothing may be the model's doing
    const error = blamed(thrown, copies, () => [])
    if (error instanceof ModelError) {
      return nothing(outline, clock.seconds(), located(model, error, undefined, options.locate))
    }
    if (error instanceof SpecError) return nothing(outline, clock.seconds(), specErrorOf(error, options.locate))
    throw error
  }
}

interface Begun {
  readonly clock: Stopwatch
  readonly model: Model
  readonly part: PartOptions
  readonly program: Program
  readonly copies: Copies
}

/** The run itself, once the model is made. */
async function explore(
  spec: Spec,
  design: string,
  options: CheckOptions,
  { clock, model, part, program, copies }: Begun,
): Promise<Omit<Result, 'spec' | 'file' | 'design' | 'params' | 'digest' | 'note'>> {
  const exploring = {
    ...{ ...part, stopWhenDecided: stopWhenDecided(options) },
    keepGraph: model.properties.some((property) => property.formula !== undefined),
  }
  const revisited = options.explored && (await revisit(options.explored, program, exploring, pauses(clock, options)))
  const exploration = revisited ?? new Exploration(program, exploring)
  const alone = options.threads === undefined
  const whole = alone && (options.bits === true || options.onExplored !== undefined)
  const searched = await search(model, exploration, part, clock, { ...options, whole })
  const reference = interpreter(model)
  const pause = pauses(clock, options)
  const paths = await pathsTo(model, exploration, pause)
  // what was explored before was compared then
  const samples = revisited !== undefined ? [] : [exploration, ...(searched.sampled ? [searched.sampled] : [])]
  const found = conclude(model, reference, exploration, paths, samples, { ...options, copies })
  const { states, taken, depth, levels, workers, bytes } = searched
  const seen = searched.error && located(model, searched.error, undefined, options.locate)
  const complete = searched.complete && found.error === undefined && seen === undefined
  if (complete && exploration.complete) options.onExplored?.(exploration)
  const runs = complete
    ? await decideRuns(model, reference, exploration, maxBytes(options), pause, () => interruption(clock, options))
    : undefined
  const error = found.error ?? seen ?? (runs?.tooLarge && specErrorOf(runs.tooLarge, options.locate))
  const limit = searched.limit ?? runs?.limit
  const { digestOf } = options
  const judged = model.properties.map((property, i) => {
    const expected = spec.designs[design]?.expect?.[property.name] ?? 'holds'
    return {
      ...judge(property, expected, found.traces[i], runs?.verdicts[i], complete),
      ...(digestOf === undefined ? {} : { digest: meaningOf(property, digestOf, model) }),
    }
  })
  const transitions = taken.reduce((sum, times) => sum + times, 0)
  const isDesigned = Object.keys(options.params ?? {}).length === 0
  const counts = complete && isDesigned ? otherCounts(spec.designs[design], { states, transitions, depth }) : []
  const { maxSeconds, signal, explain } = options
  const searching = {
    ...{ states, maxBytes: maxBytes(options) },
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(signal === undefined ? {} : { signal }),
  }
  const properties = await explained(model, reference, exploration, judged, explain, clock, searching, options.locate)
  return {
    states,
    transitions,
    depth,
    seconds: clock.seconds(),
    complete,
    ...(limit === undefined ? {} : { limit }),
    workers,
    ...(revisited === undefined ? {} : { reused: 'graph' as const }),
    bytesPerState: states === 0 ? 0 : bytes / states,
    ...(options.places && options.locate ? { places: placesOf(model, options.locate) } : {}),
    ...(options.bits && workers === 1 ? { bits: bitsOf(model, exploration) } : {}),
    ...(options.control ? { control: controlOf(model, exploration) } : {}),
    ...(levels === undefined || levels.length > maxLevels ? {} : { levels }),
    actions: coverage(model, taken),
    properties,
    ...(counts.length === 0 ? {} : { counts }),
    ...(digestOf === undefined ? {} : { makeup: makeupOf(model) }),
    ...(error === undefined ? {} : { error }),
  }
}

/** So many states are expanded again, by both executions. */
const sampleSize = 64

/** A longer list tells people nothing, and can be as long as there are states. */
const maxLevels = 10_000

const maxBytes = ({ maxMemoryBytes = 4 * 2 ** 30 }: CheckOptions) => maxMemoryBytes

function partOf(model: Model, options: CheckOptions): PartOptions {
  return {
    kinds: model.properties.map((property) => property.kind),
    actions: model.actions.length,
    limits: { maxStates: options.maxStates ?? 2 ** 30, maxBytes: maxBytes(options) },
    flatWords: options.flatWords,
  }
}

/** Replays what was found in the reference interpreter; nothing else is reported. */
function conclude(
  model: Model,
  reference: Interpreter,
  exploration: Exploration,
  paths: Paths,
  samples: readonly Sampled[],
  options: CheckOptions & { readonly copies: Copies },
): { traces: (Trace | undefined)[]; error?: RunError } {
  let traces: (Trace | undefined)[] = model.properties.map(() => undefined)
  try {
    traces = model.properties.map((property, i) => {
      const path = paths.findings[i]
      if (path === undefined) return undefined
      try {
        return replayed(model, reference, property, path)
      } catch (error) {
        // where the model has failed, the way there may lead through the step that does
        if (error instanceof ModelError && exploration.failure !== undefined) return undefined
        throw error
      }
    })
    if (exploration.failure !== undefined) {
      return { traces, error: errorOf(model, reference, exploration.failure, paths.failure, options.locate) }
    }
    if (exploration.store.count === 0 && exploration.complete) {
      throw new StepError(
        new ModelError('no-initial-state', '`init` chose from nothing: a model needs at least one initial state'),
        undefined,
        model.init,
      )
    }
    // closures that nobody has called yet
    const pristine = options.copies.make()
    const anew = interpreter(pristine)
    for (const sampled of samples) crossCheck(pristine, anew, sampled, sampleSize / samples.length)
    crossCheckProperties(pristine, anew, exploration)
    if (samples.length > 0) expectPure(options.copies, exploration.program, someStates(exploration))
    return { traces }
  } catch (thrown) {
    const error = blamed(thrown, options.copies, () => someStates(exploration))
    if (error instanceof ModelError) return { traces, error: located(model, error, undefined, options.locate) }
    throw error
  }
}

function replayed(model: Model, reference: Interpreter, property: Property, path: Path): Trace {
  const trace = traceOf(model, reference, path)
  expectReplayed(decides(reference, model, property, trace), `'${property.name}'`)
  return trace
}

function judge(
  property: Property,
  expected: 'holds' | 'violated',
  trace: Trace | undefined,
  run: RunVerdict | undefined,
  complete: boolean,
): PropertyResult {
  const { name, kind } = property
  if (property.formula !== undefined) {
    const told = run ?? { verdict: 'unknown' as const }
    return { name, kind, expected, ok: told.verdict === expected, ...told }
  }
  const wanted = isWanted(kind)
  const verdict =
    trace !== undefined ? (wanted ? 'holds' : 'violated') : !complete ? 'unknown' : wanted ? 'violated' : 'holds'
  return {
    name,
    kind,
    verdict,
    expected,
    ok: verdict === expected,
    ...(trace === undefined ? {} : wanted ? { witness: trace } : { counterexample: trace }),
  }
}
