/** Everything that can happen in a model, as a list in a fixed order, and the names by which an author means parts of it. */
import { didYouMean, SpecError, show } from '../errors.ts'
import { type AnyFunction, isLeftOut, type NamedStep, type Process } from './process.ts'
import type { Type } from './types.ts'

/** One thing that can happen: a step or fault of one instance, or an action or fault of the environment. */
export interface ActionInfo extends NamedStep {
  readonly kind: 'step' | 'action' | 'fault'
  readonly process: string | undefined
  readonly instance: number
  /** The module that it is part of, in a composition. */
  readonly module?: string
  /** The labels at which a process step or fault is enabled; `undefined` for any, and for the environment. */
  readonly at: readonly string[] | undefined
  /** The key of its counter among the fault budgets. */
  readonly counter: string | undefined
  /** The input that changes, where the surroundings of a module do it and not the module itself. */
  readonly input?: string
  /** What the surroundings may do in the same transition. */
  readonly joint?: Joint
}

/** An input that may change in the same transition as something else. */
export interface JointInput {
  /** Where it stands in the shared state: its name, behind those of the modules around it. */
  readonly path: readonly string[]
  readonly type: Type
  /** The key of its counter among the budgets. */
  readonly counter: string | undefined
}

/**
 * What the surroundings of a module may do in the transition that an action makes: change inputs. An action that leaves
 * the state as it is makes no transition, and nothing comes with it.
 */
export interface Joint {
  readonly inputs: readonly JointInput[]
  /** Brings the wired inputs up to date after such a change. */
  readonly after: AnyFunction | undefined
}

/**
 * Who does each action, as numbers from 0: an instance of a process, its faults included, or the environment, which is
 * one actor with all of its actions and faults. So they are the lanes in which a story is told.
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

/** What the names in a property may stand for. */
export interface Declared {
  readonly all: readonly ActionInfo[]
  readonly processes: { readonly [name: string]: Process }
  /** Those of a composition. */
  readonly modules: readonly string[]
  /** Names of actions that the model declares and this design leaves out. */
  readonly leftOut: readonly string[]
}

/**
 * The actions that a process, a step as in `'enactor apply plan'`, or an action stands for: none if the design leaves it
 * out. @throws SpecError
 */
export function actionsOf(declared: Declared, step: string, instance: number | undefined, property: string): number[] {
  const { all, processes, modules, leftOut } = declared
  const meant = meanings(declared, step)
  if (meant.length > 1) {
    throw new SpecError(
      'ambiguous-name',
      `property '${property}' names '${step}', which is ${meant.join(' and ')}: rename one of them`,
    )
  }
  if (meant.length === 0) {
    const steps = Object.entries(processes).flatMap(([name, p]) => labelsOf(p).map((label) => `${name} ${label}`))
    const actions = all.filter(({ kind, process }) => kind === 'action' && process === undefined).map(nameOf)
    const names = new Set([...modules, ...Object.keys(processes), ...steps, ...actions, ...leftOut])
    const hint = didYouMean(step, names)
    throw new SpecError(
      'unknown-step',
      `property '${property}' names '${step}', which is no process, step or action: there are ${[...names].join(', ')}.${hint}`,
    )
  }
  const found = all.flatMap((action, i) => (isMeant(action, step) ? [i] : []))
  if (instance === undefined || (found.length === 0 && Number.isInteger(instance) && instance >= 0)) return found
  const own = found.filter((i) => all[i]?.instance === instance)
  if (own.length > 0) return own
  throw new SpecError(
    'unknown-step',
    `property '${property}' names instance ${show(instance)} of '${step}': there are ${new Set(found.map((i) => all[i]?.instance)).size}, from 0 on`,
  )
}

/** All that a name may stand for, in words. */
function meanings({ all, processes, modules, leftOut }: Declared, step: string): string[] {
  const ofModule = modules.includes(step) ? [`module '${step}'`] : []
  const ofProcess = Object.hasOwn(processes, step) ? [`process '${step}'`] : []
  const ofSteps = Object.entries(processes).flatMap(([name, p]) =>
    labelsOf(p).flatMap((label) => (`${name} ${label}` === step ? [`step '${label}' of process '${name}'`] : [])),
  )
  const ofActions = all.some((one) => one.kind === 'action' && one.process === undefined && one.name === step)
  const known = [...ofModule, ...ofProcess, ...ofSteps]
  if (ofActions || leftOut.includes(step)) return [...known, `action '${step}'`]
  if (known.length > 0) return known
  // which steps a process has is not known where the design leaves it out
  const gone = Object.keys(processes).find((name) => isLeftOut(processes[name]) && step.startsWith(`${name} `))
  return gone === undefined ? [] : [`step of process '${gone}'`]
}

/** The labels at which a process has a step; one without instances has its steps all the same. */
const labelsOf = ({ steps, leftOut = [] }: Process) => [...steps.map(({ name }) => name), ...leftOut]

/** Whether an action is one of those that a name stands for. What the inputs of a module do is no step of it. */
function isMeant(action: ActionInfo, step: string): boolean {
  if (action.kind === 'fault') return false
  if (action.module === step) return action.input === undefined
  return action.process === step || nameOf(action) === step
}

const nameOf = ({ process, name }: ActionInfo) => (process === undefined ? name : `${process} ${name}`)
