/**
 * Which bounds of the model keep a state from going on: a number at the greatest value of its type, or a full queue.
 * The real design may go on there, so a run that ends at a bound shows only how the model behaves.
 */

import { ModelError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { Type } from '../../language/types.ts'
import { showType } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import { actionName } from '../../trace/trace.ts'
import { otherValues } from '../../why/other-values.ts'
import { typeAt, valueAt, withValue } from '../../why/values-at-paths.ts'

/** Maximum number of bounds listed, and of actions named for each. */
const most = 3

/** A sentence for each bound without which an action would be enabled in the state. Each bound was tested. */
export function boundsThatStop(model: Model, reference: Interpreter, state: Plain): string[] {
  const found = new Map<string, Set<string>>()
  model.actions.forEach((action, index) => {
    if (action.kind === 'fault' || reference.outcomes(state, index).length > 0) return
    const name = `'${actionName(model, action)}'`
    for (const bound of ofValues(model, reference, state, index)) {
      found.set(bound, (found.get(bound) ?? new Set()).add(name))
    }
  })
  return [...found]
    .slice(0, most)
    .map(([bound, names]) => `A bound of the model disables ${listed([...names])}: ${bound}.`)
}

/** The values at a bound that the guard reads, if every smaller value there would enable the action. */
function* ofValues(model: Model, reference: Interpreter, state: Plain, index: number): Generator<string> {
  const paths = new Set(reference.recorded(state, index).reads.map(({ path }) => path))
  for (const path of paths) {
    const [type, value] = [typeAt(model.system, state, path), valueAt(state, path)]
    const bound = type === undefined || value === undefined ? undefined : atBound(type, value, path)
    if (bound === undefined) continue
    // a number that means a place or a status may be the greatest by chance: so all smaller values must enable it
    const below = otherValues(type as Type, value as Plain).filter((other) => isBelow(other, value as Plain))
    const enabled = below.every((other) => {
      const supposed = withValue(state, path, other)
      return supposed !== undefined && isEnabled(reference, supposed, index)
    })
    if (enabled) yield bound
  }
}

function isEnabled(reference: Interpreter, state: Plain, index: number): boolean {
  try {
    return reference.outcomes(state, index).length > 0
  } catch (error) {
    // the model need not be defined in a hypothetical state
    if (error instanceof ModelError) return false
    throw error
  }
}

/** Whether `other` is a smaller number or a shorter collection than `value`. */
function isBelow(other: Plain, value: Plain): boolean {
  if (typeof value === 'number') return (other as number) < value
  return Array.isArray(other) && Array.isArray(value) && other.length < value.length
}

/** Describes the bound that the value is at. A type with only two values counts as having no bound. */
function atBound(type: Type, value: Plain, path: string): string | undefined {
  if (type.kind === 'int' && value === type.hi && type.hi - type.lo > 1) {
    return `${path} is ${value}, the highest value of ${showType(type)}`
  }
  if ((type.kind === 'queue' || type.kind === 'bag') && Array.isArray(value) && value.length === type.capacity) {
    return `${path} has reached its capacity of ${type.capacity}`
  }
  return undefined
}

const listed = (names: readonly string[]) =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(' and ')
