/** The errors that name the part of a model that keeps something outside of its state. */
import type { ModelError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { AnyFunction } from '../../language/processes/named-step.ts'
import { type Property, questions } from '../../language/properties.ts'
import { originOf } from '../../language/wrap.ts'
import { StepError } from '../../reference/interpret.ts'
import { notAFunction } from '../../trace/cross-check.ts'
import { actionName } from '../../trace/trace.ts'
import type { Key } from './answers.ts'
import type { Changed } from './found-again.ts'
import { outsideWrites } from './outside-writes.ts'

export function errorOf(model: Model, key: Key): ModelError {
  const [what, number] = key.split(' ')
  const at = Number(number)
  const of = (source: AnyFunction | undefined, others: readonly (AnyFunction | undefined)[], name?: string) => {
    const error = notAFunction(writersOf(model, [source, ...others]))
    return new StepError(error, what === 'action' ? at : undefined, source, name)
  }
  if (what === 'init') {
    const all = [model.init, ...Object.values(model.processes).map(({ init }) => init)]
    const [source] = all.filter((init) => init !== undefined)
    return of(source, all, '`init`')
  }
  if (what === 'action') return of(model.actions[at]?.do, [model.actions[at]?.when])
  if (what === 'property') {
    const { name, test, parts = [] } = model.properties[at] as Property
    const tests = parts.map((part) => part.test)
    return of(test, tests, `property '${name}'`)
  }
  const atom = questions(model).atoms[at] as AnyFunction
  const asks = model.properties.find((one) => questions({ ...model, properties: [one] }).atoms.includes(atom))
  return of(atom, [], `property '${asks?.name}'`)
}

/** The error that an action gave two results on one state. `action`: −1 if the action is not known. */
export function twoResults(model: Model, action: number): ModelError {
  return action < 0 ? notAFunction() : errorOf(model, `action ${action}`)
}

/** The error that the answer of a part has changed since the search asked. */
export function changedAnswer(model: Model, changed: Changed): ModelError {
  if (changed === 'a step') return suspect(model) ?? notAFunction()
  return errorOf(model, 'atom' in changed ? `atom ${changed.atom}` : `property ${changed.property}`)
}

/** The error of the first part whose source text changes a variable outside of the state. */
export function suspect(model: Model): ModelError | undefined {
  const isOne = (...all: (AnyFunction | undefined)[]) =>
    all.some((fn) => fn !== undefined && outsideWrites(Function.prototype.toString.call(originOf(fn))).length > 0)
  const keys = [
    ...model.actions.map((action, i) => isOne(action.do, action.when) && (`action ${i}` as const)),
    ...model.properties.map(({ test }, i) => isOne(test) && (`property ${i}` as const)),
    ...questions(model).atoms.map((test, i) => isOne(test) && (`atom ${i}` as const)),
    isOne(model.init, ...Object.values(model.processes).map(({ init }) => init)) && ('init' as const),
  ]
  const key = keys.find((one) => one !== false)
  return key && errorOf(model, key)
}

/**
 * Says which function changes a variable outside of the state: one of `first`, or else any of the model. `undefined` if
 * no source text shows it.
 */
function writersOf(model: Model, first: readonly (AnyFunction | undefined)[]): string | undefined {
  const said = (fn: AnyFunction | undefined, who: string) => {
    const [name] = fn === undefined ? [] : outsideWrites(Function.prototype.toString.call(originOf(fn)))
    return name === undefined ? undefined : `${who} changes '${name}', which is outside of the state`
  }
  const all = [
    ...first.map((fn) => () => said(fn, 'it')),
    ...model.actions.flatMap((action) => {
      const who = actionName(model, action)
      return [() => said(action.do, `'${who}'`), () => said(action.when, `the guard of '${who}'`)]
    }),
    ...model.properties.map(
      ({ name, test }) =>
        () =>
          said(test, `property '${name}'`),
    ),
    ...questions(model).atoms.map((test) => () => said(test, 'a predicate of its properties')),
    () => said(model.init, '`init`'),
    ...Object.entries(model.processes).map(
      ([name, { init }]) =>
        () =>
          said(init, `\`init\` of '${name}'`),
    ),
  ]
  for (const one of all) {
    const found = one()
    if (found !== undefined) return found
  }
  return undefined
}
