/**
 * Makes a model whose closures receive the same objects at every state, as they do in the engine. If a closure keeps
 * values by the object `s`, or by a struct in it, its answers then change in the reference interpreter too.
 */
import { type ActionInfo, argumentsBefore } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import type { AnyFunction } from '../../language/processes/named-step.ts'
import type { Property } from '../../language/properties.ts'
import type { Formula } from '../../language/temporal.ts'
import { getOwnPropertyDescriptor, ownKeys } from '../../runtime/reflection.ts'

/** One object that always shows the current value of `of`. The same holds for the objects inside it, by name. */
class Kept {
  of: object = {}
  readonly view: object
  readonly #inside = new Map<string | symbol, Kept>()
  constructor() {
    this.view = new Proxy(Object.create(null) as object, {
      get: (_, key) => this.#got(key),
      set: (_, key, value) => Reflect.set(this.of, key, value),
      has: (_, key) => key in this.of,
      ownKeys: () => ownKeys(this.of),
      getOwnPropertyDescriptor: (_, key) => {
        const found = getOwnPropertyDescriptor(this.of, key)
        return (
          found && { value: this.#got(key), enumerable: found.enumerable ?? false, configurable: true, writable: true }
        )
      },
    })
  }

  #got(key: string | symbol): unknown {
    const value: unknown = Reflect.get(this.of, key)
    if (typeof value === 'function') return value.bind(this.of) as unknown
    if (typeof value !== 'object' || value === null) return value
    let inside = this.#inside.get(key)
    if (inside === undefined) {
      inside = new Kept()
      this.#inside.set(key, inside)
    }
    inside.of = value
    return inside.view
  }
}

export function keepingViews(model: Model): Model {
  const places = [0, 1].map(() => new Kept())
  const keeping = <F extends AnyFunction | undefined>(fn: F, views: number): F => {
    if (fn === undefined) return fn
    const made = (...args: unknown[]) => {
      const given = args.map((arg, i) => {
        const kept = places[i]
        if (i >= views || kept === undefined || typeof arg !== 'object' || arg === null) return arg
        kept.of = arg
        return kept.view
      })
      return (fn as (...args: unknown[]) => unknown)(...given)
    }
    return made as AnyFunction as F
  }
  const known = new Map<AnyFunction, AnyFunction>()
  const once = (fn: AnyFunction) => {
    const made = known.get(fn) ?? keeping(fn, 1)
    known.set(fn, made)
    return made
  }
  const ofFormula = (formula: Formula): Formula => {
    if (formula.op === 'state') return { op: 'state', test: once(formula.test) }
    if ('of' in formula) {
      const { of } = formula
      return { ...formula, of: Array.isArray(of) ? of.map(ofFormula) : ofFormula(of as Formula) } as Formula
    }
    if ('left' in formula) return { ...formula, left: ofFormula(formula.left), right: ofFormula(formula.right) }
    return formula
  }
  const ofAction = (action: ActionInfo): ActionInfo => {
    const views = argumentsBefore(action)
    return { ...action, when: keeping(action.when, views), do: keeping(action.do, views) }
  }
  const ofProperty = (property: Property): Property => ({
    ...property,
    test: keeping(property.test, property.kind === 'refinement' ? 1 : 2),
    ...(property.formula === undefined ? {} : { formula: ofFormula(property.formula) }),
    ...(property.when === undefined ? {} : { when: ofFormula(property.when) }),
  })
  const processes = Object.entries(model.processes).map(([name, process]) => [
    name,
    { ...process, init: keeping(process.init, 1) },
  ])
  return {
    ...model,
    init: keeping(model.init, 1),
    processes: Object.fromEntries(processes) as Model['processes'],
    actions: model.actions.map(ofAction),
    properties: model.properties.map(ofProperty),
  }
}
