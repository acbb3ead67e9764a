/**
 * Whether a state graph satisfies a question: every fair run a formula, or every state a way to a goal. The usual
 * shapes are searched on the graph itself, any other formula on the product with the automaton of its negation.
 */
import { Scratch } from './components.ts'
import { type Arena, fairComponents } from './fair.ts'
import { type Formula, predicateOf, type Question } from './formula.ts'
import { type Constraint, type Decision, Enabled, type Graph, joined, truthOf, type Walk, walkTo } from './graph.ts'
import { loopThrough, shortestLoop } from './loop.ts'
import { decideOrder } from './order.ts'
import { productWithNegation } from './product.ts'
import { decideReach } from './reach.ts'
import { region } from './region.ts'

export interface DecideOptions {
  /** Room for the search beside the graph. */
  readonly maxBytes?: number
  /** Takes the product even where the graph alone would do; for tests. */
  readonly product?: boolean
}

/** One graph with its constraints; ask it as many questions as there are properties. */
export class Liveness {
  readonly #graph: Graph
  readonly #constraints: readonly Constraint[]
  #enabled: Enabled | undefined

  constructor(graph: Graph, constraints: readonly Constraint[]) {
    this.#graph = graph
    this.#constraints = constraints
  }

  /** @throws SpecError for a formula that is too large */
  decide(question: Question, { maxBytes = 2 ** 40, product = false }: DecideOptions = {}): Decision {
    // Tarjan's stacks, parts, queues, the region, and what is fair where; the other questions take less
    const { nodes } = this.#graph.rows
    const fair = Math.ceil(this.#constraints.length / 32) * 4
    if (nodes * (question.kind === 'formula' ? 56 + fair : 40) > maxBytes) return { verdict: 'unknown' }
    try {
      if (question.kind === 'canAlwaysReach') return decideReach(this.#graph, question, maxBytes)
      if (question.kind === 'order') return decideOrder(this.#graph, question, maxBytes)
      if (question.formula.op === 'and') return this.#decideAll(question.formula.of, { maxBytes, product })
      this.#enabled ??= new Enabled(this.#graph, this.#constraints)
      const shape = product ? undefined : shapeOf(question.formula)
      const decision =
        shape === undefined
          ? decideByProduct(this.#graph, this.#enabled, question.formula, maxBytes)
          : decideShape(this.#graph, this.#enabled, shape)
      return decision.verdict === 'holds'
        ? { verdict: 'holds', vacuous: isVacuous(this.#graph, question.formula) }
        : decision
    } catch (error) {
      // the machine has less than the limit allows
      if (error instanceof RangeError && !/call stack/.test(error.message)) return { verdict: 'unknown' }
      throw error
    }
  }

  /** A conjunction is violated where a part of it is: each has an automaton far smaller than that of the whole. */
  #decideAll(parts: readonly Formula[], options: DecideOptions): Decision {
    const decisions = parts.map((formula) => this.decide({ kind: 'formula', formula }, options))
    const lassos = decisions.flatMap((one) => ('loopAt' in one ? [one] : []))
    const [first] = lassos.sort((a, b) => a.walk.actions.length - b.walk.actions.length)
    if (first !== undefined) return first
    if (decisions.some(({ verdict }) => verdict === 'unknown')) return { verdict: 'unknown' }
    return { verdict: 'holds', vacuous: decisions.some((one) => one.verdict === 'holds' && one.vacuous) }
  }
}

/** A predicate over the atoms of a state. */
type Predicate = (has: (atom: number) => boolean) => boolean

/** The negation of a usual shape: a run that is in `bad` for ever after it was `from` somewhere, or again and again. */
interface Shape {
  /** Where the bad part of the run begins: at an initial state, at a `from` state, or anywhere. */
  readonly from: 'start' | 'anywhere' | Predicate
  readonly bad: Predicate
  readonly stays: boolean
}

/** Whether the formula is about what follows some predicate, `always(p implies …)`, and that is never true. */
function isVacuous(graph: Graph, formula: Formula): boolean {
  if (formula.op !== 'always' || formula.of.op !== 'or') return false
  const [first] = formula.of.of
  const p = first?.op === 'not' ? predicateOf(first.of) : undefined
  return p !== undefined && !truthOf(graph, p).includes(1)
}

const negated =
  (predicate: Predicate): Predicate =>
  (has) =>
    !predicate(has)

function shapeOf(formula: Formula): Shape | undefined {
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

function decideShape(graph: Graph, enabled: Enabled, { from, bad, stays }: Shape): Decision {
  const { rows } = graph
  const isBad = truthOf(graph, bad)
  const begun = typeof from === 'function' ? truthOf(graph, from) : undefined
  if (begun?.includes(1) === false) return { verdict: 'holds', vacuous: true }
  const stem =
    from === 'anywhere'
      ? undefined
      : region(graph, isBad, (state) => (begun ? begun[state] === 1 : state < graph.initial))

  const part = new Int32Array(rows.nodes)
  if (stays)
    for (let state = 0; state < part.length; state++) if (!(stem?.holds(state) ?? isBad[state])) part[state] = -1
  const searched = part.slice()
  const arena: Arena = {
    rows,
    state: (node) => node,
    action: (label) => label,
    nodeMarks: stays ? () => 0 : (node) => isBad[node] as number,
    labelMarks: () => 0,
    marks: stays ? 0 : 1,
  }
  fairComponents(arena, enabled, part, new Scratch(rows.nodes))
  const ends = (state: number) => searched[state] === 0 && isBad[state] === 1 && enabled.mayEnd(state)
  // a loop in which it begins again needs no stem in which it does
  const begins = (loop: Walk | undefined) => loop?.states.some((state) => begun?.[state] === 1)
  const walk = (state: number, loop?: Walk) =>
    stem === undefined || begins(loop) ? walkTo(graph, state) : stem.walk(state)
  return shortRun(arena, enabled, part, { order: stem?.order ?? part.keys(), ends, walk })
}

function decideByProduct(graph: Graph, enabled: Enabled, formula: Formula, maxBytes: number): Decision {
  const arena = productWithNegation(graph, formula, maxBytes)
  if (arena === undefined) return { verdict: 'unknown' }
  const { rows, parents } = arena
  if (rows.nodes === 0) return { verdict: 'holds', vacuous: false }
  const part = new Int32Array(rows.nodes)
  fairComponents(arena, enabled, part, new Scratch(rows.nodes))
  const ends = (node: number) => enabled.mayEnd(arena.state(node)) && arena.mayRest(node)
  const walk = (found: number): Walk => {
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
  return shortRun(arena, enabled, part, { order: part.keys(), ends, walk })
}

/** So many places where a loop may begin are compared, those that are nearest. */
const mostLoops = 32
/** A loop that takes more to find is not compared. */
const mostPairs = 2 ** 16

interface Places {
  /** The nodes, nearest first. */
  readonly order: Iterable<number>
  /** Whether a run may end there. */
  ends(node: number): boolean
  /** The way there, for a run that then goes round in `loop`. */
  walk(node: number, loop?: Walk): Walk
}

/** A run with few steps, stem and loop together, that ends or goes round in a component of `part`. */
function shortRun(arena: Arena, enabled: Enabled, part: Int32Array, { order, ends, walk }: Places): Decision {
  let best: Lasso | undefined
  let least = Number.POSITIVE_INFINITY
  let compared = 0
  for (const node of order) {
    const isEnd = ends(node)
    if (!isEnd && ((part[node] as number) <= 0 || compared === mostLoops)) continue
    const stem = walk(node)
    const { length } = stem.actions
    // a loop has a step at least
    if (length >= least) break
    if (isEnd) return { verdict: 'violated', walk: stem, loopAt: length }
    const loop =
      compared++ === 0 ? loopThrough(arena, enabled, part, node) : shortestLoop(arena, enabled, part, node, mostPairs)
    if (loop === undefined) continue
    const way = walk(node, loop)
    const found = rolledUp({ walk: joined(way, loop), loopAt: way.actions.length })
    if (found.walk.actions.length >= least) continue
    least = found.walk.actions.length
    best = found
  }
  return best === undefined ? { verdict: 'holds', vacuous: false } : { verdict: 'violated', ...best }
}

interface Lasso {
  readonly walk: Walk
  readonly loopAt: number
}

/** The same run, told with as short a stem as can be: where it enters the loop as the loop itself does. */
function rolledUp({ walk: { states, actions, free }, loopAt }: Lasso): Lasso {
  let rolled = 0
  const end = actions.length - 1
  const isSame = (i: number, k: number) => states[i] === states[k] && actions[i] === actions[k]
  while (rolled < loopAt && isSame(loopAt - 1 - rolled, end - rolled)) rolled++
  const first = loopAt - rolled
  const walk = { states: states.slice(0, states.length - rolled), actions: actions.slice(0, actions.length - rolled) }
  return { walk: free === undefined ? walk : { ...walk, free: Math.min(free, first) }, loopAt: first }
}
