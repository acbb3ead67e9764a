/** The product of the state graph and the automaton of a formula's negation: its fair accepting runs are violations. */

import { Edges } from '../engine/store/edges.ts'
import { SpecError } from '../errors.ts'
import type { NumberedFormula } from '../plain.ts'
import type { Arena } from './arena.ts'
import { type Automaton, automatonOf, type Move } from './automaton.ts'
import { type Literal, normal } from './formula.ts'
import { type Graph, hasSelfEdges } from './graph.ts'

export interface Product extends Arena {
  /** The node from which each node was found first, in breadth-first order; −1 at the start. */
  readonly parents: Int32Array
  /** Whether the run up to the node violates the formula, whatever follows. */
  isBroken(node: number): boolean
  /** Whether the automaton accepts that the node's state repeats forever. */
  mayRest(node: number): boolean
}

/** `undefined` if it needs more than `maxBytes`. @throws SpecError if the formula is too large */
export function productWithNegation(graph: Graph, formula: NumberedFormula, maxBytes: number): Product | undefined {
  const literals: Literal[] = []
  const bitOf = (literal: Literal) => {
    const same = literals.findIndex((other) => equal(other, literal))
    if (same >= 0) return same
    if (literals.length === 31) {
      throw new SpecError(
        'formula-too-large',
        'the formula is too large: it has more than 31 predicates. Split it into several properties',
      )
    }
    return literals.push(literal) - 1
  }
  const automaton = automatonOf(normal(formula, false, bitOf))
  return product(graph, automaton, letters(graph, literals), maxBytes)
}

function equal(a: Literal, b: Literal): boolean {
  if (a.op === 'state') return b.op === 'state' && a.atom === b.atom
  return b.op === 'taken' && a.actions.join() === b.actions.join()
}

/** The bits that are true in each state, and the bits that are true after each action. */
interface Letters {
  readonly ofState: Uint32Array
  readonly ofAction: Uint32Array
}

function letters({ rows, labels, actions }: Graph, literals: readonly Literal[]): Letters {
  const ofState = new Uint32Array(rows.nodes)
  const ofAction = new Uint32Array(actions)
  literals.forEach((literal, bit) => {
    if (literal.op === 'taken') {
      for (const action of literal.actions) ofAction[action] = (ofAction[action] as number) | (1 << bit)
      return
    }
    for (let state = 0; state < ofState.length; state++) {
      if (labels.has(literal.atom, state)) ofState[state] = (ofState[state] as number) | (1 << bit)
    }
  })
  return { ofState, ofAction }
}

