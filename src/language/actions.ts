/** Everything that can happen in a model, as a list in a fixed order, and the names that authors use for it. */
import { didYouMean, SpecError, show } from '../errors.ts'
import { type AnyFunction, labelOf, type NamedStep } from './processes/named-step.ts'
import { isLeftOut, type Process } from './processes/process.ts'
import type { RefType, Type } from './types.ts'

/** One thing that can happen: a step or fault of one instance, or an action or fault of the environment. */
export interface ActionInfo extends NamedStep {
  readonly kind: 'step' | 'action' | 'fault'
  readonly process: string | undefined
  readonly instance: number
  /** In a composition: the module that the action belongs to. */
  readonly module?: string
  /** The labels at which a process step or fault is enabled; `undefined` for any label, and for the environment. */
  readonly at: readonly string[] | undefined
  /** For one of the environment's actions for each instance: the name that they share, and their ids if they have any. */
  readonly each?: { readonly name: string; readonly ids: RefType | undefined }
  /** The key of its counter among the fault budgets. */
  readonly counter: string | undefined
  /** The input that changes, if the surroundings of a module change it and not the module itself. */
  readonly input?: string
  /** The path of the clock of a step with bounds in the whole state. */
  readonly clock?: ClockPath
  /** Whether this is the passage of time: it moves all timers, then calls `do`. */
  readonly isTime?: true
  /** The changes that the surroundings may make in the same transition. */
  readonly joint?: Joint
}

/**
 * For a step: process, instance and field. For an action: the field of the clocks of actions, its name there, and the
 * instance if each instance has one.
 */
export type ClockPath = readonly [string, number, string] | readonly [string, string, number?]

/** An input that may change in the same transition as something else. */
export interface JointInput {
  /** Its path in the shared state: the names of the modules around it, then its own name. */
  readonly path: readonly string[]
  readonly type: Type
  /** The key of its counter among the budgets. */
  readonly counter: string | undefined
}

/**
 * The inputs that a module's surroundings may change in the transition that an action makes. An action that leaves the
 * state as it is makes no transition, so no input changes with it.
 */
export interface Joint {
  readonly inputs: readonly JointInput[]
  /** Updates the wired inputs after such a change. */
  readonly after: AnyFunction | undefined
}

/** A key that the actions of all instances of a process have in common, and no others. */
export const familyOf = (action: Pick<ActionInfo, 'process' | 'kind' | 'name' | 'each'>) =>
  JSON.stringify([action.process, action.kind, sharedName(action)])

/** The name of an action, without the instance for which it is. */
export const sharedName = ({ name, each }: Pick<ActionInfo, 'name' | 'each'>) => each?.name ?? name

/** The number of arguments before `choose`: the shared state, and an instance if the action has one. */
export const argumentsBefore = ({ process, each }: Pick<ActionInfo, 'process' | 'each'>) =>
  process === undefined && each === undefined ? 1 : 2

/**
 * The actor of each action, as a number from 0. An actor is an instance of a process, with its faults, or the
 * environment, with all of its actions and faults. The actors are the lanes of a story.
 */
export function actorsOf(all: readonly ActionInfo[]): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(all, ({ process, instance }) => {
    const actor = process === undefined ? '' : `${process} ${instance}`
    const number = numbers.get(actor) ?? numbers.size
    numbers.set(actor, number)
    return number
  })
}

/** The things that names in a property may stand for. */
export interface Declared {
  readonly all: readonly ActionInfo[]
  readonly processes: { readonly [name: string]: Process }
  /** The names of a composition's modules; empty for a model without modules. */
  readonly modules: readonly string[]
  /** The names of the actions that the model declares and this design leaves out. */
  readonly leftOut: readonly string[]
}

/**
 * The actions that a name stands for: those of a process, of a step as in `'enactor apply plan'`, or an action. Empty
 * if the design leaves it out. @throws SpecError
 */
export function actionsOf(declared: Declared, step: string, instance: number | undefined, where: string): number[] {
  const { all, processes, modules, leftOut } = declared
  const meant = meanings(declared, step)
  if (meant.length > 1) {
    throw new SpecError(
      'ambiguous-name',
      `${where} names '${step}', which means both ${meant.join(' and ')}: rename one of them`,
    )
  }
  if (meant.length === 0) {
    const steps = Object.entries(processes).flatMap(([name, p]) => labelsOf(p).map((label) => `${name} ${label}`))
    const actions = all.filter(({ kind, process }) => kind === 'action' && process === undefined).map(familyName)
    const names = new Set([...modules, ...Object.keys(processes), ...steps, ...actions, ...leftOut])
    const hint = didYouMean(step, names)
    throw new SpecError(
      'unknown-step',
      `${where} names ${show(step)}, which is not a process, step or action; available: ${[...names].join(', ')}.${hint}`,
    )
  }
  const found = all.flatMap((action, i) => (isMeant(action, step) ? [i] : []))
  if (instance === undefined || (found.length === 0 && Number.isInteger(instance) && instance >= 0)) return found
  const own = found.filter((i) => all[i]?.instance === instance)
  if (own.length > 0) return own
  const instances = new Set(found.map((i) => all[i]?.instance)).size
  const expected = instances === 0 ? `'${step}' has no instances` : `expected 0 to ${instances - 1}`
  throw new SpecError('unknown-step', `${where} names instance ${show(instance)} of '${step}': ${expected}`)
}

/** Everything that a name may stand for, in words. */
function meanings({ all, processes, modules, leftOut }: Declared, step: string): string[] {
  const ofModule = modules.includes(step) ? [`module '${step}'`] : []
  const ofProcess = Object.hasOwn(processes, step) ? [`process '${step}'`] : []
  const ofSteps = Object.entries(processes).flatMap(([name, p]) =>
    labelsOf(p).flatMap((label) => (`${name} ${label}` === step ? [`step '${label}' of process '${name}'`] : [])),
  )
  const ofActions = all.some(
    (one) => one.kind === 'action' && one.process === undefined && [one.name, sharedName(one)].includes(step),
  )
  const known = [...ofModule, ...ofProcess, ...ofSteps]
  if (ofActions || leftOut.includes(step)) return [...known, `action '${step}'`]
  if (known.length > 0) return known
  // if the design leaves a process out, its steps are unknown, so any label is accepted
  const gone = Object.keys(processes).find((name) => {
    const process = processes[name]
    return (isLeftOut(process) || process?.lacksAlternatives === true) && step.startsWith(`${name} `)
  })
  return gone === undefined ? [] : [`step of process '${gone}'`]
}

/** The labels at which a process declares a step, even if it has no instances or the design leaves the step out. */
const labelsOf = ({ steps, leftOut = [] }: Process) => [
  ...new Set(steps.flatMap((step) => [labelOf(step), step.name])),
  ...leftOut,
]

/** Whether a name stands for an action. The change of an input is not a step of the input's module. */
function isMeant(action: ActionInfo, step: string): boolean {
  if (action.kind === 'fault') return false
  if (action.module === step) return action.input === undefined
  if (action.process === step || nameOf(action) === step || familyName(action) === step) return true
  return nameOf({ ...action, name: labelOf(action) }) === step
}

const familyName = (action: ActionInfo) => nameOf({ ...action, name: sharedName(action) })
const nameOf = ({ process, name }: ActionInfo) => (process === undefined ? name : `${process} ${name}`)
