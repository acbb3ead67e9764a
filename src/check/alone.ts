/**
 * Which verdicts of a module are of the module alone. Each run of a composition, as a module sees it, is a run of the
 * module by itself, but that steps of other modules come between. So invariants, properties of steps and formulas that
 * do not look at such steps hold in every composition that keeps the rhythms of the inputs.
 */
import type { Model } from '../model/model.ts'
import type { Property } from '../model/properties.ts'
import type { Formula } from '../model/temporal.ts'

/** Whether a property that holds of the model says nothing of a composition, because its inputs are free. */
export function isAlone(model: Model, { kind, formula }: Property): boolean {
  if (model.inputs.length === 0 && !model.actions.some((action) => action.input !== undefined)) return false
  if (kind === 'deadlock' || kind === 'canAlwaysReach') return true
  if (kind === 'reachable' || kind === 'reachableInOrder' || formula === undefined) return false
  return !bearsMore(model, formula, true)
}

/**
 * Whether a formula that is true of a run stays true where steps of others come between, which take none of the steps
 * of the model. `positive`: it is under an even number of negations.
 */
function bearsMore(model: Model, formula: Formula, positive: boolean): boolean {
  switch (formula.op) {
    case 'constant':
    case 'state':
      return true
    case 'taken':
      return !positive && !formula.actions?.some((action) => model.actions[action]?.input !== undefined)
    case 'next':
      return false
    case 'not':
      return bearsMore(model, formula.of, !positive)
    case 'always':
    case 'eventually':
      return bearsMore(model, formula.of, positive)
    case 'and':
    case 'or':
      return formula.of.every((part) => bearsMore(model, part, positive))
    default:
      return bearsMore(model, formula.left, positive) && bearsMore(model, formula.right, positive)
  }
}
