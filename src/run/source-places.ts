/** The places in the source of the properties and actions of a model. */

import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import type { Formula } from '../language/temporal.ts'
import { originOf } from '../language/wrap.ts'
import type { Location } from '../plain.ts'
import type { Places } from '../result.ts'
import { rowsOf } from './design.ts'
import type { Locate } from './failures.ts'

export function placesOf(model: Model, locate: NonNullable<Locate>): Places {
  const properties: { [name: string]: Location } = {}
  for (const property of model.properties) {
    const place = locate(originOf(firstFunction(property)))
    if (place !== undefined) properties[property.name] = place
  }
  const actions: { [name: string]: Location } = {}
  const rows = rowsOf(model)
  for (const [i, { do: body }] of model.actions.entries()) {
    const key = rows[i] as string
    if (Object.hasOwn(actions, key)) continue
    const place = locate(originOf(body))
    if (place !== undefined) actions[key] = place
  }
  return { properties, actions }
}

/** The predicate of a property, or the first predicate in its formula. */
function firstFunction({ test, formula }: Property): unknown {
  return test ?? (formula === undefined ? undefined : inFormula(formula))
}

function inFormula(formula: Formula): unknown {
  if (formula.op === 'state') return formula.test
  const parts =
    'left' in formula ? [formula.left, formula.right] : 'of' in formula ? [formula.of].flat() : ([] as Formula[])
  for (const part of parts as readonly Formula[]) {
    const found = inFormula(part)
    if (found !== undefined) return found
  }
  return undefined
}
