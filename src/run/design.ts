/** A design before its run, and the parts of a result that do not depend on how the run ends. */
import { SpecError } from '../errors.ts'
import { type ActionInfo, familyOf, sharedName } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { distinctNames } from '../language/names.ts'
import { modelOf, type Params, type Spec } from '../language/spec.ts'
import type { CountDifference, Result, RunError } from '../result.ts'

/** Selects the model and its properties, and names its file. */
export interface DesignOptions {
  /** Parameters that override those of the design. */
  readonly params?: Params
  /** The properties to check, by name; all by default. */
  readonly properties?: readonly string[]
  readonly file?: string
  readonly digest?: string
}

/** The fields of a result that identify its design. */
export type Outline = Pick<Result, 'spec' | 'file' | 'design' | 'note' | 'notes' | 'params' | 'digest'>

/** @throws SpecError if the design does not exist */
export function outlineOf(spec: Spec, design: string, { params, file = '', digest = '' }: DesignOptions): Outline {
  const found = Object.hasOwn(spec.designs, design) ? spec.designs[design] : undefined
  if (found === undefined) modelOf(spec, design)
  return {
    ...{ spec: spec.name, file, design },
    ...(found?.note === undefined ? {} : { note: found.note }),
    ...(found?.notes === undefined ? {} : { notes: found.notes }),
    ...{ params: { ...found?.params, ...params }, digest },
  }
}

/** The model of a design with the selected properties only. @throws SpecError */
export function modelFor(spec: Spec, design: string, { params, properties }: DesignOptions): Model {
  return only(modelOf(spec, design, params).model, properties)
}

function only(model: Model, names: readonly string[] | undefined): Model {
  if (names === undefined) return model
  const unknown = names.find((name) => !model.properties.some((property) => property.name === name))
  if (unknown !== undefined) {
    const known = model.properties.map((property) => `'${property.name}'`).join(', ')
    throw new SpecError('unknown-property', `model '${model.name}' has no property '${unknown}'; available: ${known}`)
  }
  return { ...model, properties: model.properties.filter((property) => names.includes(property.name)) }
}

/** How often each step was taken, summed over the instances of its process. */
export function coverage(model: Model, taken: Float64Array): Result['actions'] {
  const rows = rowsOf(model)
  const totals = new Map<string, number>()
  for (const [i, name] of rows.entries()) totals.set(name, (totals.get(name) ?? 0) + (taken[i] as number))
  return [...totals].map(([name, count]) => ({ name, taken: count }))
}

/** The name under which each action is counted. All instances of a step share one name; all other names differ. */
export function rowsOf({ actions }: Model): string[] {
  const keys = actions.map(familyOf)
  const first = new Map(keys.map((key, i) => [key, actions[i] as ActionInfo]))
  const names = distinctNames(
    [...first.values()].map((action) => {
      const { process, kind } = action
      const name = sharedName(action)
      return process === undefined
        ? { plain: name, exact: `'${name}' (${kind})` }
        : { plain: `${process} ${name}`, exact: `'${process}' '${name}' (${kind})` }
    }),
  )
  const called = new Map([...first.keys()].map((key, i) => [key, names[i] as string]))
  return keys.map((key) => called.get(key) as string)
}

/** The counts declared by a design that differ from the counts found. */
export function otherCounts(
  design: Spec['designs'][string] | undefined,
  found: { readonly [N in CountDifference['name']]: number },
): CountDifference[] {
  return (['states', 'transitions', 'depth'] as const).flatMap((name) => {
    const expected = design?.counts?.[name]
    return expected === undefined || expected === found[name] ? [] : [{ name, found: found[name], expected }]
  })
}

/** The result of a design that cannot be run. */
export function nothing(outline: Outline, seconds: number, error: RunError): Result {
  const counts = { states: 0, transitions: 0, depth: 0, seconds, complete: false, workers: 1, bytesPerState: 0 }
  return { ...outline, ...counts, levels: [], actions: [], properties: [], error }
}
