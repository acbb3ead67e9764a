/** The state graph for the liveness check, and the fairness constraints of the model. */

import type { Edges } from '../engine/store/edges.ts'
import type { PredicateBits } from '../engine/store/predicate-bits.ts'
import { defined, type NumberedFairness } from '../plain.ts'

/** A complete state graph. Ids are in breadth-first order, the initial states first. */
export interface Graph {
  /** Transitions that change the state, labelled with their actions. */
  readonly rows: Edges
  readonly labels: PredicateBits
  /** Number of initial states. */
  readonly initial: number
  /** Number of actions of the model. */
  readonly actions: number
  /** The state from which `state` was found first; −1 for an initial state. */
  parent(state: number): number
  /** If each state stands for its orbit: how it relates to the real states. */
  readonly orbits?: Orbits | undefined
  /** Whether steps that change a state may lead to an equal one, although each state stands for itself. */
  readonly renews?: boolean
}

/** Whether an edge may lead to its source. */
export const hasSelfEdges = ({ orbits, renews = false }: Graph): boolean => orbits !== undefined || renews

/**
 * How the states of a graph over orbits relate to the real ones. A state of the graph is the chosen state of its orbit.
 * An edge leads to a real state, which a permutation of the alike instances then takes to the chosen one. Permutations
 * have numbers; 0 changes nothing.
 */
export interface Orbits {
  /** Whether permutations of instances also permute the steps, so far as the search has checked. */
  readonly isEquivariant: boolean
  /** Permutations of which all others are products. */
  readonly generators: readonly number[]
  /** The permutation at the end of an edge of `state`. */
  moved(state: number, edge: number): number
  inverse(permutation: number): number
  /** The permutation that does what `first` does, then what `second` does. */
  composed(first: number, second: number): number
  /** The same action of the instance to which the permutation moves the action's own instance. */
  action(action: number, permutation: number): number
  /** The state that a permutation makes of a chosen state, as a text. */
  real(state: number, permutation: number): string
  /** How many states the state stands for; 1 if these numbers do not add up to that of all states. */
  size(state: number): number
  /** Whether all permutations of a reachable state are reachable. */
  readonly isWhole: boolean
}

/** Fairness of a set of actions, or of two predicates. */
export type Constraint = NumberedFairness

/** A walk in the graph: the states in order, and the action from each to the next. */
export interface GraphPath {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  /** The first `free` steps are a shortest path to the state they lead to; another shortest path may replace them. */
  readonly free?: number
  /** In a graph over orbits, the edge of each step, if the walk must go by it. */
  readonly edges?: readonly (number | undefined)[]
}

/** The answer to a question. */
export type Decision =
  | { readonly verdict: 'holds'; readonly vacuous: boolean; readonly wayBack?: WayBack }
  /** A run that meets predicates in order. `met`: for each predicate, the index of the state that meets it. */
  | {
      readonly verdict: 'holds'
      readonly vacuous: boolean
      readonly met: readonly number[]
      readonly walk: GraphPath
      readonly wayBack?: undefined
    }
  /** No run meets more than the first `met` predicates of an order. */
  | { readonly verdict: 'violated'; readonly met: number }
  /**
   * A lasso: the last state equals the one at index `loopAt`. If that is the last index, the run ends there. In a graph
   * over orbits, the real states may differ. Then the run repeats the loop until the real state comes back. `beginning`: a
   * shortest walk that violates the formula, whatever follows, if there is one.
   */
  | {
      readonly verdict: 'violated'
      readonly walk: GraphPath
      readonly loopAt: number
      readonly beginning?: GraphPath | undefined
    }
  /** The walk leads to a nearest state without a way back. `nearest`: all such states at this distance, ascending. */
  | {
      readonly verdict: 'violated'
      readonly walk: GraphPath
      readonly nearest: readonly number[]
      readonly noReturn: NoReturn
    }
  /** There was not enough memory to decide. */
  | { readonly verdict: 'unknown' }

