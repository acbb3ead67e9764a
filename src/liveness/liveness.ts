/**
 * Decides a question on a state graph: whether every fair run satisfies a formula, every state has a path to a goal, or
 * some run meets predicates in order. The usual shapes of formulas are searched on the graph itself. Any other formula
 * is searched on the product with the automaton of its negation.
 */
import { defined, type NumberedFormula } from '../plain.ts'
import type { Arena } from './arena.ts'
import { Room, Scratch } from './components.ts'
import { fairComponents } from './fair-components.ts'
import { predicateOf, type Question } from './formula.ts'
import {
  type Constraint,
  type Decision,
  distanceIn,
  Enabled,
  type Graph,
  type GraphPath,
  hasSelfEdges,
  levelsBy,
  truthOf,
} from './graph.ts'
import { longestRun } from './longest-run.ts'
import { decideOrder } from './order.ts'
import { productWithNegation } from './product.ts'
import { decidePromise } from './refined.ts'
import { reachedThrough, region } from './region.ts'
import { shortestPaths, shortRun } from './short-run.ts'
import { type Searched, threadsOf } from './threads.ts'
import { decideReach } from './ways-back.ts'

export interface DecideOptions {
  /** Maximum memory for the search, without the graph. */
  readonly maxBytes?: number
  /** Uses the product even if the graph alone is enough; for tests. */
  readonly product?: boolean
  /** Maximum number of real states that a component over orbits is unfolded to; for tests. */
  readonly mostUnfolded?: number
}

/** One graph with its fairness constraints. It can decide any number of questions. */
export class Liveness {
  readonly #graph: Graph
  readonly #constraints: readonly Constraint[]
  #searched: Searched | undefined
  #room: Room | undefined

  constructor(graph: Graph, constraints: readonly Constraint[]) {
    this.#graph = graph
    this.#constraints = constraints
  }

