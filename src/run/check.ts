/**
 * The whole run of one design: build, search, replay, report. Read it from top to bottom. Over 300 lines, so that a
 * reader finds all phases of a run here.
 */

import { keepsChosen, type Program, type Reduction } from '../engine/compile/program.ts'
import { inPieces, type Pause } from '../engine/search/pieces.ts'
import { revisit } from '../engine/search/revisit.ts'
import { Search } from '../engine/search/search.ts'
import type { PartOptions } from '../engine/search/worker-part.ts'
import type { AllStates } from '../engine/store/all-states.ts'
import { TellsApart } from '../engine/symmetry/difference.ts'
import { programOf } from '../engine/symmetry/quotient.ts'
import { InternalError, ModelError, noInitialState, SpecError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { asksRuns, type Property } from '../language/properties.ts'
import { expectedOf, type Params, type Spec } from '../language/spec.ts'
import { defined } from '../plain.ts'
import { type Interpreter, interpreter, StepError } from '../reference/interpret.ts'
import {
  isWanted,
  type LimitName,
  type PropertyResult,
  type Result,
  type RunError,
  type Trace,
  type Unseen,
} from '../result.ts'
import { crossCheck, crossCheckProperties, type Sampled, someStates } from '../trace/cross-check.ts'
import { expectReplayed, type Findings, tracing } from '../trace/trace.ts'
import { decides } from '../trace/what-traces-show.ts'
import { bitsOf } from './bits.ts'
import type { Plan } from './checkpoint/plan.ts'
import { type Checkpoints, Saving } from './checkpoint/saving.ts'
import { controlOf } from './control-states.ts'
import { coverage, modelFor, nothing, type Outline, otherCounts, outlineOf } from './design.ts'
import { claimedWrongly, errorOf, errorOfClaim, type Locate, located, specErrorOf } from './failures.ts'
import {
  interruption,
  lastPauses,
  pauses,
  type SearchOptions,
  type Stopwatch,
  stopWhenDecided,
  stopwatch,
} from './limits.ts'
import { lookAlike } from './look-alike.ts'
import { type DigestOf, meaningOf, modelPartsOf } from './model-parts.ts'
import { isAlone } from './module-alone.ts'
import { changedAnswer } from './purity/errors-of-parts.ts'
import { changedSince } from './purity/found-again.ts'
import { blamed, type Copies, copiesOf, expectPure } from './purity/hidden-state.ts'
import { countsOf, planOf, type SymmetryMode, symmetryOf, tooMany, unequal } from './reduction.ts'
import { refinementTold } from './refinement/told.ts'
import { type LazyPath, type Paths, pathsTo } from './reported-paths.ts'
import { decideRuns, type RunVerdict } from './run-properties.ts'
import { search } from './search-design.ts'
import { placesOf } from './source-places.ts'
import { type Explain, explained } from './story/explain.ts'
import { withRounded } from './time/rounded.ts'
import { unseenIn } from './unseen.ts'

export interface CheckDesignOptions extends SearchOptions {
  /** These parameters override the design's own. */
  readonly params?: Params
  /** Where checkpoints of the search are made, and where it may go on from one. Needs one worker, and no `explored`. */
  readonly checkpoints?: Checkpoints | undefined
  /** How alike processes are explored; `on` by default. */
  readonly symmetry?: SymmetryMode
  readonly maxStates?: number
  /** The maximum total size of the visited set, the states and their links, in bytes. */
  readonly maxMemoryBytes?: number
  readonly locate?: Locate
  /** Loads the spec anew, so that no closure in it has been called. */
  readonly again?: () => Spec
  /**
   * The same model once more, from functions that only the engine calls: long searches go on with it. `undefined` if
   * there is none, or if it may do something else.
   */
  readonly ownModel?: (model: Model) => Model | undefined
  /** If present, results list what the model is made of, and each property has a digest of its meaning. */
  readonly digestOf?: DigestOf
  readonly file?: string
  readonly digest?: string
  /** States of more than this number of 32-bit words are stored as trees: slower, but smaller. Defaults to 4. */
  readonly flatWords?: number
  /** Selects the counterexamples that get an explanation. Defaults to the unexpected ones. */
  readonly explain?: Explain
  /** Also finds where properties and actions are written: `Result.places`. */
  readonly places?: boolean
  /** Also finds what each variable costs: `Result.bits`. Has no effect if several workers explored. */
  readonly bits?: boolean
  /** Also finds where the steps of each process lead: `Result.control`. */
  readonly control?: boolean
  /** All states of a model with the same behaviour. If they suffice, the check reuses them and explores nothing. */
  readonly explored?: Search | undefined
  /** Receives the exploration after all states are explored. */
  readonly onExplored?: (exploration: Search) => void
  /** Receives a function that makes a result of what is known, each time more is. It is used if the run is cut off. */
  readonly onKnown?: (result: () => Result) => void
}

/** Checks all properties of one design, or only the named ones. @throws SpecError if design or property do not exist */
export async function checkDesign(spec: Spec, design: string, options: CheckDesignOptions = {}): Promise<Result> {
  const clock = stopwatch()
  const outline = outlineOf(spec, design, options)

  let model: Model
  let part: PartOptions
  let program: Program
  let plan: Plan
  let saving: Saving | undefined
  try {
    model = modelFor(spec, design, options)
    const planned = () => planOf(model, options.symmetry)
    saving = options.checkpoints && new Saving(options.checkpoints, planned)
    plan = saving?.plan ?? planned()
    part = { ...partOf(model, options), reduction: plan.reduction }
    program = programOf(model, part.reduction)
  } catch (error) {
    if (error instanceof SpecError && error.code === 'unknown-property' && options.properties !== undefined) throw error
    return nothing(outline, clock.seconds(), specErrorOf(error, options.locate))
  }
  const copies = copiesOf(spec, design, options)
  try {
    return await explore(
      spec,
      design,
      { ...options, ...defined({ saving }) },
      { outline, clock, model, plan, part, program, copies },
    )
  } catch (thrown) {
    // the model's code may have caused an error that looks like ours
    const error = blamed(thrown, copies, () => [])
    if (error instanceof ModelError) {
      return nothing(outline, clock.seconds(), located(model, error, undefined, options.locate))
    }
    if (error instanceof SpecError) return nothing(outline, clock.seconds(), specErrorOf(error, options.locate))
    throw error
  }
}

interface Begun {
  readonly outline: Outline
  readonly clock: Stopwatch
  readonly model: Model
  readonly plan: Plan
  readonly part: PartOptions
  readonly program: Program
  readonly copies: Copies
}

/** The run itself, once the model is built. */
async function explore(
  spec: Spec,
  design: string,
  options: CheckDesignOptions,
  { outline, clock, model, plan, part, program, copies }: Begun,
): Promise<Result> {
  const { digestOf, onKnown } = options
  const open = (property: Property) =>
    judge(property, expectedOf(spec, design, property.name), undefined, undefined, false)
  const exploring = {
    ...{ ...part, stopWhenDecided: stopWhenDecided(options) },
    keepGraph: model.properties.some(asksRuns),
  }
  // other properties may tell instances apart, so they need a search of their own
  const mayRevisit = plan.reduction === undefined && !(options.explored && keepsChosen(options.explored.program))
  const revisited =
    mayRevisit && options.explored && (await revisit(options.explored, program, exploring, pauses(clock, options)))
  const exploration = revisited || new Search(program, exploring)
  const none = { ...outline, complete: false, workers: 1, bytesPerState: 0, actions: [] }
  onKnown?.(() => {
    const { count: states, transitions, depth } = exploration
    return { ...none, states, transitions, depth, seconds: clock.seconds(), properties: model.properties.map(open) }
  })
  const alone = options.threads === undefined
  const whole = alone && (options.bits === true || options.onExplored !== undefined)
  let unseen: Unseen | undefined
  const onAll = async (states: AllStates) => {
    unseen = await unseenIn(model, states, pauses(clock, options), plan.reduction?.classes)
  }
  const ownProgram = () => {
    const own = options.ownModel?.(model)
    return own === undefined ? program : programOf(own, part.reduction)
  }
  const searched = await search(model, exploration, part, clock, { ...options, ownProgram, whole, onAll })
  const again = (plan: Plan, reduction = plan.reduction) => {
    options.saving?.restart({ ...plan, reduction })
    return explore(spec, design, options, {
      ...{ outline, clock, model, copies, plan },
      part: { ...part, reduction },
      program: programOf(model, reduction),
    })
  }
  const { cause } = exploration.failure ?? {}
  // a property that tells instances apart is decided over all their orders
  if (cause instanceof TellsApart) {
    const known = cause.classes.map((name) => ({ name, why: cause.message }))
    return again(planOf(model, options.symmetry, [...plan.whole, ...known]))
  }
  const sameSteps = searched.standings.every(({ isEquivariant }) => isEquivariant)
  const { needSameSteps = [] } = plan
  if (needSameSteps.length > 0 && !sameSteps && searched.complete) {
    return again(planOf(model, options.symmetry, [...plan.whole, ...needSameSteps]))
  }
  const symmetry = symmetryOf(plan, searched.standings, searched, part.reduction?.countsStored)
  const { countsUnknown } = symmetry ?? {}
  const cannotAdd = countsUnknown === unequal || countsUnknown === tooMany
  if (cannotAdd && searched.complete && part.reduction?.countsStored === undefined) {
    // the weights of states cannot be added up, so the search counts again
    return again(plan, { ...(part.reduction as Reduction), countsStored: countsUnknown })
  }
  const reference = interpreter(model)
  const pause = pauses(clock, options)
  const paths = await pathsTo(model, exploration, pause)
  // the reused states were compared when they were explored
  const samples = revisited instanceof Search ? [] : [exploration, ...(searched.sampled ? [searched.sampled] : [])]
  const lastPause = lastPauses(clock, options)
  const told: Findings = []
  const isSampled = symmetry?.claim === 'sampled'
  const concluding = { ...options, copies, isSampled }
  const found = await conclude(model, reference, exploration, paths, samples, lastPause, told, concluding)
  const { taken, depth, workers, bytes } = searched
  const seen = searched.error && located(model, searched.error, undefined, options.locate)
  const complete = searched.complete && found.error === undefined && seen === undefined
  if (complete && exploration.complete) options.onExplored?.(exploration)
  const { states, levels } = countsOf(searched, symmetry)
  const transitions = taken.reduce((sum, times) => sum + times, 0)
  const isDesigned = Object.keys(options.params ?? {}).length === 0
  const isCounted = complete && isDesigned && countsUnknown === undefined
  const counts = isCounted ? otherCounts(spec.designs[design], { states, transitions, depth }) : []
  const judged = (runs: readonly (RunVerdict | undefined)[]) =>
    model.properties.map((property, i) => {
      const expected = expectedOf(spec, design, property.name)
      return {
        ...judge(property, expected, found.traces[i], runs[i], complete && !found.cut.has(i)),
        ...(found.notes[i] === undefined ? {} : { notes: found.notes[i] }),
        ...(found.traces[i] === undefined || paths.least[i] ? {} : { notLeast: true as const }),
        ...(isAlone(model, property) ? { alone: true as const } : {}),
        ...(digestOf === undefined ? {} : { digest: meaningOf(property, digestOf, model) }),
      }
    })
  const looking = complete ? lookAlike(model, exploration) : []
  const result = (
    properties: readonly PropertyResult[],
    limit: LimitName | undefined,
    error = found.error ?? seen,
  ): Result => ({
    ...outline,
    states,
    transitions,
    depth,
    ...defined({ symmetry }),
    ...(looking.length === 0 ? {} : { lookAlike: looking }),
    seconds: clock.seconds(),
    complete,
    ...defined({ limit }),
    workers,
    ...(revisited instanceof Search ? { reused: 'graph' as const } : {}),
    bytesPerState: searched.states === 0 ? 0 : bytes / searched.states,
    ...(options.places && options.locate ? { places: placesOf(model, options.locate) } : {}),
    ...(levels === undefined || levels.length > maxLevels ? {} : { levels }),
    actions: coverage(model, taken),
    ...(complete && unseen !== undefined ? { unseen } : {}),
    properties,
    ...(counts.length === 0 ? {} : { counts }),
    ...(digestOf === undefined ? {} : { makeup: modelPartsOf(model) }),
    ...defined({ error }),
  })
  const cut = found.cut.size > 0 ? (interruption(clock, options) ?? 'interrupted') : undefined
  const searchLimit = searched.limit ?? cut
  onKnown?.(() => result(judged([]), searchLimit))
  const runs = complete
    ? await decideRuns(model, reference, exploration, {
        maxBytes: maxBytes(options),
        ...{ pause, lastPause, told },
        advises: ({ name }) => expectedOf(spec, design, name) === 'holds',
        stop: () => interruption(clock, options),
        onDecided: (verdicts) => onKnown?.(() => result(judged(verdicts), searchLimit)),
      }).catch((error) => {
        throw isSampled && error instanceof InternalError ? claimedWrongly() : error
      })
    : undefined
  const error = found.error ?? seen ?? (runs?.wrong && specErrorOf(runs.wrong, options.locate))
  const limit = searchLimit ?? runs?.limit
  const decided = judged(runs?.verdicts ?? []).map((one) => withRounded(model, reference, one))
  onKnown?.(() => result(decided, limit, error))
  const { maxSeconds, signal, explain } = options
  const searching = {
    ...{ states, maxBytes: maxBytes(options) },
    ...defined({ maxSeconds, signal }),
  }
  const properties = await explained(model, reference, exploration, decided, explain, clock, searching, options.locate)
  return {
    ...result(properties, limit, error),
    ...(options.bits && workers === 1 ? { bits: bitsOf(model, exploration) } : {}),
    ...(options.control ? { control: controlOf(model, exploration) } : {}),
  }
}

/** The number of states that both executions expand again. */
const sampleSize = 64

/** A longer list does not help a reader, and could have as many entries as there are states. */
const maxLevels = 10_000

const maxBytes = ({ maxMemoryBytes = 4 * 2 ** 30 }: CheckDesignOptions) => maxMemoryBytes

function partOf(model: Model, options: CheckDesignOptions): PartOptions {
  return {
    kinds: model.properties.map((property) => property.kind),
    actions: model.actions.length,
    limits: { maxStates: options.maxStates ?? 2 ** 30, maxBytes: maxBytes(options) },
    flatWords: options.flatWords,
  }
}

/** Replays the findings in the reference interpreter. The result contains nothing that was not replayed. */
async function conclude(
  model: Model,
  reference: Interpreter,
  exploration: Search,
  paths: Paths,
  samples: readonly Sampled[],
  pause: Pause,
  told: Findings,
  options: CheckDesignOptions & { readonly copies: Copies; readonly isSampled: boolean },
): Promise<{
  traces: (Trace | undefined)[]
  notes: (readonly string[] | undefined)[]
  cut: ReadonlySet<number>
  error?: RunError
}> {
  const traces: (Trace | undefined)[] = model.properties.map(() => undefined)
  const notes: (readonly string[] | undefined)[] = []
  /** Properties whose finding could not be replayed in the available time. Their verdicts stay unknown. */
  const cut = new Set<number>()
  try {
    for (const [i, property] of model.properties.entries()) {
      const path = paths.findings[i]
      if (path === undefined) continue
      try {
        const trace = await replayed(model, reference, property, path, pause, told)
        if (trace === undefined) cut.add(i)
        else traces[i] = trace
        if (trace !== undefined && property.refined !== undefined) {
          notes[i] = refinementTold(reference, property, trace, options.locate)
        }
      } catch (error) {
        // if the model failed, the path to this finding may contain the step that fails
        if (error instanceof ModelError && exploration.failure !== undefined) continue
        if (!options.isSampled || !(error instanceof InternalError)) throw error
        if (exploration.failure === undefined) throw claimedWrongly()
      }
    }
    if (exploration.failure !== undefined) {
      try {
        const path = paths.failure && (await inPieces(paths.failure(), pause))
        if (paths.failure !== undefined && path === undefined) return { traces, notes, cut: new Set([...cut, -1]) }
        return { traces, notes, cut, error: errorOf(model, reference, exploration.failure, path, options.locate) }
      } catch (thrown) {
        const error = thrown instanceof InternalError && errorOfClaim(model, exploration.failure, options.locate)
        if (error) return { traces, notes, cut, error }
        throw thrown
      }
    }
    if (exploration.store.count === 0 && exploration.complete) {
      throw new StepError(noInitialState(), undefined, model.init)
    }
    // no closure of this copy has been called yet
    const pristine = options.copies.make()
    const anew = interpreter(pristine)
    const [all, ...others] = samples.map((sampled) => crossCheck(pristine, anew, sampled, sampleSize / samples.length))
    // with two samples, each is half as large, and only the first is of this exploration
    crossCheckProperties(pristine, anew, exploration, others.length > 0 ? undefined : all)
    const { program } = exploration
    if (samples.length > 0) expectPure(options.copies, program.symmetry?.real ?? program, someStates(exploration))
    const changed = samples.length > 0 ? changedSince(exploration) : undefined
    if (changed !== undefined) throw changedAnswer(model, changed)
    return { traces, notes, cut }
  } catch (thrown) {
    const found = blamed(thrown, options.copies, () => someStates(exploration))
    const changed = found instanceof InternalError ? changedSince(exploration) : undefined
    const error = changed === undefined ? found : changedAnswer(model, changed)
    if (error instanceof ModelError)
      return { traces, notes, cut, error: located(model, error, undefined, options.locate) }
    throw error
  }
}

/** Returns `undefined` if the time ran out. */
async function replayed(
  model: Model,
  reference: Interpreter,
  property: Property,
  path: LazyPath,
  pause: Pause,
  told: Findings,
): Promise<Trace | undefined> {
  const way = await inPieces(path(), pause)
  const trace = way && (await inPieces(tracing(model, reference, way, told), pause))
  if (trace !== undefined) expectReplayed(decides(reference, model, property, trace), `'${property.name}'`)
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
  // a refinement that is broken by a step needs no other run
  if (asksRuns(property) && trace === undefined) {
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
