/** Turns actions and picks into a trace: every trace is the reference interpreter's replay of them. */

import { atOnce } from '../engine/search/pieces.ts'
import type { Path } from '../engine/search/search.ts'
import { InternalError, ModelError } from '../errors.ts'
import type { ActionInfo } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { distinctNames } from '../language/names.ts'
import { defined, type Plain } from '../plain.ts'
import type { Interpreter, Successor } from '../reference/interpret.ts'
import type { InputChange, Trace, TraceStep } from '../result.ts'
import { purely } from '../runtime/traps.ts'
import { changes } from './changes.ts'
import { placesOf } from './maps.ts'
import { timeAfter } from './time.ts'

/** Replays a path. @throws ModelError if a step goes differently than before: it is not a function of the state */
export function traceOf(model: Model, reference: Interpreter, path: Path): Trace {
  return atOnce(tracing(model, reference, path))
}

/** Traces of one model, with the action of each step. A path that begins as one of them shares its steps. */
export type Findings = { readonly trace: Trace; readonly actions: Int32Array }[]

/** Replays a path in pieces, and adds its trace to `told`. @throws ModelError as `traceOf` */
export function* tracing(
  model: Model,
  reference: Interpreter,
  path: Path,
  told: Findings = [],
): Generator<void, Trace> {
  const start = reference.initials(path.start).find((start) => samePicks(start.picks, path.start))
  if (start === undefined) throw unstable('the initial state')
  const initial = startOf(start)
  const actions = Int32Array.from(path.steps, ({ action }) => action)
  const steps = begunAs(told, path, actions)
  const replay = (to: number) => {
    let state = (steps.at(-1) ?? initial).state as Plain
    for (let k = steps.length; k < to; k++) {
      const { action, picks } = path.steps[k] as Path['steps'][number]
      const next = reference.outcomes(state, action, picks).find((outcome) => samePicks(outcome.picks, picks))
      if (next === undefined) throw unstable(actionName(model, model.actions[action] as ActionInfo))
      steps.push(stepOf(model, state, next, timeOf(steps)))
      state = next.state
    }
  }
  while (steps.length < path.steps.length) {
    const to = Math.min(steps.length + stepsInPiece, path.steps.length)
    // sets the traps once for all of these steps
    purely(() => replay(to))
    yield
  }
  const trace = { initial, steps, ...placesOf(model) }
  told.push({ trace, actions })
  return trace
}

/** Takes a few milliseconds. */
const stepsInPiece = 512

/** The longest beginning of the path that an earlier trace has too. */
function begunAs(told: Findings, { start, steps }: Path, actions: Int32Array): TraceStep[] {
  let [most, length]: [Trace | undefined, number] = [undefined, 0]
  for (const { trace, actions: own } of told) {
    if (!samePicks(trace.initial.picks, start)) continue
    let k = 0
    const end = Math.min(own.length, actions.length)
    while (k < end && own[k] === actions[k] && samePicks(trace.steps[k]?.picks ?? [], steps[k]?.picks ?? [])) k++
    if (k > length) [most, length] = [trace, k]
  }
  return most === undefined ? [] : most.steps.slice(0, length)
}

/** The beginning of a trace. */
export function startOf({ choices, named, picks, state }: Omit<Successor, 'action'>): Trace['initial'] {
  return { choices, ...defined({ named }), picks, state }
}

/** `earlier`: the time before the step, if it is known. */
export function stepOf(model: Model, before: Plain, next: Successor, earlier?: number): TraceStep {
  const action = model.actions[next.action] as ActionInfo
  return {
    name: action.name,
    kind: action.kind,
    ...(action.process === undefined ? {} : { process: action.process, instance: action.instance }),
    ...defined({ module: action.module }),
    actor: actorName(model, action),
    // most steps choose nothing: they share one empty array
    choices: next.choices.length === 0 ? nothing : next.choices,
    ...defined({ named: next.named }),
    picks: next.picks.length === 0 ? nothing : next.picks,
    ...defined({ surroundings: next.surroundings }),
    ...defined({ time: timeAfter(model, next.action, before, next.state, earlier) }),
    // the copy uses only the memory that its contents need
    changes: changes(model.system, before, next.state).slice(),
    state: next.state,
  }
}