  /** @throws SpecError if the formula is too large */
  decide(question: Question, options: DecideOptions = {}): Decision {
    const { maxBytes = 2 ** 40, product = false } = options
    // bytes a node: two stacks, two parts, truths, the region, the constraints enabled; other questions take fewer
    const { nodes, edges } = this.#graph.rows
    const fair = Math.ceil(this.#constraints.length / 32) * 4
    // over orbits: the permutation of each edge; and for each node of a component, its number and where threads are
    const ofOrbits = this.#graph.orbits === undefined ? 0 : edges * 2 + nodes * (8 + 2 * this.#constraints.length)
    const isOfFairRuns = question.kind === 'formula' || question.kind === 'refinement'
    const bytes = isOfFairRuns ? nodes * (36 + fair) + ofOrbits : nodes * 32
    if (bytes > maxBytes) return { verdict: 'unknown' }
    try {
      if (question.kind === 'order') return decideOrder(this.#graph, question, maxBytes)
      this.#room ??= new Room(nodes)
      if (question.kind === 'canAlwaysReach') return decideReach(this.#graph, question, maxBytes, this.#room)
      if (question.kind === 'formula' && question.formula.op === 'and') {
        return this.#all(question.formula.of.map((formula) => this.decide({ kind: 'formula', formula }, options)))
      }
      this.#searched ??= searchedOf(this.#graph, this.#constraints)
      if (question.kind === 'refinement') {
        // over orbits, the abstract model would have to be symmetric too
        if (this.#graph.orbits !== undefined) return { verdict: 'unknown' }
        const { promises } = question
        const [one] = promises
        if (promises.length !== 1 || one === undefined) {
          return this.#all(promises.map((one) => this.decide({ kind: 'refinement', promises: [one] }, options)))
        }
        return decidePromise(this.#searched, one, this.#room, maxBytes - bytes)
      }
      const searched = { ...this.#searched, ...defined({ mostUnfolded: options.mostUnfolded }) }
      // an instance has no thread if its steps are not those of the others
      if (searched.threads !== undefined && !searched.threads.orbits.isEquivariant) return { verdict: 'unknown' }
      const shape = product ? undefined : shapeOf(question.formula)
      const decision =
        shape === undefined
          ? decideByProduct(searched, question.formula, maxBytes)
          : decideShape(searched, shape, this.#room)
      return decision.verdict === 'holds'
        ? { verdict: 'holds', vacuous: isVacuous(this.#graph, question.formula, this.#room.first) }
        : decision
    } catch (error) {
      // the machine has less memory than the limit allows
      if (error instanceof RangeError && !/call stack/.test(error.message)) return { verdict: 'unknown' }
      throw error
    }
  }

  /** Whether some run keeps all constraints, or there was not enough memory to find out. */
  hasFairRun(maxBytes: number): boolean {
    const never = { kind: 'formula', formula: { op: 'constant', value: false } } as const
    return this.decide(never, { maxBytes }).verdict !== 'holds'
  }

  /** Number of steps of the longest run; `undefined` if some run can loop. */
  longestRun(): number | undefined {
    this.#room ??= new Room(this.#graph.rows.nodes)
    return longestRun(this.#graph.rows, undefined, this.#room)
  }

  /** The decision on a conjunction. Each part has a far smaller automaton, and the whole is violated if a part is. */
  #all(decisions: readonly Decision[]): Decision {
    const lassos = decisions.flatMap((one) => ('loopAt' in one ? [one] : []))
    const lengthOf = ({ walk, beginning }: (typeof lassos)[0]) => (beginning ?? walk).actions.length
    const begun = lassos.filter(({ beginning }) => beginning !== undefined)
    const [first] = (begun.length > 0 ? begun : lassos).sort((a, b) => lengthOf(a) - lengthOf(b))
    if (first !== undefined) return first
    if (decisions.some(({ verdict }) => verdict === 'unknown')) return { verdict: 'unknown' }
    return { verdict: 'holds', vacuous: decisions.some((one) => one.verdict === 'holds' && one.vacuous) }
  }
}

function searchedOf(graph: Graph, constraints: readonly Constraint[]): Searched {
  const enabled = new Enabled(graph, constraints)
  return { graph, enabled, threads: threadsOf(graph.orbits, constraints, enabled) }
}

/** A predicate over the atoms of a state. */
type Predicate = (has: (atom: number) => boolean) => boolean

/** The negation of a usual shape: a run that, once begun, stays in `bad` forever or visits it again and again. */
interface Shape {
  /** Where the bad part of the run begins: at an initial state, anywhere, or at a state that satisfies a predicate. */
  readonly from: 'start' | 'anywhere' | Predicate
  readonly bad: Predicate
  /** Whether the run stays in `bad`. */
  readonly stays: boolean
}

/** Whether the formula has the form `always(p implies …)` and no state satisfies `p`. */
function isVacuous(graph: Graph, formula: NumberedFormula, truth: Uint8Array<ArrayBuffer>): boolean {
  if (formula.op !== 'always' || formula.of.op !== 'or') return false
  const [first] = formula.of.of
  const p = first?.op === 'not' ? predicateOf(first.of) : undefined
  return p !== undefined && !truthOf(graph, p, truth).includes(1)
}

const negated =
  (predicate: Predicate): Predicate =>
  (has) =>
    !predicate(has)

function shapeOf(formula: NumberedFormula): Shape | undefined {
  if (formula.op === 'eventually') {
    const settled = formula.of.op === 'always' ? predicateOf(formula.of.of) : undefined
    if (settled !== undefined) return { from: 'anywhere', bad: negated(settled), stays: false }
    const p = predicateOf(formula.of)
    return p && { from: 'start', bad: negated(p), stays: true }
  }
  if (formula.op !== 'always') return undefined
  if (formula.of.op === 'eventually') {
    const p = predicateOf(formula.of.of)
    return p && { from: 'anywhere', bad: negated(p), stays: true }
  }
  if (formula.of.op === 'or') {
    const [left, right, more] = formula.of.of
    if (left?.op !== 'not' || right?.op !== 'eventually' || more !== undefined) return undefined
    const [p, q] = [predicateOf(left.of), predicateOf(right.of)]
    return p && q && { from: p, bad: negated(q), stays: true }
  }
  return undefined
}

function decideShape(searched: Searched, { from, bad, stays }: Shape, room: Room): Decision {
  const { graph, enabled, threads } = searched
  const { rows } = graph
  const isBad = truthOf(graph, bad, room.first)
  const begun = typeof from === 'function' ? truthOf(graph, from, room.second) : undefined
  if (begun?.includes(1) === false) return { verdict: 'holds', vacuous: true }
  const begins = (state: number) => (begun ? begun[state] === 1 : state < graph.initial)
  const inside = from === 'anywhere' ? isBad : reachedThrough(rows, isBad, begins, room.stack)

  const part = room.numbers.fill(0)
  if (stays) for (let state = 0; state < part.length; state++) if (inside[state] === 0) part[state] = -1
  const arena: Arena = {
    rows,
    state: (node) => node,
    action: (label) => label,
    nodeMarks: stays ? () => 0 : (node) => isBad[node] as number,
    labelMarks: () => 0,
    marks: stays ? 0 : 1,
    hasSelfEdges: hasSelfEdges(graph),
  }
  fairComponents(arena, enabled, part, room, threads)
  const ends = (state: number) => inside[state] === 1 && enabled.mayEnd(state)
  let state = 0
  while (state < part.length && (part[state] as number) <= 0 && !ends(state)) state++
  if (state === part.length) return { verdict: 'holds', vacuous: false }
  const stem = from === 'anywhere' ? { order: part.keys(), ...shortestPaths(graph) } : region(graph, isBad, begins)
  const run = shortRun(searched, arena, part, { ...stem, ends })
  if (begun === undefined || !('loopAt' in run)) return run
  // a run whose bad part begins within the loop needs no stem in which it begins
  const again: Arena = { ...arena, nodeMarks: (node) => begun[node] as number, marks: 1 }
  for (let state = 0; state < part.length; state++) part[state] = inside[state] === 0 ? -1 : 0
  fairComponents(again, enabled, part, room, threads)
  const other = shortRun(searched, again, part, { order: part.keys(), ...shortestPaths(graph), ends: () => false })
  return 'loopAt' in other && other.walk.actions.length < run.walk.actions.length ? other : run
}

function decideByProduct(searched: Searched, formula: NumberedFormula, maxBytes: number): Decision {
  const { graph, enabled, threads } = searched
  const arena = productWithNegation(graph, formula, maxBytes)
  if (arena === undefined) return { verdict: 'unknown' }
  const { rows, parents } = arena
  if (rows.nodes === 0) return { verdict: 'holds', vacuous: false }
  const part = new Int32Array(rows.nodes)
  fairComponents(arena, enabled, part, new Scratch(rows.nodes), threads)
  const ends = (node: number) => enabled.mayEnd(arena.state(node)) && arena.mayRest(node)
  const walk = (found: number): GraphPath => {
    const nodes = [found]
    for (let at = parents[found] as number; at >= 0; at = parents[at] as number) nodes.push(at)
    nodes.reverse()
    const actions = nodes.slice(1).map((to, i) => {
      let e = rows.start(nodes[i] as number)
      while (rows.target(e) !== to) e++
      return arena.action(rows.label(e))
    })
    return { states: nodes.map(arena.state), actions }
  }
  const run = shortRun(searched, arena, part, {
    order: part.keys(),
    ends,
    distance: distanceIn(levelsBy(parents, rows.nodes)),
    walk,
  })
  // nodes are numbered breadth first
  let broken = 0
  while (broken < rows.nodes && !arena.isBroken(broken)) broken++
  return 'loopAt' in run && broken < rows.nodes ? { ...run, beginning: walk(broken) } : run
}
