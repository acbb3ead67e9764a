/** Decides the properties of runs one by one on the explored graph. Every reported run is replayed first. */

import { StepFailure } from '../engine/compile/program.ts'
import type { Refinement } from '../engine/compile/refinement/refinement.ts'
import { leastPaths } from '../engine/search/least-paths.ts'
import { orbitsOf } from '../engine/search/orbits.ts'
import { inPieces, type Pause } from '../engine/search/pieces.ts'
import type { Search } from '../engine/search/search.ts'
import { ModelError, SpecError } from '../errors.ts'
import { actorsOf } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { contradiction } from '../language/processes/fairness.ts'
import { asksRuns, type Property, questions } from '../language/properties.ts'
import type { Question } from '../liveness/formula.ts'
import { type Decision, type Graph, type GraphPath, parents } from '../liveness/graph.ts'
import { Liveness } from '../liveness/liveness.ts'
import { measure, type Passing } from '../liveness/time/times.ts'
import { defined, type Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { LimitName, PropertyResult, Trace } from '../result.ts'
import { fairnessOf } from '../trace/lasso.ts'
import { actionName, expectReplayed, type Findings, tracing } from '../trace/trace.ts'
import { decides } from '../trace/what-traces-show.ts'
import { promisesOf } from './refinement/promises.ts'
import { refinementTold } from './refinement/told.ts'
import { ends, isOfEndlessRuns } from './story/every-run-ends.ts'
import { type Advice, fairnessAdvice } from './story/fairness-advice.ts'
import { stopsAt } from './story/stops-at.ts'
import { unpicked } from './story/unpicked-options.ts'
import { passingIn, timeTold } from './time/measured.ts'
import { zenoTold } from './time/zeno.ts'

/** The verdict on a property of runs. */
export type RunVerdict = Pick<PropertyResult, 'verdict' | 'counterexample' | 'witness' | 'value' | 'noReturn' | 'notes'>

export interface Runs {
  /** One for each property; `undefined` if it is not a property of runs, or not decided. */
  readonly verdicts: (RunVerdict | undefined)[]
  readonly limit?: LimitName
  /** The error of the first formula that is too large to decide. The other properties are still decided. */
  readonly wrong?: SpecError
}

export interface RunOptions {
  readonly maxBytes: number
  readonly pause: Pause
  /** The pause during replays of runs. */
  readonly lastPause: Pause
  /** Traces that are replayed already. */
  readonly told: Findings
  /** Whether a violated property is worth the time to find out which fairness would help. */
  readonly advises?: (property: Property) => boolean
  /** Called before each property, and around long replays. */
  readonly stop: () => LimitName | undefined
  /** Receives all verdicts so far, after each verdict. */
  readonly onDecided?: (verdicts: readonly (RunVerdict | undefined)[]) => void
}

export async function decideRuns(
  model: Model,
  reference: Interpreter,
  exploration: Search,
  options: RunOptions,
): Promise<Runs> {
  const { maxBytes, stop, onDecided } = options
  const { rows, labels, initial } = exploration
  const verdicts: (RunVerdict | undefined)[] = model.properties.map(() => undefined)
  if (rows === undefined || labels === undefined) return { verdicts }
  // memory for the parents of states
  const own = Math.ceil(rows.nodes / 8)
  if (model.properties.some(asksRuns) && own > maxBytes - exploration.bytes) return { verdicts, limit: 'memory' }
  const graph: Graph = {
    ...{ rows, labels, initial, actions: model.actions.length, parent: parents(rows, initial) },
    orbits: orbitsOf(exploration),
    renews: exploration.program.renumber !== undefined,
  }
  const { asked, times, fairness } = questions(model)
  const liveness = new Liveness(graph, fairness)
  let room = true
  const promises = (i: number, property: Property): Question => {
    try {
      return promisesOf(exploration, exploration.program.refinements[i] as Refinement, property.refined as Model)
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      const state = exploration.program.codec.decode(exploration.program.register) as Plain
      try {
        const abstract = reference.refined(property)
        const mapped = reference.mapped(property, state)
        for (const promise of abstract.model.fairness) abstract.isOwed(promise, mapped)
      } catch (told) {
        if (told instanceof ModelError) throw new SpecError(told.code, told.message)
        throw told
      }
      throw error
    }
  }
  let passing: Passing | undefined
  let longest: number | undefined | 'unknown' = 'unknown'
  /** A note if every run ends. Looks for it once, and only for a formula that might not hold in runs that go on. */
  const ending = (question: Question): string[] => {
    if (question.kind !== 'formula' || !isOfEndlessRuns(question.formula)) return []
    if (longest === 'unknown') longest = liveness.longestRun()
    return longest === undefined ? [] : [ends(longest)]
  }
  const contradicts = contradiction(model)
  let wrong = contradicts && !liveness.hasFairRun(maxBytes - exploration.bytes - own) ? contradicts : undefined
  const open = () => (wrong === undefined ? {} : { wrong })
  for (const [i, property] of model.properties.entries()) {
    if (!asksRuns(property) || exploration.findings[i] !== undefined) continue
    const limit = stop()
    if (limit !== undefined) return { verdicts, limit, ...open() }
    await new Promise((resume) => setImmediate(resume))
    let question: Question
    let decision: Decision
    try {
      const time = times[i]
      if (time !== undefined) {
        passing ??= passingIn(exploration, model)
        const measured = measure(graph, passing, time, maxBytes - exploration.bytes - own)
        verdicts[i] = await timeTold(model, reference, exploration, property, measured, options)
        if (measured.verdict === 'unknown') room = false
        else if (verdicts[i] === undefined) return { verdicts, limit: stop() ?? 'interrupted', ...open() }
        onDecided?.(verdicts)
        continue
      }
      question = asked[i] ?? promises(i, property)
      decision = liveness.decide(question, { maxBytes: maxBytes - exploration.bytes - own })
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
      wrong ??= new SpecError(error.code, `property '${property.name}': ${error.message}`)
      continue
    }
    if (decision.verdict === 'unknown') {
      room = false
      continue
    }
    if (await isCut(lengthOf(decision), stop)) return { verdicts, limit: stop() ?? 'interrupted', ...open() }
    const limits = { maxBytes: maxBytes - exploration.bytes - own, stop }
    const isLasso = 'loopAt' in decision && decision.beginning === undefined
    const advice = isLasso && options.advises?.(property) ? fairnessAdvice(model, graph, question, limits) : undefined
    const verdict = await told(model, reference, exploration, property, decision, advice, options)
    if (verdict === undefined) return { verdicts, limit: stop() ?? 'interrupted', ...open() }
    const notes = decision.verdict === 'holds' && !decision.vacuous ? ending(question) : []
    verdicts[i] = notes.length === 0 ? verdict : { ...verdict, notes: [...(verdict.notes ?? []), ...notes] }
    onDecided?.(verdicts)
  }
  return { verdicts, ...(room ? {} : { limit: 'memory' as const }), ...open() }
}

/** The verdict to report; `undefined` if there was no time to replay the run. */
async function told(
  model: Model,
  reference: Interpreter,
  exploration: Search,
  property: Property,
  decision: Exclude<Decision, { readonly verdict: 'unknown' }>,
  advice: Advice | undefined,
  options: RunOptions,
): Promise<RunVerdict | undefined> {
  const { pause, lastPause } = options
  const replay = async (walk: GraphPath, ends?: readonly number[]) => {
    const { states, actions } = await leastBegun(model, exploration, walk, ends, pause)
    const path = await inPieces(exploration.walkInPieces({ states, actions }), lastPause)
    return path && (await inPieces(tracing(model, reference, path, options.told), lastPause))
  }
  const replayLoop = async (walk: GraphPath, loopAt: number) => {
    const { rows, program } = exploration
    if (rows === undefined || program.symmetry === undefined || loopAt === walk.actions.length) {
      const run = await replay(walk)
      return run && { run, loopAt }
    }
    const { states, actions, edges } = await leastBegun(model, exploration, walk, undefined, pause)
    const nths = edges?.map((e, i) => (e === undefined ? undefined : e - rows.start(states[i] as number)))
    const found = await inPieces(exploration.loopInPieces({ states, actions, ...defined({ nths }) }, loopAt), lastPause)
    const run = found && (await inPieces(tracing(model, reference, found.path, options.told), lastPause))
    return run && { run, loopAt: found.loopAt }
  }
  if (decision.verdict === 'holds') {
    if ('met' in decision) {
      const { walk, met } = decision
      const milestones = (property.milestones ?? []).map((name, i) => ({ name, at: met[i] ?? 0 }))
      const trace = await replay(walk)
      if (trace === undefined) return undefined
      const witness = { ...trace, milestones }
      expectReplayed(decides(reference, model, property, witness), `'${property.name}'`)
      return { verdict: 'holds', witness }
    }
    const notes = decision.vacuous ? { notes: [vacuous(property)] } : {}
    if (decision.wayBack === undefined) return { verdict: 'holds', ...notes }
    const { steps, walk, turn } = decision.wayBack
    const witness = await replay(walk)
    return witness && { verdict: 'holds', value: steps, witness: { ...witness, turn }, ...notes }
  }
  const names = (actions: readonly number[]) => [
    ...new Set(
      actions.flatMap((action) => {
        const info = model.actions[action]
        return info === undefined ? [] : [actionName(model, info)]
      }),
    ),
  ]
  if ('met' in decision) {
    const { milestones = [] } = property
    const name = `'${milestones[decision.met]}'`
    const next =
      decision.met === 0
        ? `No run meets ${name}, the first of ${milestones.length} predicates.`
        : `Some run meets ${decision.met} of ${milestones.length} predicates in order, but no run then meets ${name}.`
    return { verdict: 'violated', notes: [next] }
  }
  if ('noReturn' in decision) {
    const counterexample = await replay(decision.walk, decision.nearest)
    if (counterexample === undefined) return undefined
    expectReplayed(decides(reference, model, property, counterexample), `'${property.name}'`)
    const { enabled, exits, ...region } = decision.noReturn
    return {
      verdict: 'violated',
      counterexample,
      noReturn: {
        ...defined({ using: property.ways }),
        ...{ ...region, enabled: names(enabled), exits: names(exits) },
      },
    }
  }
  if (decision.beginning !== undefined) {
    const counterexample = await replay(decision.beginning)
    if (counterexample === undefined || (await isCut(counterexample.steps.length, options.stop))) return undefined
    expectReplayed(decides(reference, model, property, counterexample), `'${property.name}'`)
    return { verdict: 'violated', counterexample }
  }
  const found = await replayLoop(decision.walk, decision.loopAt)
  if (found === undefined || (await isCut(found.run.steps.length, options.stop))) return undefined
  const { run } = found
  const lasso: Trace = { ...run, loopAt: found.loopAt }
  expectReplayed(decides(reference, model, property, lasso), `'${property.name}'`)
  if (await isCut(run.steps.length, options.stop)) return undefined
  const fairness = fairnessOf(reference, model, lasso) ?? []
  const notes = [
    ...refinementTold(reference, property, lasso),
    ...(lasso.loopAt === lasso.steps.length ? stopsAt(model, reference, lasso) : unpicked(model, reference, lasso)),
    ...zenoTold(model, reference, lasso),
    ...(advice === undefined ? [] : [advice === 'never' ? unhelped : advice.helps]),
  ]
  return { verdict: 'violated', counterexample: { ...lasso, fairness }, ...(notes.length === 0 ? {} : { notes }) }
}

/** Maximum number of steps of a run that is still reported when the search has to end. Longer replays take too long. */
const longStory = 10_000

/** Whether to leave out a run of `steps` steps: it is long, and the search has to end. Lets signals arrive first. */
async function isCut(steps: number, stop: RunOptions['stop']): Promise<boolean> {
  if (steps <= longStory) return false
  await new Promise((resume) => setImmediate(resume))
  return stop() !== undefined
}

const lengthOf = (decision: Decision): number =>
  'beginning' in decision && decision.beginning !== undefined
    ? decision.beginning.actions.length
    : 'walk' in decision
      ? decision.walk.actions.length
      : 'wayBack' in decision
        ? (decision.wayBack?.steps ?? 0)
        : 0

const unhelped = 'No fairness would help: the property is violated even if every step and action is strongly fair.'

/**
 * The walk with its `free` first steps replaced by the least of all shortest paths. `ends`: these paths lead to one of
 * these states instead of the state to which the `free` steps lead.
 */
async function leastBegun(
  model: Model,
  exploration: Search,
  walk: GraphPath,
  ends: readonly number[] | undefined,
  pause: Pause,
): Promise<GraphPath> {
  const { states, actions, free, edges } = walk
  if (free === undefined) return walk
  const goal = { states: ends ?? [states[free] as number] }
  const [way] = await leastPaths(exploration, actorsOf(model.actions), [goal], pause)
  if (way === undefined) return walk
  return {
    states: [...way.states, ...states.slice(free + 1)],
    actions: [...way.actions, ...actions.slice(free)],
    ...defined({ edges: edges && [...way.actions.map(() => undefined), ...edges.slice(free)] }),
  }
}

function vacuous({ kind }: Property): string {
  const what = kind === 'canAlwaysReach' || kind === 'within' ? '`when`' : 'first predicate'
  return `It holds vacuously: no reachable state satisfies its ${what}.`
}
