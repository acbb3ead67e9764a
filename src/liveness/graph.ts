/** The state graph, as liveness sees it, and what the model promises to keep doing in it. */
import type { Labels } from '../store/labels.ts'
import type { Rows } from '../store/rows.ts'

/** A state graph, whole. Ids are in breadth-first order, the initial states first. */
export interface Graph {
  /** Transitions that change something, labelled with their actions. */
  readonly rows: Rows
  readonly labels: Labels
  /** How many states are initial. */
  readonly initial: number
  /** How many actions the model has. */
  readonly actions: number
  /** The state that one was first found from; −1 for an initial state. */
  parent(state: number): number
}

/** Weak: not enabled for ever without being taken. Strong: not enabled again and again without being taken. */
export interface Constraint {
  readonly strong: boolean
  readonly actions: readonly number[]
}

/** A walk in the graph: the states in order, and the action between each and the next. */
export interface Walk {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  /** So many of its first steps are a shortest way to where they lead, and any other such way would do. */
  readonly free?: number
}

/** What was found of a question. */
export type Decision =
  | { readonly verdict: 'holds'; readonly vacuous: boolean; readonly wayBack?: WayBack }
  /** A run that meets the predicates of an order: each at an index of its states. */
  | {
      readonly verdict: 'holds'
      readonly vacuous: boolean
      readonly met: readonly number[]
      readonly walk: Walk
      readonly wayBack?: undefined
    }
  /** No run meets more than so many of them. */
  | { readonly verdict: 'violated'; readonly met: number }
  /** A lasso: the last state is the one at `loopAt`; where that is the last state itself, the run ends in it. */
  | { readonly verdict: 'violated'; readonly walk: Walk; readonly loopAt: number }
  /** All states as near without a way back are `nearest`, ascending; the walk leads to one of them. */
  | {
      readonly verdict: 'violated'
      readonly walk: Walk
      readonly nearest: readonly number[]
      readonly noReturn: NoReturn
    }
  /** There was no room to find out. */
  | { readonly verdict: 'unknown' }

/** The greatest distance of a state from its goal. */
export interface WayBack {
  readonly steps: number
  /** To the state that is farthest, and from there back; it is at index `turn`. */
  readonly walk: Walk
  readonly turn: number
}

/** The region of no return. */
export interface NoReturn {
  readonly states: number
  /** What can still happen in it, by actions that may be used or not. */
  readonly enabled: readonly number[]
  /** Actions that may not be used, and lead out of it. */
  readonly exits: readonly number[]
  /** Whether every state would have a way back if all actions could be used. */
  readonly otherwiseHolds: boolean
  /** States of it in which no action that may be used changes anything. */
  readonly stuck: number
  /** The most steps that can be taken in it by such actions; absent if they can go round for ever. */
  readonly longest?: number
}

/** The state that each was first found from: rows are in the order of expansion, so it is the first that leads there. */
export function parents(rows: Rows, initial: number): (state: number) => number {
  const found = new Int32Array(rows.nodes).fill(-1)
  for (let node = 0, e = 0; node < rows.nodes; node++) {
    for (const end = rows.start(node + 1); e < end; e++) {
      const target = rows.target(e)
      if (target >= initial && found[target] === -1) found[target] = node
    }
  }
  return (state) => found[state] as number
}

/** The way to a state on which it was found: shortest, and its actions the first in order. */
export function walkTo(graph: Graph, state: number): Walk {
  const states = [state]
  for (let at = graph.parent(state); at >= 0; at = graph.parent(at)) states.push(at)
  return { ...along(graph.rows, states.reverse()), free: states.length - 1 }
}

/** The first state that is farther from the start than this one. */
export function beyondLevel({ rows, initial, parent }: Graph, state: number): number {
  let end = initial
  while (end <= state) for (const from = end; end < rows.nodes && parent(end) < from; ) end++
  return end
}

/** The walk over these states by the first edges between them. */
export function along(rows: Rows, states: readonly number[]): Walk {
  const actions = states.slice(1).map((to, i) => {
    let e = rows.start(states[i] as number)
    while (rows.target(e) !== to) e++
    return rows.label(e)
  })
  return { states, actions }
}

export function joined(first: Walk, second: Walk): Walk {
  const { free } = first
  const states = [...first.states, ...second.states.slice(1)]
  return { states, actions: [...first.actions, ...second.actions], ...(free === undefined ? {} : { free }) }
}

/** At which states a predicate is true, a byte each. */
export function truthOf({ rows, labels }: Graph, predicate: (has: (atom: number) => boolean) => boolean): Uint8Array {
  const truth = new Uint8Array(rows.nodes)
  let state = 0
  const has = (atom: number) => labels.has(atom, state)
  for (; state < truth.length; state++) truth[state] = predicate(has) ? 1 : 0
  return truth
}

/** For each state, which constraints have an action enabled there: bits, in `words` words of 32 a state. */
export class Enabled {
  readonly words: number
  /** Constraints by action, in as many words. */
  readonly masks: Uint32Array
  readonly strong: Uint32Array
  readonly bits: Uint32Array

  constructor({ rows, actions }: Graph, constraints: readonly Constraint[]) {
    const words = Math.ceil(constraints.length / 32)
    this.words = words
    this.masks = new Uint32Array(actions * words)
    this.strong = new Uint32Array(words)
    constraints.forEach((constraint, i) => {
      const bit = 1 << (i & 31)
      const word = i >>> 5
      if (constraint.strong) this.strong[word] = (this.strong[word] as number) | bit
      for (const action of constraint.actions) {
        this.masks[action * words + word] = (this.masks[action * words + word] as number) | bit
      }
    })
    this.bits = new Uint32Array(words === 0 ? 0 : rows.nodes * words)
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
  }

  /** Whether a run may end here: nothing that is fair is enabled. */
  mayEnd(state: number): boolean {
    const { words, bits } = this
    for (let k = state * words, end = k + words; k < end; k++) if (bits[k] !== 0) return false
    return true
  }
}
