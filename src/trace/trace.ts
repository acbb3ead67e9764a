/** From actions and picks to a story: every trace is what the reference interpreter did when it replayed them. */
import { InternalError, ModelError } from '../errors.ts'
import type { Path } from '../explore/explore.ts'
import { atOnce } from '../explore/pieces.ts'
import type { ActionInfo } from '../model/actions.ts'
import type { Interpreter, Successor } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import { distinctNames } from '../model/names.ts'
import { purely } from '../model/pure.ts'
import type { Plain } from '../model/values.ts'
import type { Data, InputChange, Trace, TraceStep } from '../result.ts'
import { changes } from './changes.ts'
import { placesOf } from './maps.ts'

/** Replays a path. @throws ModelError where a step is not what it was: it is no function of the state */
export function traceOf(model: Model, reference: Interpreter, path: Path): Trace {
  return atOnce(tracing(model, reference, path))
}

/** Traces of one model, with their actions by step: a path that begins as one of them shares its steps. */
export type Told = { readonly trace: Trace; readonly actions: Int32Array }[]

/** Replays a path in pieces, and adds its trace to `told`. @throws ModelError as `traceOf` */
export function* tracing(model: Model, reference: Interpreter, path: Path, told: Told = []): Generator<void, Trace> {
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
      steps.push(stepOf(model, state, next))
      state = next.state
    }
  }
  while (steps.length < path.steps.length) {
    const to = Math.min(steps.length + stepsInPiece, path.steps.length)
    // the traps are set once for all of them
    purely(() => replay(to))
    yield
  }
  const trace = { initial, steps, ...placesOf(model) }
  told.push({ trace, actions })
  return trace
}

/** A few milliseconds. */
const stepsInPiece = 512

/** The most steps with which a trace that was told before begins as the path does. */
function begunAs(told: Told, { start, steps }: Path, actions: Int32Array): TraceStep[] {
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

/** How a trace begins. */
export function startOf({ choices, named, picks, state }: Omit<Successor, 'action'>): Trace['initial'] {
  return { choices, ...(named === undefined ? {} : { named }), picks, state }
}

export function stepOf(model: Model, before: Plain, next: Successor): TraceStep {
  const action = model.actions[next.action] as ActionInfo
  return {
    name: action.name,
    kind: action.kind,
    ...(action.process === undefined ? {} : { process: action.process, instance: action.instance }),
    ...(action.module === undefined ? {} : { module: action.module }),
    actor: actorName(model, action),
    // what most steps choose lies there once
    choices: next.choices.length === 0 ? nothing : next.choices,
    ...(next.named === undefined ? {} : { named: next.named }),
    picks: next.picks.length === 0 ? nothing : next.picks,
    ...(next.surroundings === undefined ? {} : { surroundings: next.surroundings }),
    // a copy has room for what is in it, and no more
    changes: changes(model.system, before, next.state).slice(),
    state: next.state,
  }
}

const nothing: readonly never[] = Object.freeze([])

/** The action that a step of a trace is, or −1 where the model has none such. */
export function indexOf(model: Model, step: Pick<TraceStep, 'name' | 'kind' | 'process' | 'instance'>): number {
  return model.actions.findIndex(
    ({ name, kind, process, instance }) =>
      name === step.name && kind === step.kind && process === step.process && instance === (step.instance ?? 0),
  )
}

/** Who acts, for people: `enactor 1`, a lone `planner`, or `environment`. */
export function actorName(model: Model, { process, instance }: Pick<ActionInfo, 'process' | 'instance'>): string {
  return process === undefined ? environment : (namesOf(model).actors.get(process)?.[instance] ?? process)
}

/** An action with its actor: `enactor 1 apply`, or the name alone for the environment's. */
export function actionName(model: Model, action: ActionInfo): string {
  return namesOf(model).actions.get(action) ?? action.name
}

const environment = 'environment'

/** What people call actors and actions: no two are called the same. */
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

/** What was chosen, and what the surroundings did. */
interface Chosen {
  readonly picks: readonly number[]
  readonly choices: readonly Data[]
  readonly surroundings?: readonly InputChange[]
}

/**
 * The outcome that made the same choices, by value, and in which the surroundings did the same; by position where
 * several options have that value.
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
    `${what} did not happen again when it was replayed: a step must be a function of the state`,
  )
}

/** Our own check on ourselves, said loudly. */
export function expectReplayed(truth: boolean, what: string): void {
  if (!truth) throw new InternalError(`${what} was found by the engine and not by the reference interpreter`)
}
