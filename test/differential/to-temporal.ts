/** Makes a real property of runs, by the functions that an author uses. */
import type { Operand, Temporal, Temporals } from '../../src/language/temporal.ts'
import type { FormulaD, TemporalD } from './temporal.ts'

type Make = Temporals<never, string>
type Test = (s: never) => boolean

export function toTemporal<P>(make: Make, d: TemporalD<P>, predicate: (p: P) => Test): Temporal {
  const operand = (formula: FormulaD<P>) => toOperand(make, formula, predicate)
  switch (d.t) {
    case 'canAlwaysReach':
      return make.canAlwaysReach(predicate(d.p), {
        ...(d.using === null ? {} : { using: d.using }),
        ...(d.when === null ? {} : { when: predicate(d.when) }),
      })
    case 'reachableInOrder':
      return make.reachableInOrder(d.goals.map(predicate))
    case 'leadsTo':
      return make.leadsTo(operand(d.p), operand(d.q))
    case 'within':
      return make.within(d.n, operand(d.p), d.when === null ? {} : { when: operand(d.when) })
    case 'ltl': {
      const formula = operand(d.formula)
      if (typeof formula === 'function') throw new Error('a predicate alone is no formula')
      return formula
    }
    default:
      return make[d.t](operand(d.p))
  }
}

function toOperand<P>(make: Make, d: FormulaD<P>, predicate: (p: P) => Test): Operand<never> {
  const on = (formula: FormulaD<P>) => toOperand(make, formula, predicate)
  if (d.f === 'state') return predicate(d.test)
  if (d.f === 'taken') return d.instance === null ? make.taken(d.step) : make.taken(d.step, d.instance)
  return 'b' in d ? make[d.f](on(d.a), on(d.b)) : make[d.f](on(d.a))
}
