/** The makeup of a model as plain data: the parts that can shrink without any verdict changing. */

import type { Model } from '../language/model.ts'
import type { Fairness } from '../language/processes/fairness.ts'
import type { Property } from '../language/properties.ts'
import type { AbstractModel } from '../language/refinement/refinement.ts'
import type { Formula } from '../language/temporal.ts'
import type { Type } from '../language/types.ts'
import { originOf } from '../language/wrap.ts'
import type { ModelParts } from '../result.ts'
import { actorName } from '../trace/trace.ts'

/** Makes a digest of plain data with functions in it. A function counts by its text and by what it captures. */
export type DigestOf = (value: unknown) => string

export function modelPartsOf(model: Model): ModelParts {
  const instances = Object.entries(model.processes).map(([name, { instances }]) => [name, instances] as const)
  const { faults, ...variables } = model.system.fields
  const budgets = faults?.kind === 'struct' ? Object.entries(faults.fields) : []
  return {
    variables: Object.fromEntries(Object.entries(variables).flatMap(([name, type]) => boundsOf(name, type))),
    instances: Object.fromEntries(instances),
    budgets: Object.fromEntries(budgets.map(([name, type]) => [name, type.kind === 'int' ? type.hi : 0])),
    fairness: model.fairness.map((fair) => nameOf(model, fair)),
  }
}

/** Each part of a variable with the bounds of its values. The elements of an array have the name `name[]`. */
function boundsOf(name: string, type: Type): [string, string][] {
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([field, of]) => boundsOf(`${name}.${field}`, of))
  }
  if (type.kind === 'array') return [[name, `array of ${type.length}`], ...boundsOf(`${name}[]`, type.of)]
  return [[name, textOf(type)]]
}

/** The bounds of a type as readable text. */
export function textOf(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'bool'
    case 'int':
      return `${type.lo}..${type.hi}${type.stops ? ', then stays' : ''}`
    case 'oneOf':
      return `one of ${type.labels.join(', ')}`
    case 'ref':
      return `one of ${type.instances} ${type.process}`
    case 'stamp':
      return `one of ${type.most} stamps`
    case 'optional':
      return `optional ${textOf(type.of)}`
    case 'array':
      return `${type.length} × ${textOf(type.of)}`
    case 'struct': {
      const fields = Object.entries(type.fields).map(([field, of]) => `${field}: ${textOf(of)}`)
      return `{${fields.join(', ')}}`
    }
    case 'timer':
      return `timer of at most ${type.max}${type.units ? ', in single units' : ''}`
    case 'setOf':
      return `set of ${textOf(type.of)}`
    case 'mapOf':
      return `map from ${textOf(type.key)} to ${textOf(type.of)}`
    case 'queue':
    case 'bag':
      return `${type.kind} of at most ${type.capacity}: ${textOf(type.of)}`
  }
}

function nameOf(model: Model, fair: Fairness): string {
  if (fair.pair !== undefined) return `the assumption '${fair.step}'`
  const strength = fair.strong ? 'strong' : 'weak'
  const actor = fair.process === undefined ? [] : [actorName(model, fair)]
  const what = [...actor, ...(fair.step === undefined ? [] : [fair.step])]
  return `${strength} fairness of ${what.length === 0 ? 'any step' : what.join(' ')}`
}

/** A text that is the same for equal models in every thread: the parts of the model and the text of its closures. */
export function sketchOf(model: Model): string {
  const text = (fn: unknown) => (fn === undefined ? '' : Function.prototype.toString.call(originOf(fn)))
  return JSON.stringify([
    model.system,
    model.actions.map((action) => [
      action.kind,
      action.process,
      action.instance,
      action.name,
      action.at,
      action.counter,
    ]),
    model.actions.map((action) => [text(action.when), text(action.do)]),
    model.properties.map(({ kind, name, test, refined }) => [
      ...[kind, name, text(test)],
      ...(refined === undefined ? [] : [sketchOf(refined as Model)]),
    ]),
    [model.fairness, text(model.init), text(model.resting)],
  ])
}

/** A digest of the meaning of a property: of its predicate, or of its formula and the predicates in it. */
export function meaningOf(
  { kind, test, formula, when, ways, milestones, refined, span }: Property,
  digestOf: DigestOf,
  { resting }: Pick<Model, 'resting'> = {},
): string {
  if (kind === 'deadlock' && resting !== undefined) return digestOf([kind, resting])
  if (refined !== undefined) return digestOf([kind, test, meant(refined)])
  const bound = span === undefined ? [] : [span.bound]
  return digestOf([kind, test, formula && said(formula), when && said(when), ways, milestones, ...bound])
}

/** All that a refinement takes from its abstract model: not its name, and not its own properties. */
function meant({ system, actions, fairness, init, processes }: AbstractModel): unknown {
  const inits = Object.entries(processes).map(([name, process]) => [name, process.init])
  return [system, actions, fairness, init, inits]
}

/** A formula without the numbers of its steps, which depend on the rest of the model. */
function said(formula: Formula): Formula {
  switch (formula.op) {
    case 'constant':
    case 'state':
      return formula
    case 'taken': {
      const { actions: _, ...taken } = formula
      return taken
    }
    case 'not':
    case 'next':
    case 'always':
    case 'eventually':
      return { op: formula.op, of: said(formula.of) }
    case 'and':
    case 'or':
      return { op: formula.op, of: formula.of.map(said) }
    default:
      return { op: formula.op, left: said(formula.left), right: said(formula.right) }
  }
}
