/**
 * The same model with two steps of a process made one. If the first leads to the label of the second, and the second's
 * guard is true there, the second follows in the same transition. If the guard is false, the process stays at that
 * label as before and takes the second step separately. The same holds if it reaches that label by another step. A
 * `choose` with no options in the second step disables the whole, as in any step.
 */
import type { ActionInfo } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { type AnyFunction, labelOf } from '../language/processes/named-step.ts'

export function atomic(model: Model, process: string, first: string, second: string): Model {
  const isStep = (action: ActionInfo, name: string) =>
    action.kind === 'step' && action.process === process && action.name === name
  const actions = model.actions.map((action) => {
    if (!isStep(action, first)) return action
    const next = model.actions.find((other) => isStep(other, second) && other.instance === action.instance)
    return next === undefined ? action : { ...action, do: both(action, next) }
  })
  return { ...model, actions }
}

function both(first: ActionInfo, following: ActionInfo): AnyFunction {
  const { when, do: next } = following
  const second = labelOf(following)
  const run = (s: object, me: object, choose: unknown): unknown => {
    const label = call(first.do, s, me, choose) ?? labelOf(first)
    if (label !== second) return label
    const there = arrived(me, second)
    if (when !== undefined && call(when, s, there) !== true) return label
    return call(next, s, there, choose) ?? second
  }
  return run as AnyFunction
}

const call = (fn: AnyFunction, ...args: unknown[]) => (fn as (...args: unknown[]) => unknown)(...args)

const known = new WeakMap<object, { readonly label: string; readonly view: object }>()

/** A view of the instance for its second step, in which it is already at that label. */
function arrived(me: object, label: string): object {
  const last = known.get(me)
  if (last?.label === label) return last.view
  const own = me as { [key: string]: unknown }
  const view = {}
  for (const key of Object.keys(me)) {
    const get = key === 'at' ? () => label : () => own[key]
    const set = (value: unknown) => {
      own[key] = value
    }
    Object.defineProperty(view, key, { enumerable: true, get, set })
  }
  known.set(me, { label, view: Object.preventExtensions(view) })
  return view
}
