/** Walks a model by hand: replays a path as far as it is possible, and tells how things stand at a state of it. */
import { ModelError, show } from '../errors.ts'
import type { Interpreter, Successor } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Plain } from '../model/values.ts'
import type { PathStep, Trace, TraceStep, Walk, Way } from '../result.ts'
import { placesOf } from '../trace/maps.ts'
import { actionName, actorName, chosen, indexOf, stepOf } from '../trace/trace.ts'
import { statesOf } from '../why/replay.ts'
import { type Locate, located } from './failures.ts'
import { standings } from './standings.ts'

/** What a path leads to, without the names of the spec and design. */
export type Walked = Omit<Walk, 'spec' | 'file' | 'design' | 'note' | 'params'>

type Outcome = Pick<Successor, 'picks' | 'choices'>

/** @param wanted the state to tell of, by its number; of a path that ends before it, the last */
export function walk(
  model: Model,
  reference: Interpreter,
  path: readonly PathStep[],
  wanted: number,
  locate: Locate,
): Walked {
  let starts: ReturnType<Interpreter['initials']>
  try {
    starts = reference.initials()
    if (starts.length === 0) throw new ModelError('no-initial-state', 'init leaves no initial state')
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { path: [], at: 0, starts: [], ways: [], standings: [], error: located(model, error, undefined, locate) }
  }
  const { trace, taken, refused } = follow(model, reference, starts, path)
  const at = Math.min(wanted, trace.steps.length)
  const state = statesOf(trace)[at] as Plain
  const ways = waysFrom(model, reference, state, locate)
  return {
    path: taken,
    trace,
    at,
    starts: starts.map((start) => pathStep('', start, starts)),
    ways,
    standings: standings(model, reference, { ...trace, steps: trace.steps.slice(0, at) }, ways, locate),
    ...(refused === undefined ? {} : { refused }),
  }
}

/** The path that a trace of this model went. */
export function pathOf(model: Model, trace: Pick<Trace, 'initial'> & { steps: readonly NamedStep[] }): PathStep[] {
  const { initial, steps } = trace
  const names = actionNames(model)
  const start: PathStep[] = initial.choices.length === 0 ? [] : [{ action: '', ...choiceOf(initial) }]
  return [
    ...start,
    ...steps.map((step) => ({ action: names[indexOf(model, step)] ?? nameOf(step), ...choiceOf(step) })),
  ]
}

type NamedStep = Omit<TraceStep, 'changes' | 'state'>

const nameOf = ({ process, actor, name }: NamedStep) => (process === undefined ? name : `${actor} ${name}`)
const choiceOf = ({ choices, picks }: Outcome) => ({ choices, ...(picks.length === 0 ? {} : { picks }) })

/** Replays the path to its end, or to the step before the first that is not possible. */
function follow(
  model: Model,
  reference: Interpreter,
  starts: ReturnType<Interpreter['initials']>,
  path: readonly PathStep[],
): { trace: Trace; taken: PathStep[]; refused?: NonNullable<Walk['refused']> } {
  const begins = path[0]?.action === ''
  const found = begins ? chosen(starts, withPicks(path[0] as PathStep)) : starts[0]
  const start = found ?? (starts[0] as (typeof starts)[number])
  const { choices, picks, state: first } = start
  const names = actionNames(model)
  const taken = starts.length > 1 ? [pathStep('', start, starts)] : []
  const steps: TraceStep[] = []
  const trace = { initial: { choices, picks, state: first }, steps, ...placesOf(model) }
  if (found === undefined) {
    return { trace, taken, refused: { step: 0, message: `no initial state ${choosing(path[0])}` } }
  }
  let state = first
  for (const told of begins ? path.slice(1) : path) {
    const refuse = (message: string) => {
      return { trace, taken, refused: { step: steps.length + 1, message: `'${told.action}' ${message}` } }
    }
    const action = names.indexOf(told.action)
    if (action < 0) return refuse('is nothing that can happen in the model')
    let outcomes: Successor[]
    try {
      outcomes = reference.outcomes(state, action)
    } catch (error) {
      if (error instanceof ModelError) return refuse(`fails: ${error.message}`)
      throw error
    }
    if (outcomes.length === 0) return refuse('is not enabled')
    const next = picked(outcomes, told) ?? chosen(outcomes, withPicks(told))
    if (next === undefined) return refuse(`never ${choosing(told)}`)
    steps.push(stepOf(model, state, next))
    taken.push(pathStep(told.action, next, outcomes))
    state = next.state
  }
  return { trace, taken }
}

/** The outcome with just these choices and picks: others differ in what the surroundings did. */
function picked(outcomes: readonly Successor[], { choices, picks }: PathStep): Successor | undefined {
  const wanted = JSON.stringify([choices, picks])
  return outcomes.find((outcome) => JSON.stringify([outcome.choices, outcome.picks]) === wanted)
}

const withPicks = ({ choices, picks = [] }: PathStep) => ({ choices, picks })

function choosing({ choices }: Pick<PathStep, 'choices'> = { choices: [] }): string {
  return choices.length === 0 ? 'comes without a choice' : `chooses ${choices.map(show).join(', ')}`
}

function waysFrom(model: Model, reference: Interpreter, state: Plain, locate: Locate): Way[] {
  const names = actionNames(model)
  return model.actions.map((info, index) => {
    const { name, kind, process, instance, module } = info
    const way = {
      action: names[index] as string,
      ...{ name, kind, actor: actorName(model, info) },
      ...(process === undefined ? {} : { process, instance }),
      ...(module === undefined ? {} : { module }),
    }
    try {
      const outcomes = reference.outcomes(state, index)
      const told = outcomes.map((outcome) => {
        const { action: _, ...choice } = pathStep('', outcome, outcomes)
        return { ...choice, changes: stepOf(model, state, outcome).changes }
      })
      return { ...way, outcomes: told }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      return { ...way, outcomes: [], error: located(model, error, undefined, locate) }
    }
  })
}

function pathStep(action: string, { choices, picks }: Outcome, among: readonly Outcome[]): PathStep {
  const text = JSON.stringify(choices)
  const isAlone = among.filter((other) => JSON.stringify(other.choices) === text).length === 1
  return { action, choices, ...(isAlone ? {} : { picks }) }
}

/** What a path calls each action. */
function actionNames(model: Model): string[] {
  return model.actions.map((action) => actionName(model, action))
}
