/**
 * Fairness and properties of runs as plain data, over predicates of any kind `P`. Two back ends give them a meaning, as
 * for models: `to-temporal.ts` in the language, and `naive-runs.ts` by definition.
 */

/** Fairness as an author declares it. `true` is weak, `null` is none, `false` excludes a step from its process's. */
export type FairD = boolean | 'weak' | 'strong' | null

export type FormulaD<P> =
  | { readonly f: 'state'; readonly test: P }
  | {
      readonly f: 'taken'
      readonly step: string
      readonly instance: number | null
      /** The path of the module that has the step. Absent for the whole model. */
      readonly within?: readonly string[]
    }
  | { readonly f: Unary; readonly a: FormulaD<P> }
  | { readonly f: Binary; readonly a: FormulaD<P>; readonly b: FormulaD<P> }

export type Unary = 'not' | 'next' | 'always' | 'eventually'
export type Binary = 'and' | 'or' | 'implies' | 'until' | 'weakUntil' | 'release'

export type TemporalD<P> =
  | {
      readonly t: 'canAlwaysReach'
      readonly p: P
      /** The names that may be used on the way. `null` for any step. */
      readonly using: readonly string[] | null
      readonly when: P | null
      /** The path of the module that has the steps. */
      readonly within?: readonly string[]
    }
  | { readonly t: 'reachableInOrder'; readonly goals: readonly P[] }
  | { readonly t: 'leadsTo'; readonly p: FormulaD<P>; readonly q: FormulaD<P> }
  | { readonly t: 'eventually' | 'alwaysEventually' | 'eventuallyAlways'; readonly p: FormulaD<P> }
  | { readonly t: 'within'; readonly n: number; readonly p: FormulaD<P>; readonly when: FormulaD<P> | null }
  /** The formula must be more than a predicate. */
  | { readonly t: 'ltl'; readonly formula: FormulaD<P> }

/** The formulas of a property. */
export function formulasOf<P>(d: TemporalD<P>): FormulaD<P>[] {
  const state = (test: P): FormulaD<P> => ({ f: 'state', test })
  switch (d.t) {
    case 'canAlwaysReach':
      return [state(d.p), ...(d.when === null ? [] : [state(d.when)])]
    case 'reachableInOrder':
      return d.goals.map(state)
    case 'leadsTo':
      return [d.p, d.q]
    case 'within':
      return [d.p, ...(d.when === null ? [] : [d.when])]
    case 'ltl':
      return [d.formula]
    default:
      return [d.p]
  }
}

/** A formula and all its parts. */
export function withParts<P>(formula: FormulaD<P>): FormulaD<P>[] {
  const parts = 'b' in formula ? [formula.a, formula.b] : 'a' in formula ? [formula.a] : []
  return [formula, ...parts.flatMap(withParts)]
}

export function predicatesOf<P>(d: TemporalD<P>): P[] {
  return formulasOf(d)
    .flatMap(withParts)
    .flatMap((formula) => (formula.f === 'state' ? [formula.test] : []))
}

/** The property of a module as a property of the whole: its steps are those of the module at `path`. */
export function inModule<P>(d: TemporalD<P>, path: readonly string[]): TemporalD<P> {
  const on = (formula: FormulaD<P>): FormulaD<P> => {
    if (formula.f === 'taken') return { ...formula, within: path }
    if ('b' in formula) return { ...formula, a: on(formula.a), b: on(formula.b) }
    return 'a' in formula ? { ...formula, a: on(formula.a) } : formula
  }
  switch (d.t) {
    case 'canAlwaysReach':
      return { ...d, within: path }
    case 'reachableInOrder':
      return d
    case 'leadsTo':
      return { ...d, p: on(d.p), q: on(d.q) }
    case 'within':
      return { ...d, p: on(d.p), when: d.when === null ? null : on(d.when) }
    case 'ltl':
      return { ...d, formula: on(d.formula) }
    default:
      return { ...d, p: on(d.p) }
  }
}