/** The greatest distance from a state to its nearest goal. */
export interface WayBack {
  readonly steps: number
  /** Leads to the farthest state, which has the index `turn`, and from there to the goal. */
  readonly walk: GraphPath
  readonly turn: number
}

/** The region of no return: the states asked about that have no way back, and all such states reachable from them. */
export interface NoReturn {
  readonly states: number
  /** Actions that are enabled in it, whether or not they may be used. */
  readonly enabled: readonly number[]
  /** Actions that lead out of it but may not be used. */
  readonly exits: readonly number[]
  /** Whether every state asked about would have a way back if all actions could be used. */
  readonly otherwiseHolds: boolean
  /** Number of its states in which no action that may be used changes anything. */
  readonly stuck: number
  /** Maximum number of steps by such actions within it; absent if they can repeat a loop forever. */
  readonly longest?: number
}

/** The parent of every 32nd state is stored. */
const groupBits = 5
const groupMask = (1 << groupBits) - 1

/**
 * The state from which each was found first. Rows are in expansion order, so it is the first with an edge to it, and
 * the parents of states in order are in order themselves. So it lies at or after the stored parent of an earlier state.
 */
export function parents(rows: Edges, initial: number): (state: number) => number {
  const stored = new Int32Array((rows.nodes >>> groupBits) + 1)
  for (let node = 0, e = 0, found = initial; node < rows.nodes && found < rows.nodes; node++) {
    for (const end = rows.start(node + 1); e < end; e++) {
      if (rows.target(e) !== found) continue
      if ((found & groupMask) === 0) stored[found >>> groupBits] = node
      found++
    }
  }
  return (state) => {
    if (state < initial) return -1
    let node = stored[state >>> groupBits] as number
    let e = rows.start(node)
    while (rows.target(e) !== state) e++
    while (e >= rows.start(node + 1)) node++
    return node
  }
}

/** The first state of each level: of the states at each distance from the initial states. */
export function levelsOf({ rows, initial }: Graph): number[] {
  const starts = [0]
  for (let node = 0, e = 0, found = initial, end = 0; node < rows.nodes; node++) {
    if (node === end) {
      if (node > 0) starts.push(node)
      end = found
    }
    for (const last = rows.start(node + 1); e < last; e++) if (rows.target(e) === found) found++
  }
  return starts
}

/** As `levelsOf`, of nodes in breadth-first order, by the node from which each was found; −1 at the start. */
export function levelsBy(parents: Int32Array, nodes: number): number[] {
  const starts = [0]
  let start = 0
  for (let node = 0; node < nodes; node++) {
    if ((parents[node] as number) < start) continue
    start = node
    starts.push(node)
  }
  return starts
}

/** The distance of a node from the start, if `levels` has the first node of each distance. Later calls ask later nodes. */
export function distanceIn(levels: readonly number[]): (node: number) => number {
  let distance = 0
  return (node) => {
    while (node >= (levels[distance + 1] ?? Number.POSITIVE_INFINITY)) distance++
    return distance
  }
}

/** The path on which the search found a state: a shortest one. Its actions are the first in order. */
export function pathTo(graph: Graph, state: number): GraphPath {
  const states = [state]
  for (let at = graph.parent(state); at >= 0; at = graph.parent(at)) states.push(at)
  return { ...along(graph.rows, states.reverse()), free: states.length - 1 }
}

/** The first state that is farther from the initial states than this one. */
export function beyondLevel(graph: Graph, state: number): number {
  return levelsOf(graph).find((start) => start > state) ?? graph.rows.nodes
}

/** The walk over these states by the first edges between them. */
export function along(rows: Edges, states: readonly number[]): GraphPath {
  const actions = states.slice(1).map((to, i) => {
    let e = rows.start(states[i] as number)
    while (rows.target(e) !== to) e++
    return rows.label(e)
  })
  return { states, actions }
}

export function joined(first: GraphPath, second: GraphPath): GraphPath {
  const { free } = first
  const states = [...first.states, ...second.states.slice(1)]
  return { states, actions: [...first.actions, ...second.actions], ...defined({ free }) }
}

