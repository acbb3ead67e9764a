/** Decides by definition what is true of all fair runs of a state graph. */
import { fairNodes } from './naive-fair.ts'
import { type Duty, isNamed, type Runs, runsOf, type StateGraph } from './naive-graph.ts'
import { tableau } from './naive-tableau.ts'
import { shortestInOrder, type WaysBack, waysBack } from './naive-ways.ts'
import { type FormulaD, type TemporalD, withParts } from './temporal.ts'

/** The largest graph for the tableau. In larger graphs, formulas that need the tableau are skipped. */
const maxStates = 120

export type Holds<P> = (p: P, state: number) => boolean

export type Verdict = 'holds' | 'violated' | 'skipped'

export interface Answer {
  readonly verdict: Verdict
  /** Whether it holds only because the states that it asks about are never reached. */
  readonly vacuous: boolean
  readonly ways?: WaysBack
  /** The number of steps of the shortest way that meets the goals in order. */
  readonly length?: number | undefined
}

/** Answers questions about a graph. */
export class Asked<P> {
  readonly graph: StateGraph
  readonly holds: Holds<P>
  #made: Runs | undefined

  constructor(graph: StateGraph, holds: Holds<P>) {
    this.graph = graph
    this.holds = holds
  }

  get #runs(): Runs {
    this.#made ??= runsOf(this.graph)
    return this.#made
  }

  get #all(): ReadonlySet<number> {
    return new Set(this.#runs.at.keys())
  }

  answer(d: TemporalD<P>): Answer {
    if (d.t === 'canAlwaysReach') {
      const ways = waysBack(this.graph, d, this.holds)
      return { verdict: ways.violation === undefined ? 'holds' : 'violated', vacuous: ways.vacuous, ways }
    }
    if (d.t === 'reachableInOrder') {
      const length = shortestInOrder(this.graph, d.goals, this.holds)
      return { verdict: length === undefined ? 'violated' : 'holds', vacuous: false, length }
    }
    return { verdict: this.verdict(d), vacuous: this.#isVacuous(d) }
  }

  /** Whether the formula is true of all runs that neglect none of the `duties`. */
  verdict(d: TemporalD<P>, duties: readonly Duty[] = this.graph.duties): Verdict {
    return this.byDefinition(d, duties) ?? this.byTableau(d, duties)
  }

  /** The verdict. `undefined` if a part of the property is about more than one moment. */
  byDefinition(d: TemporalD<P>, duties: readonly Duty[] = this.graph.duties): Verdict | undefined {
    const fair = (within: ReadonlySet<number>, goals: readonly ReadonlySet<number>[] = []) =>
      fairNodes(this.#runs, this.graph, duties, within, goals)
    const violatedBy = (nodes: Iterable<number>) => ([...nodes].length > 0 ? 'violated' : 'holds')
    switch (d.t) {
      case 'leadsTo': {
        const [p, q] = [this.#where(d.p), this.#where(d.q)]
        if (p === undefined || q === undefined) return undefined
        return violatedBy(both(p, fair(this.#not(q))))
      }
      case 'eventually': {
        const p = this.#where(d.p)
        return p && violatedBy(both(new Set(this.#runs.initial), fair(this.#not(p))))
      }
      case 'alwaysEventually': {
        const p = this.#where(d.p)
        return p && violatedBy(fair(this.#not(p)))
      }
      case 'eventuallyAlways': {
        const p = this.#where(d.p)
        return p && violatedBy(fair(this.#all, [this.#not(p)]))
      }
      case 'within': {
        const [p, when] = [this.#where(d.p), d.when === null ? new Set(this.#runs.initial) : this.#where(d.when)]
        if (p === undefined || when === undefined) return undefined
        const without = this.#not(p)
        let late = both(without, fair(this.#all))
        for (let k = 0; k < d.n; k++) {
          const later = late
          late = new Set([...without].filter((node) => this.#runs.next[node]?.some((to) => later.has(to))))
        }
        return violatedBy(both(when, late))
      }
      default:
        return undefined
    }
  }

  byTableau(d: TemporalD<P>, duties: readonly Duty[] = this.graph.duties): Verdict {
    if (this.graph.states > maxStates) return 'skipped'
    const found = tableau(this.#runs, { f: 'not', a: meaning(d) }, (leaf, node) => this.#isTrue(leaf, node))
    if (found === undefined) return 'skipped'
    const all = new Set(found.runs.at.keys())
    const fair = fairNodes(found.runs, this.graph, duties, all, found.goals)
    return found.runs.initial.some((node) => fair.has(node)) ? 'violated' : 'holds'
  }

  /** The nodes at which a formula is true. `undefined` if the node alone does not decide it. */
  #where(formula: FormulaD<P>): ReadonlySet<number> | undefined {
    if (!isOfMoment(formula)) return undefined
    return new Set([...this.#runs.at.keys()].filter((node) => this.#isTrue(formula, node)))
  }

  #not(nodes: ReadonlySet<number>): ReadonlySet<number> {
    return new Set([...this.#runs.at.keys()].filter((node) => !nodes.has(node)))
  }

  #isTrue(d: FormulaD<P>, node: number): boolean {
    const { state, action } = this.#runs.at[node] as Runs['at'][number]
    const taken = action === null ? undefined : this.graph.actions[action]
    switch (d.f) {
      case 'state':
        return this.holds(d.test, state)
      case 'taken':
        return taken !== undefined && isNamed(taken, d.step, d.instance, d.within)
      case 'not':
        return !this.#isTrue(d.a, node)
      case 'and':
        return this.#isTrue(d.a, node) && this.#isTrue(d.b, node)
      case 'or':
        return this.#isTrue(d.a, node) || this.#isTrue(d.b, node)
      case 'implies':
        return !this.#isTrue(d.a, node) || this.#isTrue(d.b, node)
      default:
        throw new Error(`${d.f} is not of a moment`)
    }
  }

  /** Whether the property asks what follows a predicate that is true of no state. */
  #isVacuous(d: TemporalD<P>): boolean {
    const never = (whole: FormulaD<P>): boolean => {
      if (whole.f === 'and') return never(whole.a) || never(whole.b)
      if (whole.f !== 'always') return false
      const { a } = whole
      const p = a.f === 'implies' ? a.a : a.f === 'or' && a.a.f === 'not' ? a.a.a : undefined
      return p !== undefined && isOfState(p) && this.#where(p)?.size === 0
    }
    return never(meaning(d))
  }
}

/** The property as one formula. */
export function meaning<P>(d: TemporalD<P>): FormulaD<P> {
  const always = (a: FormulaD<P>): FormulaD<P> => ({ f: 'always', a })
  const eventually = (a: FormulaD<P>): FormulaD<P> => ({ f: 'eventually', a })
  switch (d.t) {
    case 'leadsTo':
      return always({ f: 'implies', a: d.p, b: eventually(d.q) })
    case 'eventually':
      return eventually(d.p)
    case 'alwaysEventually':
      return always(eventually(d.p))
    case 'eventuallyAlways':
      return eventually(always(d.p))
    case 'within': {
      let formula = d.p
      for (let k = 0; k < d.n; k++) formula = { f: 'or', a: d.p, b: { f: 'next', a: formula } }
      return d.when === null ? formula : always({ f: 'implies', a: d.when, b: formula })
    }
    case 'ltl':
      return d.formula
    default:
      throw new Error(`${d.t} is about no single run`)
  }
}

/** Whether some part of the formula, if it has to be true (`wanted`) or false, says that something comes eventually. */
export function asksForSomething<P>(d: FormulaD<P>, wanted: boolean): boolean {
  switch (d.f) {
    case 'state':
    case 'taken':
      return false
    case 'not':
      return asksForSomething(d.a, !wanted)
    case 'implies':
      return asksForSomething(d.a, !wanted) || asksForSomething(d.b, wanted)
    case 'eventually':
      return wanted || asksForSomething(d.a, wanted)
    case 'always':
      return !wanted || asksForSomething(d.a, wanted)
    case 'next':
      return asksForSomething(d.a, wanted)
    default: {
      const ofItself = d.f === 'until' ? wanted : (d.f === 'weakUntil' || d.f === 'release') && !wanted
      return ofItself || asksForSomething(d.a, wanted) || asksForSomething(d.b, wanted)
    }
  }
}

function isOfMoment<P>(d: FormulaD<P>): boolean {
  if (d.f === 'state' || d.f === 'taken') return true
  if (d.f === 'not') return isOfMoment(d.a)
  return (d.f === 'and' || d.f === 'or' || d.f === 'implies') && isOfMoment(d.a) && isOfMoment(d.b)
}

function isOfState<P>(d: FormulaD<P>): boolean {
  return isOfMoment(d) && withParts(d).every((part) => part.f !== 'taken')
}

function both(a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...a].filter((node) => b.has(node)))
}
