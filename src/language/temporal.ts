/**
 * Properties of whole runs: formulas over predicates, as authors compose them and as the checker numbers them. Over 300
 * lines, so that the functions and their contracts stand in one place.
 */

import { SpecError, show } from '../errors.ts'
import { defined, type NumberedFormula } from '../plain.ts'
import type { AnyId } from './by-id.ts'
import { checkNames, onlyKnown } from './names.ts'
import type { AnyFunction } from './processes/named-step.ts'
import { type Refinement, type RefinesOptions, refinementOf } from './refinement/refinement.ts'
import { type Span, spanOf } from './time/spans.ts'
import { type Timed, timedOf } from './time/timed.ts'
import type { Fields } from './types.ts'

/**
 * A formula of linear time, over predicates of states and over the step just taken. A run may stop anywhere, unless
 * fairness says that it goes on. A run that stops repeats its last state forever, and takes no step.
 */
export type Formula =
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'state'; readonly test: AnyFunction }
  | {
      readonly op: 'taken'
      readonly step: string
      readonly instance: number | undefined
      /** The numbers of the actions, once the model is known. */
      readonly actions?: readonly number[]
    }
  | { readonly op: 'not' | 'next' | 'always' | 'eventually'; readonly of: Formula }
  | { readonly op: 'and' | 'or'; readonly of: readonly Formula[] }
  | { readonly op: 'until' | 'weakUntil' | 'release'; readonly left: Formula; readonly right: Formula }

/** The function that made a property of runs; `ltl` for any other formula. */
export type TemporalKind =
  | 'canAlwaysReach'
  | 'leadsTo'
  | 'eventually'
  | 'alwaysEventually'
  | 'eventuallyAlways'
  | 'within'
  | 'reachableInOrder'
  | 'shortestTime'
  | 'longestTime'
  | 'refinement'
  | 'ltl'

/** A property of runs, or a part of one, as the functions of `Temporals` make it. */
export interface Temporal {
  readonly kind: TemporalKind
  /** The formula that is true of every run; for `canAlwaysReach`, the goal. @internal */
  readonly formula: Formula
  /** @internal */
  readonly when?: Formula
  /** For `reachableInOrder`: the names of the predicates, which are the parts of its formula. @internal */
  readonly milestones?: readonly string[]
  /** @internal */
  readonly using?: readonly string[]
  /** For `leadsTo` with a number of units: the two predicates. @internal */
  readonly timed?: Timed
  /** For `shortestTime` and `longestTime`. @internal */
  readonly span?: Span
  /** For `refines`: the abstract model, and the map. @internal */
  readonly refined?: Refinement
}

/** A predicate of a state, or a formula made of predicates. */
export type Operand<X> = ((s: X) => boolean) | Temporal

/**
 * The functions that `temporal` receives: `X` is the state, `A` the names of processes, steps and actions.
 *
 * Formulas are those of linear temporal logic (A. Pnueli, The temporal logic of programs, 1977). As in TLA+, a run may
 * stop anywhere unless fairness says that it goes on. A run that stops repeats its last state.
 */
