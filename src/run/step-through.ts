/** Walks a model by hand: replays a path as far as possible, and describes one of its states. */

import { ModelError, noInitialState, show } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { defined, type Plain } from '../plain.ts'
import type { Interpreter, Successor } from '../reference/interpret.ts'
import type { Blocked, NextStep, PathStep, StepThrough, Trace, TraceStep } from '../result.ts'
import { placesOf } from '../trace/maps.ts'
import { actionName, actorName, chosen, indexOf, startOf, stepOf, timeOf } from '../trace/trace.ts'
import { statesOf } from '../why/accesses.ts'
import { blockedBy } from '../why/blocked.ts'
import { type Locate, located } from './failures.ts'
import { propertiesOnPath } from './properties-on-path.ts'

/** The result of a walk, without the names of the spec and design. */
export type Walked = Omit<StepThrough, 'spec' | 'file' | 'design' | 'designs' | 'note' | 'params'>

type Outcome = Pick<Successor, 'picks' | 'choices'>

/** @param wanted the number of the state to describe; the last state if the path ends before it */
export function stepThrough(
  model: Model,
  reference: Interpreter,
  path: readonly PathStep[],
  wanted: number,
  locate: Locate,
): Walked {
  let starts: ReturnType<Interpreter['initials']>
  try {
    starts = reference.initials()
    if (starts.length === 0) throw noInitialState()
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { path: [], at: 0, starts: [], ways: [], standings: [], error: located(model, error, undefined, locate) }
  }
  const { trace, taken, refused } = follow(model, reference, starts, path, locate)
  const at = Math.min(wanted, trace.steps.length)
  const state = statesOf(trace)[at] as Plain
  const ways = waysFrom(model, reference, state, locate)
  return {
    path: taken,
    trace,
    at,
    starts: starts.map((start) => pathStep('', start, starts)),
    ways,
    standings: propertiesOnPath(model, reference, { ...trace, steps: trace.steps.slice(0, at) }, ways, locate),
    ...defined({ refused }),
  }
}

/** The path of a trace of this model. */
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

/** Replays the path to its end, or up to its first impossible step. */
function follow(
  model: Model,
  reference: Interpreter,
  starts: ReturnType<Interpreter['initials']>,
  path: readonly PathStep[],
  locate: Locate,
): { trace: Trace; taken: PathStep[]; refused?: NonNullable<StepThrough['refused']> } {
  const begins = path[0]?.action === ''
  const found = begins ? chosen(starts, withPicks(path[0] as PathStep)) : starts[0]
  const start = found ?? (starts[0] as (typeof starts)[number])
  const names = actionNames(model)
  const taken = starts.length > 1 ? [pathStep('', start, starts)] : []
  const steps: TraceStep[] = []
  const trace = { initial: startOf(start), steps, ...placesOf(model) }
  if (found === undefined) {
    return { trace, taken, refused: { step: 0, message: `\`init\` ${cannotChoose(path[0])}` } }
  }
  let state = start.state
  for (const told of begins ? path.slice(1) : path) {
    const refuse = (message: string, why?: Blocked) => {
      const refused = { step: steps.length + 1, message: `'${told.action}' ${message}` }
      return { trace, taken, refused: { ...refused, ...defined({ why }) } }
    }
    const action = indexNamed(model, names, told.action)
    if (action < 0) return refuse(`is not a step, action or fault of the model${fewer(model, told.action)}`)
    let outcomes: Successor[]
    try {
      outcomes = reference.outcomes(state, action)
    } catch (error) {
      if (error instanceof ModelError) return refuse(`fails: ${error.message}`)
      throw error
    }
    if (outcomes.length === 0) return refuse('is disabled', blockedBy(model, reference, action, state, locate))
    const next = picked(outcomes, told) ?? besides(outcomes, told) ?? chosen(outcomes, withPicks(told))
    if (next !== undefined && hasMore(told) && !hasMore(next))
      return refuse('cannot happen together with that change of an input')
    if (next === undefined) return refuse(cannotChoose(told), otherChoices(outcomes))
    steps.push(stepOf(model, state, next, timeOf(steps)))
    taken.push(pathStep(names[action] as string, next, outcomes))
    state = next.state
  }
  return { trace, taken }
}

