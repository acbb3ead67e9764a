/**
 * Formulas over numbered predicates of states and over the action just taken. `next` and `taken` are read over the
 * steps really taken; a run that ends repeats its last state, and takes nothing, forever.
 */
export type Formula =
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'state'; readonly atom: number }
  /** The step that led here was one of these actions; false at the start. */
  | { readonly op: 'taken'; readonly actions: readonly number[] }
  | { readonly op: 'not' | 'next' | 'always' | 'eventually'; readonly of: Formula }
  | { readonly op: 'and' | 'or'; readonly of: readonly Formula[] }
  | { readonly op: 'until' | 'weakUntil' | 'release'; readonly left: Formula; readonly right: Formula }

/** What is asked of a graph. */
export type Question =
  /** Some run meets these predicates, one after the other or at once. */
  | { readonly kind: 'order'; readonly goals: readonly Formula[] }
  | { readonly kind: 'formula'; readonly formula: Formula }
  /** From every state that satisfies `when`, some way by `using` leads to `goal` (AG EF). */
  | {
      readonly kind: 'canAlwaysReach'
      readonly goal: Formula
      readonly when: Formula | undefined
      readonly using: readonly number[] | undefined
    }

/** A formula in negation normal form: what the automaton is made from. */
export type Normal =
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'literal'; readonly bit: number; readonly positive: boolean }
  | { readonly op: 'next'; readonly of: Normal }
  | { readonly op: 'and' | 'or'; readonly of: readonly Normal[] }
  | { readonly op: 'until' | 'release'; readonly left: Normal; readonly right: Normal }

export type Literal = Extract<Formula, { readonly op: 'state' | 'taken' }>

const constant = (value: boolean): Normal => ({ op: 'constant', value })

/** Pushes negations to the literals, which `bitOf` numbers; `always` and its like become `until` and `release`. */
export function normal(formula: Formula, positive: boolean, bitOf: (literal: Literal) => number): Normal {
  const under = (inner: Formula, same = positive) => normal(inner, same, bitOf)
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

/** A predicate of states alone, or `undefined` where time or steps are in it. */
export function predicateOf(formula: Formula): ((has: (atom: number) => boolean) => boolean) | undefined {
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