export interface Temporals<X, A extends string> {
  /**
   * From every reachable state, or from those that satisfy `when`, some path leads to a state that satisfies `p`. The
   * path may use any action, faults included. `using` restricts it to the steps of the named processes, or to the named
   * steps and actions. This is `AG EF p` of computation tree logic (E. M. Clarke and E. A. Emerson, 1981).
   */
  canAlwaysReach(
    p: (s: X) => boolean,
    options?: { readonly using?: readonly A[] | undefined; readonly when?: ((s: X) => boolean) | undefined },
  ): Temporal
  /**
   * In every run: whenever `p` holds, `q` holds at that state or later. With `units`: no more than that many units of time
   * pass in between, so `p` and `q` must be predicates, and the property is an invariant over a timer of its own.
   */
  leadsTo(p: Operand<X>, q: Operand<X>): Temporal
  leadsTo(p: (s: X) => boolean, q: (s: X) => boolean, options: { readonly units: number }): Temporal
  /**
   * The shortest time that any run takes from `p` to `q`, in units. A span begins in a state with `p` and without `q`, and
   * ends in the next state with `q`. With `atLeast`: violated by a shorter span.
   */
  shortestTime(
    p: (s: X) => boolean,
    q: (s: X) => boolean,
    options?: { readonly atLeast?: number | undefined },
  ): Temporal
  /**
   * The longest time that any run takes from `p` to `q`, in units, whether `q` comes or not. Violated if there is none,
   * because time can go on forever without `q`. With `atMost`: violated by a longer span, too.
   */
  longestTime(p: (s: X) => boolean, q: (s: X) => boolean, options?: { readonly atMost?: number | undefined }): Temporal
  /** In every run: `p` holds at the start or later. */
  eventually(p: Operand<X>): Temporal
  /** In every run: `p` holds again and again, forever. */
  alwaysEventually(p: Operand<X>): Temporal
  /** In every run: from some point on, `p` holds forever. */
  eventuallyAlways(p: Operand<X>): Temporal
  /** In every run: `p` holds at most `n` steps after the start, or after each state that satisfies `when`. */
  within(n: number, p: Operand<X>, options?: { readonly when?: Operand<X> | undefined }): Temporal
  /**
   * Some run meets these predicates in order; the report shows the shortest. One state may meet two consecutive
   * predicates. The report shows each name where the run meets its predicate.
   */
  reachableInOrder(
    milestones: readonly ((s: X) => boolean)[] | { readonly [name: string]: (s: X) => boolean },
  ): Temporal
  /**
   * Every run is, by the map `by`, a run of the abstract model `of`: every initial state maps to an initial state of it.
   * Every step maps to a step of it, or to no change of any of its variables. Each fairness promise of the abstract
   * model is kept. This is refinement under a mapping (M. Abadi and L. Lamport, The existence of refinement mappings,
   * 1991). The steps and the fairness of this model decide; history variables are allowed.
   */
  refines<S extends Fields, P>(options: RefinesOptions<X, S, P>): Temporal
  /** In every run: `p` holds at every state. */
  always(p: Operand<X>): Temporal
  /** `p` holds after the next step. */
  next(p: Operand<X>): Temporal
  /** `p` holds at every state before the first `q`, and `q` does come. */
  until(p: Operand<X>, q: Operand<X>): Temporal
  /** Like `until`, but `q` need not come if `p` holds forever. */
  weakUntil(p: Operand<X>, q: Operand<X>): Temporal
  /** `q` holds up to and including the first state at which `p` holds; forever if there is none. */
  release(p: Operand<X>, q: Operand<X>): Temporal
  /** `p` does not hold. */
  not(p: Operand<X>): Temporal
  /** All parts hold. */
  and(...parts: readonly Operand<X>[]): Temporal
  /** At least one part holds. */
  or(...parts: readonly Operand<X>[]): Temporal
  /** If `p` holds, then `q` holds. */
  implies(p: Operand<X>, q: Operand<X>): Temporal
  /** The step just taken was of this process, or was this step or action; of one instance only if it is named. */
  taken(step: A, instance?: AnyId): Temporal
}

const ltl = (formula: Formula): Temporal => ({ kind: 'ltl', formula })
const not = (of: Formula): Formula => ({ op: 'not', of })
const unary = (op: 'not' | 'next' | 'always' | 'eventually', of: Formula): Formula => ({ op, of })
const either = (...of: Formula[]): Formula => ({ op: 'or', of })

/** The functions that make properties of runs. */
export const temporals: Temporals<never, string> = {
  canAlwaysReach: (p, options = {}) => {
    onlyKnown('canAlwaysReach', options, ['using', 'when'])
    const { using, when } = options
    return {
      kind: 'canAlwaysReach',
      formula: predicate(p, 'canAlwaysReach'),
      ...(when === undefined ? {} : { when: predicate(when, 'canAlwaysReach when') }),
      ...defined({ using }),
    }
  },
  leadsTo: (p: Operand<never>, q: Operand<never>, options?: { readonly units: number }) => ({
    kind: 'leadsTo',
    formula: unary('always', either(not(formulaOf(p, 'leadsTo')), unary('eventually', formulaOf(q, 'leadsTo')))),
    ...(options === undefined ? {} : { timed: timedOf(p, q, options) }),
  }),
  shortestTime: (p, q, options = {}) => measured('shortestTime', p, q, options),
  longestTime: (p, q, options = {}) => measured('longestTime', p, q, options),
  eventually: (p) => ({ kind: 'eventually', formula: unary('eventually', formulaOf(p, 'eventually')) }),
  alwaysEventually: (p) => ({
    kind: 'alwaysEventually',
    formula: unary('always', unary('eventually', formulaOf(p, 'alwaysEventually'))),
  }),
  eventuallyAlways: (p) => ({
    kind: 'eventuallyAlways',
    formula: unary('eventually', unary('always', formulaOf(p, 'eventuallyAlways'))),
  }),
  within: (n, p, options = {}) => {
    onlyKnown('within', options, ['when'])
    const { when } = options
    if (!Number.isInteger(n) || n < 0 || n > 1000) {
      throw new SpecError(
        'bad-property',
        `within: the number of steps is ${show(n)}: expected a whole number from 0 to 1000`,
      )
    }
    const goal = formulaOf(p, 'within')
    let formula = goal
    for (let k = 0; k < n; k++) formula = either(goal, unary('next', formula))
    return {
      kind: 'within',
      formula: when === undefined ? formula : unary('always', either(not(formulaOf(when, 'within when')), formula)),
    }
  },
  reachableInOrder: (milestones) => {
    checkNames('reachableInOrder', milestones)
    const named = Array.isArray(milestones)
      ? milestones.map((p, i) => [`${i + 1}`, p] as const)
      : Object.entries(milestones ?? {})
    if (named.length === 0) {
      throw new SpecError('bad-property', 'reachableInOrder: expected predicates, as in reachableInOrder([p, q])')
    }
    return {
      kind: 'reachableInOrder',
      formula: { op: 'and', of: named.map(([, p]) => predicate(p, 'reachableInOrder')) },
      milestones: named.map(([name]) => name),
    }
  },
  refines: (options) => ({
    kind: 'refinement',
    formula: { op: 'constant', value: true },
    refined: refinementOf(options),
  }),
  always: (p) => ltl(unary('always', formulaOf(p, 'always'))),
  next: (p) => ltl(unary('next', formulaOf(p, 'next'))),
  until: (p, q) => ltl({ op: 'until', left: formulaOf(p, 'until'), right: formulaOf(q, 'until') }),
  weakUntil: (p, q) => ltl({ op: 'weakUntil', left: formulaOf(p, 'weakUntil'), right: formulaOf(q, 'weakUntil') }),
  release: (p, q) => ltl({ op: 'release', left: formulaOf(p, 'release'), right: formulaOf(q, 'release') }),
  not: (p) => ltl(not(formulaOf(p, 'not'))),
  and: (...parts) => ltl({ op: 'and', of: parts.map((part) => formulaOf(part, 'and')) }),
  or: (...parts) => ltl({ op: 'or', of: parts.map((part) => formulaOf(part, 'or')) }),
  implies: (p, q) => ltl(either(not(formulaOf(p, 'implies')), formulaOf(q, 'implies'))),
  taken: (step, instance) => ltl({ op: 'taken', step, instance: instance as number | undefined }),
}