/** The outcome with exactly these choices and picks. Other outcomes differ in what the environment did. */
function picked(outcomes: readonly Successor[], { choices, picks }: PathStep): Successor | undefined {
  const wanted = JSON.stringify([choices, picks])
  return outcomes.find((outcome) => JSON.stringify([outcome.choices, outcome.picks]) === wanted)
}

/** The outcome with these choices and the same picks of the environment, even if the step's own picks differ. */
function besides(outcomes: readonly Successor[], told: PathStep): Successor | undefined {
  const textOf = ({ choices, picks = [] }: Omit<PathStep, 'action'>) =>
    JSON.stringify([choices, picks.slice(choices.length)])
  return hasMore(told) ? outcomes.find((outcome) => textOf(outcome) === textOf(told)) : undefined
}

/** Whether the environment did something too: its picks come after the choices of the step. */
const hasMore = ({ choices, picks = [] }: Omit<PathStep, 'action'>) => picks.length > choices.length

const withPicks = ({ choices, picks = [] }: PathStep) => ({ choices, picks })

function cannotChoose({ choices }: Pick<PathStep, 'choices'> = { choices: [] }): string {
  return choices.length === 0 ? 'always makes a choice' : `cannot choose ${choices.map(show).join(', ')}`
}

/** Maximum number of choices listed. Further ones are only counted. */
const mostChoices = 4

function otherChoices(outcomes: readonly Outcome[]): Blocked {
  const texts = new Set(outcomes.map(({ choices }) => JSON.stringify(choices)))
  const all = [...texts].map((text) => JSON.parse(text) as readonly Plain[])
  return { by: 'choices', choices: all.slice(0, mostChoices), count: all.length }
}

function waysFrom(model: Model, reference: Interpreter, state: Plain, locate: Locate): NextStep[] {
  const names = actionNames(model)
  return model.actions.map((info, index) => {
    const { name, kind, process, instance, module } = info
    const way = {
      action: names[index] as string,
      ...{ name, kind, actor: actorName(model, info) },
      ...(process === undefined ? {} : { process, instance }),
      ...defined({ module }),
    }
    try {
      const outcomes = reference.outcomes(state, index)
      const told = outcomes.map((outcome) => {
        const { action: _, ...choice } = pathStep('', outcome, outcomes)
        const { named, changes } = stepOf(model, state, outcome)
        return { ...choice, ...defined({ named }), changes }
      })
      const why = told.length > 0 ? undefined : blockedBy(model, reference, index, state, locate)
      return { ...way, outcomes: told, ...defined({ why }) }
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

/** The name of each action in a path. */
function actionNames(model: Model): string[] {
  return model.actions.map((action) => actionName(model, action))
}

/**
 * The action that a path calls by this name, or −1. A single instance is named without its number. Such a name means
 * instance 0 if the design has several instances, and the other way round.
 */
function indexNamed({ actions }: Model, names: readonly string[], called: string): number {
  const exact = names.indexOf(called)
  if (exact >= 0) return exact
  const found = actions.flatMap(({ process, instance, name }, i) =>
    instance === 0 && [`${process} ${name}`, `${process} 0 ${name}`].includes(called) && process !== undefined
      ? [i]
      : [],
  )
  return found.length === 1 ? (found[0] as number) : -1
}

/** A text that says how many instances there are, if a path names an instance that the model does not have. */
function fewer({ processes }: Model, called: string): string {
  for (const [process, { instances }] of Object.entries(processes)) {
    const [, number] = called.startsWith(`${process} `) ? (/^(\d+) /.exec(called.slice(process.length + 1)) ?? []) : []
    if (number === undefined || Number(number) < instances) continue
    const count = instances === 0 ? 'no instance' : instances === 1 ? '1 instance' : `${instances} instances`
    return `, which has ${count} of '${process}'`
  }
  return ''
}