/** The time after these steps, if they begin at the start. */
export const timeOf = (steps: readonly TraceStep[]) => (steps.length === 0 ? 0 : steps.at(-1)?.time)

const nothing: readonly never[] = Object.freeze([])

/** The index of a step's action in the model, or −1 if the model has no such action. */
export function indexOf(model: Model, step: Pick<TraceStep, 'name' | 'kind' | 'process' | 'instance'>): number {
  return model.actions.findIndex(
    ({ name, kind, process, instance }) =>
      name === step.name &&
      kind === step.kind &&
      process === step.process &&
      // the name of an action of the environment says for which instance it is
      (process === undefined || instance === (step.instance ?? 0)),
  )
}

/** The actor, in words for readers: `enactor 1`, a single `planner`, or `environment`. */
export function actorName(model: Model, { process, instance }: Pick<ActionInfo, 'process' | 'instance'>): string {
  return process === undefined ? environment : (namesOf(model).actors.get(process)?.[instance] ?? process)
}

/** An action with its actor: `enactor 1 apply`, or only the name for the environment's. */
export function actionName(model: Model, action: ActionInfo): string {
  return namesOf(model).actions.get(action) ?? action.name
}

const environment = 'environment'

/** The names of actors and actions for readers; no two are equal. */
interface ModelNames {
  /** By process, then by instance. */
  readonly actors: ReadonlyMap<string, readonly string[]>
  readonly actions: ReadonlyMap<ActionInfo, string>
}

const known = new WeakMap<Model['actions'], ModelNames>()

function namesOf({ actions, processes }: Model): ModelNames {
  const before = known.get(actions)
  if (before !== undefined) return before
  const instances = Object.entries(processes).flatMap(([process, { instances }]) =>
    Array.from({ length: instances }, (_, instance) => ({
      ...{ process, instance },
      plain: instances === 1 ? process : `${process} ${instance}`,
      exact: instances === 1 ? `'${process}'` : `'${process}' ${instance}`,
    })),
  )
  const called = distinctNames([{ plain: environment, exact: environment }, ...instances])
  const actors = new Map<string, string[]>()
  for (const [i, { process, instance }] of instances.entries()) {
    const own = actors.get(process) ?? []
    own[instance] = called[i + 1] as string
    actors.set(process, own)
  }
  const doings = actions.map(({ process, instance, name, kind }) => {
    if (process === undefined) return { plain: name, exact: `'${name}' (${kind})` }
    const actor = actors.get(process)?.[instance] ?? process
    return { plain: `${actor} ${name}`, exact: `${actor} '${name}' (${kind})` }
  })
  const told = distinctNames(doings)
  const names = { actors, actions: new Map(actions.map((action, i) => [action, told[i] as string])) }
  known.set(actions, names)
  return names
}

export function lastState(trace: Trace): Plain {
  return (trace.steps.at(-1)?.state ?? trace.initial.state) as Plain
}

/** The choices of a step, and the changes by the surroundings. */
interface Chosen {
  readonly picks: readonly number[]
  readonly choices: readonly Plain[]
  readonly surroundings?: readonly InputChange[]
}

/**
 * The outcome with the same choices, by value, and the same changes by the surroundings. If several options have that
 * value, their position decides.
 */
export function chosen<T extends Chosen>(outcomes: readonly T[], told: Chosen): T | undefined {
  const textOf = ({ choices, surroundings = [] }: Chosen) =>
    JSON.stringify([choices, surroundings.map(({ path, value }) => [path, value])])
  const wanted = textOf(told)
  const same = outcomes.filter((outcome) => textOf(outcome) === wanted)
  return same.find((outcome) => outcome.picks.join() === told.picks.join()) ?? same[0]
}

function samePicks(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((pick, i) => pick === b[i])
}

function unstable(what: string): Error {
  return new ModelError(
    'not-a-function',
    `${what} did not happen again in the replay: a step must depend only on the state`,
  )
}

/** The engine's check on itself; a failure stops the run. */
export function expectReplayed(truth: boolean, what: string): void {
  if (!truth) throw new InternalError(`the engine found ${what}, and the reference interpreter did not`)
}