/** The formula is made when the property has a name: it is about a variable of its own. */
function measured(kind: 'shortestTime' | 'longestTime', p: unknown, q: unknown, options: object): Temporal {
  return { kind, formula: { op: 'constant', value: true }, span: spanOf(kind, p, q, options) }
}

function predicate(given: unknown, where: string): Formula {
  if (typeof given === 'function') return { op: 'state', test: given as AnyFunction }
  throw new SpecError(
    'bad-property',
    `${where} is ${show(given)}: expected a predicate, as in (s) => s.leader !== null`,
  )
}

function formulaOf(given: unknown, where: string): Formula {
  if (typeof given === 'function') return predicate(given, where)
  const { kind, formula, timed, span } = (given ?? {}) as Partial<Temporal>
  if (timed !== undefined) {
    throw new SpecError(
      'bad-property',
      `${where} contains leadsTo with units, which cannot be part of a formula: make it a property of its own`,
    )
  }
  if (span !== undefined || kind === 'canAlwaysReach' || kind === 'reachableInOrder' || kind === 'refinement') {
    throw new SpecError(
      'bad-property',
      `${where} contains ${kind === 'refinement' ? 'refines' : kind}, which cannot be part of a formula: make it a property of its own`,
    )
  }
  if (formula !== undefined) return formula
  throw new SpecError('bad-property', `${where} is ${show(given)}: expected a predicate or a formula`)
}

/** Replaces predicates by the numbers that `atomOf` returns, and steps by the numbers of their actions. */
export function numbered(formula: Formula, atomOf: (test: AnyFunction) => number): NumberedFormula {
  const on = (inner: Formula) => numbered(inner, atomOf)
  switch (formula.op) {
    case 'constant':
      return formula
    case 'state':
      return { op: 'state', atom: atomOf(formula.test) }
    case 'taken':
      return { op: 'taken', actions: formula.actions ?? [] }
    case 'not':
    case 'next':
    case 'always':
    case 'eventually':
      return { op: formula.op, of: on(formula.of) }
    case 'and':
    case 'or':
      return { op: formula.op, of: formula.of.map(on) }
    case 'until':
    case 'weakUntil':
    case 'release':
      return { op: formula.op, left: on(formula.left), right: on(formula.right) }
  }
}

/** The formula with the action numbers of its steps. */
export function resolved(
  formula: Formula,
  actionsOf: (step: string, instance: number | undefined) => readonly number[],
): Formula {
  const on = (inner: Formula) => resolved(inner, actionsOf)
  switch (formula.op) {
    case 'constant':
    case 'state':
      return formula
    case 'taken':
      return { ...formula, actions: actionsOf(formula.step, formula.instance) }
    case 'not':
    case 'next':
    case 'always':
    case 'eventually':
      return { op: formula.op, of: on(formula.of) }
    case 'and':
    case 'or':
      return { op: formula.op, of: formula.of.map(on) }
    case 'until':
    case 'weakUntil':
    case 'release':
      return { op: formula.op, left: on(formula.left), right: on(formula.right) }
  }
}
