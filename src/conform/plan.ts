/** The plan of a design's runs: its model, its driver, and how each action is driven. */
import { didYouMean, SpecError } from '../errors.ts'
import { type ActionInfo, sharedName } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { type Interpreter, interpreter } from '../reference/interpret.ts'
import { actionName, actorName } from '../trace/trace.ts'
import { type Driver, type Entry, isCallStep, type NotDriven } from './driver.ts'
import type { Drive } from './graph.ts'

export interface Plan {
  readonly model: Model
  readonly reference: Interpreter
  /** The same model without guards, which says what a disabled step would do. */
  readonly unguarded: Interpreter
  readonly driver: Driver
  readonly design: string
  readonly params: { readonly [name: string]: unknown }
  readonly entries: readonly Entry<never>[]
  readonly drives: readonly Drive[]
  /** The processes whose instances are tasks, because some of their steps are calls. */
  readonly tasks: ReadonlySet<string>
}

/** @throws SpecError for a step of the design that the driver does not name, and for a name that is no step of the spec */
export function planOf(driver: Driver, design: string, model: Model, params: Plan['params']): Plan {
  refuseAmbiguous(design, model)
  const missing = new Set<string>()
  const entries = model.actions.map((action) => {
    const name = entryName(action)
    const entry = Object.hasOwn(driver.steps, name) ? driver.steps[name] : undefined
    if (entry === undefined) missing.add(name)
    return entry
  })
  if (missing.size > 0) {
    const names = [...missing].map((name) => `'${name}'`).join(', ')
    throw new SpecError(
      'no-handler',
      `design '${design}': the driver has no handler for ${names}; add one, or say notDriven('why') for it`,
    )
  }
  const drives = entries.map((entry): Drive => {
    if (typeof entry === 'function') return 'driven'
    if (entry === undefined || 'notDriven' in entry) return 'none'
    return entry.choices ?? 'driven'
  })
  const calls = model.actions.filter((_, i) => isCallStep(entries[i]))
  const tasks = new Set(calls.flatMap(({ process }) => process ?? []))
  if (tasks.size > 0 && driver.ports === undefined) {
    const [first] = calls as [ActionInfo]
    throw new SpecError(
      'bad-driver',
      `the step '${entryName(first)}' consists of calls, but the driver has no ports: add ports: (system) => system.ports`,
    )
  }
  const open = { ...model, actions: model.actions.map((action) => ({ ...action, when: undefined })) }
  return {
    ...{ model, driver, design, params, entries, drives, tasks },
    ...{ reference: interpreter(model), unguarded: interpreter(open) },
  }
}

/** @throws SpecError if two things of the design have the same name in a driver */
function refuseAmbiguous(design: string, { actions }: Model): void {
  const known = new Map<string, string>()
  for (const action of actions) {
    const name = entryName(action)
    const { kind, process, input } = action
    const what = process === undefined ? (input === undefined ? kind : 'change of an input') : `${kind} of '${process}'`
    const other = known.get(name) ?? what
    known.set(name, what)
    if (other === what) continue
    throw new SpecError(
      'ambiguous-name',
      `design '${design}': '${name}' means both a ${other} and a ${what}, so a driver cannot name it: rename one`,
    )
  }
}

/** The name of an action in a driver. */
export function entryName(action: Pick<ActionInfo, 'process' | 'name' | 'each'>): string {
  const name = sharedName(action)
  return action.process === undefined ? name : `${action.process} ${name}`
}

/** @throws SpecError for a handler of a step that no design of the spec has */
export function expectKnownSteps(driver: Driver, models: readonly Model[]): void {
  const known = new Set(models.flatMap(({ actions, leftOut }) => [...actions.map(entryName), ...leftOut]))
  for (const model of models) {
    for (const [name, process] of Object.entries(model.processes)) {
      for (const label of [...process.labels, ...(process.leftOut ?? [])]) known.add(`${name} ${label}`)
    }
  }
  for (const [name, entry] of Object.entries(driver.steps)) {
    if (entry === undefined || known.has(name)) continue
    throw new SpecError(
      'unknown-step',
      `the driver has a handler for '${name}', which is no step of its designs; available: ${[...known].join(', ')}.${didYouMean(name, known)}`,
    )
  }
}

export const isByItself = (entry: Entry<never>): boolean =>
  typeof entry === 'object' && entry !== null && 'notDriven' in entry && (entry as NotDriven).byItself === true

export const nameOfAction = ({ model }: Plan, action: number): string =>
  actionName(model, model.actions[action] as ActionInfo)

export const nameOfTask = ({ model }: Plan, process: string, instance: number): string =>
  actorName(model, { process, instance })
