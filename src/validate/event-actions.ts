/** The actions of a model that a name in a log stands for. */

import { didYouMean, show } from '../errors.ts'
import { type ActionInfo, sharedName } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { labelOf } from '../language/processes/named-step.ts'

/** The name of an action without the number of its instance: `enactor apply plan`, or `lease expires`. */
export const stepName = ({ process, name }: Pick<ActionInfo, 'process' | 'name'>) =>
  process === undefined ? name : `${process} ${name}`

/** The step of an event, as the log names it. */
export interface Named {
  readonly step?: string
  readonly process?: string
  readonly instance?: number
}

/** The numbers of the actions that an event may mean, or a sentence that says what is wrong with its names. */
export function actionsNamed(model: Model, { step, process, instance }: Named): readonly number[] | string {
  const { actions } = model
  if (process !== undefined && !Object.hasOwn(model.processes, process)) {
    const known = Object.keys(model.processes)
    return `unknown process ${show(process)}; available: ${known.join(', ') || 'none'}.${didYouMean(process, known)}`
  }
  const ofProcess = actions.flatMap((action, i) => (process === undefined || action.process === process ? [i] : []))
  const infoOf = (i: number) => actions[i] as ActionInfo
  // the name of a label means each of its steps, and that of an action the action of each instance
  const isStep = (i: number) =>
    [infoOf(i).name, labelOf(infoOf(i)), sharedName(infoOf(i))]
      .map((name) => ({ ...infoOf(i), name }))
      .some((one) => one.name === step || (process === undefined && stepName(one) === step))
  const ofStep = step === undefined ? ofProcess : ofProcess.filter(isStep)
  if (process !== undefined && ofProcess.length === 0) return `this design has no instance of process '${process}'`
  if (ofStep.length === 0) {
    const known = [...new Set(ofProcess.map((i) => (process === undefined ? stepName(infoOf(i)) : infoOf(i).name)))]
    const of = process === undefined ? '' : ` of process '${process}'`
    return `unknown step ${show(step)}${of}; available: ${known.join(', ')}.${didYouMean(step, known)}`
  }
  if (instance === undefined) return ofStep
  const hasInstance = (i: number) => infoOf(i).process !== undefined || infoOf(i).each !== undefined
  const found = ofStep.filter((i) => hasInstance(i) && infoOf(i).instance === instance)
  if (found.length > 0) return found
  const instances = new Set(ofStep.flatMap((i) => (hasInstance(i) ? [infoOf(i).instance] : []))).size
  const what = step === undefined ? `process '${process}'` : `step '${step}'`
  return instances === 0
    ? `${what} belongs to the environment, which has no instances; remove 'instance'`
    : `${what} has no instance ${show(instance)}; expected 0 to ${instances - 1}`
}

/** The actions that the name of an unlogged step stands for, or a sentence that says what is wrong with the name. */
export function unloggedActions(model: Model, name: string): readonly number[] | string {
  const { actions, processes } = model
  const modules = new Set(actions.flatMap(({ module }) => module ?? []))
  const isMeant = (action: ActionInfo) =>
    stepName(action) === name ||
    (action.kind !== 'fault' && (action.process === name || (action.module === name && action.input === undefined)))
  const found = actions.flatMap((action, i) => (isMeant(action) ? [i] : []))
  if (found.length > 0 || model.leftOut.includes(name) || Object.hasOwn(processes, name)) return found
  const known = [...new Set([...modules, ...Object.keys(processes), ...actions.map(stepName), ...model.leftOut])]
  return `unknown unlogged step ${show(name)}; available: ${known.join(', ')}.${didYouMean(name, known)}`
}
