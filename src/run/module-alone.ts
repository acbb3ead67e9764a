/**
 * Which verdicts of a module hold for the module alone. As a module sees it, each run of a composition is a run of the
 * module by itself with steps of other modules in between. So invariants, properties of steps and formulas that ignore
 * such steps hold in every composition that keeps the rhythms of the inputs.
 */
import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import type { Formula } from '../language/temporal.ts'

/** Whether a property that holds in the model says nothing about a composition, because the model's inputs are free. */
export function isAlone(model: Model, { kind, formula }: Property): boolean {
  if (model.inputs.length === 0 && !model.actions.some((action) => action.input !== undefined)) return false
  if (kind === 'deadlock' || kind === 'canAlwaysReach') return true
  if (kind === 'reachable' || kind === 'reachableInOrder' || formula === undefined) return false
  return !bearsMore(model, formula, true)
}

/**
 * Whether a formula that is true of a run stays true if steps of other modules come between, which are no steps of the
 * model. `positive`: the formula is under an even number of negations.
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