/** One byte a state: 1 if the predicate is true in it. `truth` receives them. */
export function truthOf(
  { rows, labels }: Graph,
  predicate: (has: (atom: number) => boolean) => boolean,
  truth = new Uint8Array(rows.nodes),
): Uint8Array {
  let state = 0
  const has = (atom: number) => labels.has(atom, state)
  for (; state < truth.length; state++) truth[state] = predicate(has) ? 1 : 0
  return truth
}

type Bits = Uint8Array | Uint16Array | Uint32Array

/** The constraints with an enabled action in each state, as bits in `words` 32-bit words a state. */
export class Enabled {
  readonly words: number
  /** The constraints of each action, as bits in `words` words. */
  readonly masks: Uint32Array
  readonly strong: Uint32Array
  /** The constraints that are pairs of predicates, as bits. */
  readonly pairs: Uint32Array
  /** As few bytes a state as the constraints need. A pair is enabled where only its first predicate is true. */
  readonly bits: Bits
  /** The pairs whose second predicate is true in each state, as `bits`; absent if there are no pairs. */
  readonly met: Bits | undefined
  /** The constraints whose `when` is false in each state, as `bits`; absent if none has one. */
  readonly closed: Bits | undefined

  constructor({ rows, actions, labels }: Graph, constraints: readonly Constraint[]) {
    const words = Math.ceil(constraints.length / 32)
    this.words = words
    this.masks = new Uint32Array(actions * words)
    this.strong = new Uint32Array(words)
    this.pairs = new Uint32Array(words)
    constraints.forEach((constraint, i) => {
      const bit = 1 << (i & 31)
      const word = i >>> 5
      if (constraint.strong) this.strong[word] = (this.strong[word] as number) | bit
      for (const action of constraint.actions) {
        this.masks[action * words + word] = (this.masks[action * words + word] as number) | bit
      }
    })
    const { length } = constraints
    const make = () => new (length <= 8 ? Uint8Array : length <= 16 ? Uint16Array : Uint32Array)(rows.nodes * words)
    this.bits = make()
    this.met = constraints.some(({ pair }) => pair !== undefined) ? make() : undefined
    this.closed = constraints.some(({ when }) => when !== undefined) ? make() : undefined
    if (words === 0) return
    const { masks, bits } = this
    for (let state = 0, e = 0; state < rows.nodes; state++) {
      for (const end = rows.start(state + 1); e < end; e++) {
        const from = rows.label(e) * words
        for (let k = 0; k < words; k++) {
          bits[state * words + k] = (bits[state * words + k] as number) | (masks[from + k] as number)
        }
      }
    }
    if (this.met !== undefined || this.closed !== undefined) this.#ask(rows.nodes, labels, constraints)
  }

  /** The part that predicates have in it. */
  #ask(nodes: number, labels: PredicateBits, constraints: readonly Constraint[]): void {
    const { words, bits, met, closed, pairs } = this
    constraints.forEach(({ when, pair }, i) => {
      const word = i >>> 5
      const bit = 1 << (i & 31)
      if (pair !== undefined) pairs[word] = (pairs[word] as number) | bit
      for (let state = 0, at = word; state < nodes; state++, at += words) {
        if (when !== undefined && closed !== undefined && !labels.has(when, state)) {
          bits[at] = (bits[at] as number) & ~bit
          closed[at] = (closed[at] as number) | bit
        }
        if (pair === undefined || met === undefined) continue
        if (labels.has(pair.thenOften, state)) met[at] = (met[at] as number) | bit
        else if (labels.has(pair.ifOften, state)) bits[at] = (bits[at] as number) | bit
      }
    })
  }

  /** Whether a run may end here: no constraint has an enabled action. */
  mayEnd(state: number): boolean {
    const { words, bits } = this
    for (let k = state * words, end = k + words; k < end; k++) if (bits[k] !== 0) return false
    return true
  }
}