function product(
  graph: Graph,
  { moves, marks, settled }: Automaton,
  { ofState, ofAction }: Letters,
  maxBytes: number,
): Product | undefined {
  const width = moves.length
  // bytes for table, nodes, parents and letters, plus the search of a graph; the edges are checked as they grow
  if (graph.rows.nodes * width * (12 + 40) > maxBytes || graph.rows.nodes * width >= 2 ** 31) return undefined
  const markSets: number[] = []
  const markIndex = new Map<number, number>()
  for (const move of moves.flat()) {
    if (!markIndex.has(move.marks)) markIndex.set(move.marks, markSets.push(move.marks) - 1)
  }
  const sets = Math.max(1, markSets.length)
  const rows = new Edges(graph.actions * sets)
  const ids = new Int32Array(graph.rows.nodes * width)
  const pairs = new Int32Array(graph.rows.nodes * width)
  const parents = new Int32Array(graph.rows.nodes * width)
  let nodes = 0
  const nodeOf = (state: number, to: number, parent: number): number => {
    const pair = state * width + to
    const known = ids[pair] as number
    if (known !== 0) return known - 1
    ids[pair] = nodes + 1
    pairs[nodes] = pair
    parents[nodes] = parent
    return nodes++
  }
  const fitting = new Fitting(moves)
  for (let state = 0; state < graph.initial; state++) {
    for (const move of fitting.moves(0, ofState[state] as number)) nodeOf(state, move.to, -1)
  }
  for (let node = 0; node < nodes; node++) {
    const pair = pairs[node] as number
    const state = Math.floor(pair / width)
    const at = pair % width
    for (let e = graph.rows.start(state), end = graph.rows.start(state + 1); e < end; e++) {
      const target = graph.rows.target(e)
      const action = graph.rows.label(e)
      const ways = fitting.moves(at, (ofState[target] as number) | (ofAction[action] as number))
      for (let k = 0; k < ways.length; k++) {
        const move = ways[k] as Move
        rows.add(nodeOf(target, move.to, node), action * sets + (markIndex.get(move.marks) as number))
      }
    }
    rows.close()
    if ((node & 0xffff) === 0 && rows.bytes > maxBytes) return undefined
  }
  const resting = new Map<number, ReadonlySet<number>>()
  return {
    rows,
    parents,
    marks,
    hasSelfEdges: hasSelfEdges(graph),
    under(node) {
      const pair = pairs[node] as number
      const state = Math.floor(pair / width)
      const edges: number[] = []
      for (let e = graph.rows.start(state), end = graph.rows.start(state + 1); e < end; e++) {
        const letter = (ofState[graph.rows.target(e)] as number) | (ofAction[graph.rows.label(e)] as number)
        for (let k = fitting.moves(pair % width, letter).length; k > 0; k--) edges.push(e)
      }
      return edges
    },
    state: (node) => Math.floor((pairs[node] as number) / width),
    action: (label) => Math.floor(label / sets),
    nodeMarks: () => 0,
    labelMarks: (label) => markSets[label % sets] as number,
    isBroken: (node) => (pairs[node] as number) % width === settled,
    mayRest(node) {
      const pair = pairs[node] as number
      const letter = ofState[Math.floor(pair / width)] as number
      let accepted = resting.get(letter)
      if (accepted === undefined) {
        accepted = acceptedForever(fitting, width, marks, letter)
        resting.set(letter, accepted)
      }
      return accepted.has(pair % width)
    },
  }
}

/** The moves of an automaton state that a letter allows, computed once for each pair. */
class Fitting {
  readonly #moves: Automaton['moves']
  readonly #known: Map<number, readonly Move[]>[]

  constructor(moves: Automaton['moves']) {
    this.#moves = moves
    this.#known = moves.map(() => new Map())
  }

  moves(state: number, letter: number): readonly Move[] {
    const known = this.#known[state] as Map<number, readonly Move[]>
    const found = known.get(letter)
    if (found !== undefined) return found
    const fit = (this.#moves[state] as readonly Move[]).filter(
      (move) => (letter & move.set) === move.set && (letter & move.clear) === 0,
    )
    known.set(letter, fit)
    return fit
  }
}

/** The automaton states that accept this letter repeated forever. The automaton is small, so reachability is enough. */
function acceptedForever(fitting: Fitting, width: number, marks: number, letter: number): ReadonlySet<number> {
  const next = Array.from({ length: width }, (_, state) => fitting.moves(state, letter))
  const reach = next.map((_, state) => {
    const seen = new Set<number>()
    const queue = [state]
    for (const at of queue) {
      for (const { to } of next[at] as readonly Move[]) {
        if (seen.has(to)) continue
        seen.add(to)
        queue.push(to)
      }
    }
    return seen
  })
  const onLoop = next.map((_, state) => {
    const around = (other: number) => reach[state]?.has(other) === true && reach[other]?.has(state) === true
    if (!around(state)) return false
    let shown = 0
    next.forEach((ways, other) => {
      if (around(other)) for (const move of ways) if (around(move.to)) shown |= move.marks
    })
    return (shown & marks) === marks
  })
  return new Set(
    [...next.keys()].filter((state) => onLoop[state] || [...(reach[state] ?? [])].some((other) => onLoop[other])),
  )
}
