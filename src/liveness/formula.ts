/** A question about a graph. */
import type { NumberedFormula } from '../plain.ts'
/** A fairness promise of an abstract model, over the states of the graph. */
export interface Promised {
  readonly strong: boolean
  /** Whether the abstract model can keep the promise at once, in the state to which this one is mapped. */
  enabled(state: number): boolean
  /** Whether a step between these states is mapped to one that keeps the promise. */
  takes(from: number, to: number): boolean
}

export type Question =
  /** Some run meets these predicates in order. One state may meet several of them. */
  | { readonly kind: 'order'; readonly goals: readonly NumberedFormula[] }
  | { readonly kind: 'formula'; readonly formula: NumberedFormula }
  /** Every fair run keeps these promises of an abstract model. */
  | { readonly kind: 'refinement'; readonly promises: readonly Promised[] }
  /** From every state that satisfies `when`, some path of actions in `using` leads to `goal` (AG EF). */
  | {
      readonly kind: 'canAlwaysReach'
      readonly goal: NumberedFormula
      readonly when: NumberedFormula | undefined
      readonly using: readonly number[] | undefined
    }

/** A formula in negation normal form, the input of the automaton. */
export type Normal =
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'literal'; readonly bit: number; readonly positive: boolean }
  | { readonly op: 'next'; readonly of: Normal }
  | { readonly op: 'and' | 'or'; readonly of: readonly Normal[] }
  | { readonly op: 'until' | 'release'; readonly left: Normal; readonly right: Normal }

export type Literal = Extract<NumberedFormula, { readonly op: 'state' | 'taken' }>

const constant = (value: boolean): Normal => ({ op: 'constant', value })

/**
 * Pushes negations down to the literals, which `bitOf` numbers. `always`, `eventually` and `weakUntil` become `until`
 * and `release`.
 */
export function normal(formula: NumberedFormula, positive: boolean, bitOf: (literal: Literal) => number): Normal {
  const under = (inner: NumberedFormula, same = positive) => normal(inner, same, bitOf)
  switch (formula.op) {
    case 'constant':
      return constant(formula.value === positive)
    case 'state':
    case 'taken':
      return { op: 'literal', bit: bitOf(formula), positive }
    case 'not':
      return under(formula.of, !positive)
    case 'next':
      return { op: 'next', of: under(formula.of) }
    case 'and':
    case 'or':
      return { op: (formula.op === 'and') === positive ? 'and' : 'or', of: formula.of.map((part) => under(part)) }
    case 'always':
      return { op: positive ? 'release' : 'until', left: constant(!positive), right: under(formula.of) }
    case 'eventually':
      return { op: positive ? 'until' : 'release', left: constant(positive), right: under(formula.of) }
    case 'until':
    case 'release':
      return {
        op: (formula.op === 'until') === positive ? 'until' : 'release',
        left: under(formula.left),
        right: under(formula.right),
      }
    case 'weakUntil':
      // a W b is b R (a ∨ b)
      return under({ op: 'release', left: formula.right, right: { op: 'or', of: [formula.left, formula.right] } })
  }
}

/** The formula as a predicate of single states; `undefined` if it refers to time or steps. */
export function predicateOf(formula: NumberedFormula): ((has: (atom: number) => boolean) => boolean) | undefined {
  switch (formula.op) {
    case 'constant':
      return () => formula.value
    case 'state':
      return (has) => has(formula.atom)
    case 'not': {
      const of = predicateOf(formula.of)
      return of && ((has) => !of(has))
    }
    case 'and':
    case 'or': {
      const parts = formula.of.map(predicateOf)
      if (parts.includes(undefined)) return undefined
      const all = parts as ((has: (atom: number) => boolean) => boolean)[]
      return formula.op === 'and' ? (has) => all.every((part) => part(has)) : (has) => all.some((part) => part(has))
    }
    default:
      return undefined
  }
}
