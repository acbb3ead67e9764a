/**
 * The shortest and the longest time that a run spends in one part of the graph, a *span*. A span begins in an initial
 * state, or at a step into the part from outside; it ends at a step out of the part. The passage of time is the only
 * action that takes time, and what it takes depends on the state alone. It may pass moments at which nothing changes:
 * wherever an action would begin or end a span, it takes one unit, so that no length of a span is left out.
 */
import type { Edges } from '../../engine/store/edges.ts'
import type { NumberedFormula } from '../../plain.ts'
import { components, Room } from '../components.ts'
import { predicateOf } from '../formula.ts'
import { type Graph, type GraphPath, pathTo, truthOf } from '../graph.ts'

/** The longest or shortest time in states that satisfy `inSpan`, within a bound if there is one. */
interface Asked {
  readonly inSpan: NumberedFormula
  readonly isLongest: boolean
  readonly bound: number | undefined
}

/** The passage of time in a graph. */
export interface Passing {
  /** The number of the action. */
  readonly action: number
  /** For each state: the units that pass at once, `free`, or 0 if time cannot pass. */
  readonly units: Int32Array
  /** The mark of a state in which no running timer has time left, so that any time may pass. */
  readonly free: number
}

/** A shortest or longest span of time. */
export interface Spent {
  /** Infinite if time can go on forever. */
  readonly units: number
  readonly walk: GraphPath
  /** For an infinite time: as in a lasso. */
  readonly loopAt?: number
}

/** `spent` is absent if no span begins (`vacuous`), or if no span ends. `unknown`: there was not enough memory. */
export type Measured =
  | { readonly verdict: 'holds'; readonly vacuous: boolean; readonly spent: Spent | undefined }
  | { readonly verdict: 'violated'; readonly spent: Spent }
  | { readonly verdict: 'unknown' }

interface Part {
  readonly graph: Graph
  readonly rows: Edges
  /** One byte a state: 1 in the part. */
  readonly inside: Uint8Array
  /** The states where a span begins: −1 for an initial state, otherwise the first state outside with a step to it. */
  readonly begins: ReadonlyMap<number, number>
  /** The units that an edge takes. */
  takes(from: number, edge: number): number
}

/** Answers a question about time; `unknown` if that needs more than `maxBytes`. */
export function measure(graph: Graph, passing: Passing, asked: Asked, maxBytes: number): Measured {
  const { rows, initial } = graph
  const predicate = predicateOf(asked.inSpan)
  if (predicate === undefined) throw new Error('a span has no predicate')
  // the room, the most units from each state, and the lists of states
  if (rows.nodes * 80 > maxBytes) return { verdict: 'unknown' }
  const room = new Room(rows.nodes)
  const inside = truthOf(graph, predicate, room.first)
  if (!inside.includes(1)) return { verdict: 'holds', vacuous: true, spent: undefined }
  const begins = new Map<number, number>()
  for (let state = 0; state < initial; state++) if (inside[state] === 1) begins.set(state, -1)
  for (let state = 0, e = 0; state < rows.nodes; state++) {
    for (const end = rows.start(state + 1); e < end; e++) {
      const target = rows.target(e)
      if (inside[state] === 0 && inside[target] === 1 && !begins.has(target)) begins.set(target, state)
    }
  }
  const takes = (from: number, edge: number) =>
    rows.label(edge) === passing.action ? (passing.units[from] as number) : 0
  const part: Part = { graph, rows, inside, begins, takes }
  const spent = asked.isLongest ? longest(part, passing, room) : shortest(part)
  if (spent === undefined) return { verdict: 'holds', vacuous: false, spent }
  const { bound } = asked
  const isViolated = asked.isLongest
    ? spent.units > (bound ?? Number.MAX_VALUE)
    : bound !== undefined && spent.units < bound
  return isViolated ? { verdict: 'violated', spent } : { verdict: 'holds', vacuous: false, spent }
}

/** The shortest span that ends: the method of E. W. Dijkstra, 1959, with a list of states for each distance. */
function shortest({ rows, graph, inside, begins, takes }: Part): Spent | undefined {
  const distance = new Map<number, number>()
  /** The edge by which each state was found, and its source. */
  const came = new Map<number, readonly [number, number]>()
  const waiting = new Map<number, number[]>([[0, [...begins.keys()].sort((a, b) => a - b)]])
  for (const state of begins.keys()) distance.set(state, 0)
  let least = Number.POSITIVE_INFINITY
  let last: readonly [number, number] | undefined
  for (;;) {
    let now = Number.POSITIVE_INFINITY
    for (const units of waiting.keys()) if (units < now) now = units
    if (now >= least) break
    // the list grows while it is read
    for (const state of waiting.get(now) ?? []) {
      if (distance.get(state) !== now) continue
      for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
        const target = rows.target(e)
        const units = now + takes(state, e)
        if (inside[target] === 0) {
          if (units >= least) continue
          least = units
          last = [state, e]
        } else if (units < (distance.get(target) ?? Number.POSITIVE_INFINITY)) {
          distance.set(target, units)
          came.set(target, [state, e])
          const list = waiting.get(units)
          if (list === undefined) waiting.set(units, [target])
          else list.push(target)
        }
      }
    }
    waiting.delete(now)
  }
  if (last === undefined) return undefined
  const edges: (readonly [number, number])[] = [last]
  for (let at = came.get(last[0]); at !== undefined; at = came.get(at[0])) edges.push(at)
  edges.reverse()
  const stem = stemTo(graph, begins, edges[0]?.[0] as number)
  return { units: least, walk: onward(stem, rows, edges) }
}

/** The longest span, whether it ends or not; its units are infinite if time can go on forever. */
function longest(part: Part, passing: Passing, room: Room): Spent {
  const { rows, graph, inside, begins, takes } = part
  const { nodes } = rows
  const component = room.numbers
  for (let state = 0; state < nodes; state++) component[state] = inside[state] === 1 ? 0 : -1
  /** For each state of the part: the most units from it on. */
  const most = new Float64Array(nodes)
  // a component comes before all components that lead to it
  components(rows, component, 0, nodes, 1, room, (members, from, to, number) => {
    let units = 0
    for (let at = from; at < to; at++) {
      const state = members[at] as number
      if (passing.units[state] === passing.free) units = Number.POSITIVE_INFINITY
      for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
        const target = rows.target(e)
        const takesHere = takes(state, e)
        if (component[target] === number) {
          if (takesHere > 0) units = Number.POSITIVE_INFINITY
        } else units = Math.max(units, takesHere + (inside[target] === 1 ? (most[target] as number) : 0))
      }
    }
    for (let at = from; at < to; at++) most[members[at] as number] = units
  })
  let first = -1
  for (const state of begins.keys()) {
    const [units, known] = [most[state] as number, first < 0 ? -1 : (most[first] as number)]
    if (units > known || (units === known && state < first)) first = state
  }
  if (most[first] === Number.POSITIVE_INFINITY) return endless(part, passing, component)
  const edges: (readonly [number, number])[] = []
  for (let state = first; inside[state] === 1; ) {
    const next = ahead(part, state, most)
    if (next.length === 0) break
    edges.push(...next)
    state = rows.target((next.at(-1) as readonly [number, number])[1])
  }
  const stem = stemTo(graph, begins, first)
  return { units: most[first] as number, walk: onward(stem, rows, edges) }
}

/** The fewest edges on a longest span from `state` to the end of the next edge that takes time, or to the end of the span. */
function ahead({ rows, inside, takes }: Part, state: number, most: Float64Array): (readonly [number, number])[] {
  const left = most[state] as number
  return fewest(
    rows,
    state,
    (from, e) => {
      const target = rows.target(e)
      const units = takes(from, e)
      if (inside[target] === 0) return units === left
      return units > 0 && units + (most[target] as number) === left
    },
    (from, e) => inside[rows.target(e)] === 1 && takes(from, e) === 0 && most[rows.target(e)] === left,
  )
}

/** A nearest place where time can go on forever: a loop that takes time, or a state where no timer runs. */
function endless({ graph, rows, inside, takes }: Part, passing: Passing, component: Int32Array): Spent {
  const { nodes } = rows
  const around = (state: number, loop: readonly (readonly [number, number])[]): Spent => {
    const stem = unbound(pathTo(graph, state))
    return { units: Number.POSITIVE_INFINITY, walk: onward(stem, rows, loop), loopAt: stem.actions.length }
  }
  for (let state = 0; state < nodes; state++) {
    if (inside[state] === 0) continue
    if (passing.units[state] === passing.free) return around(state, [])
    for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
      const target = rows.target(e)
      if (component[target] !== component[state] || takes(state, e) === 0) continue
      const inOne = (_: number, edge: number) => component[rows.target(edge)] === component[state]
      const back = target === state ? [] : fewest(rows, target, (_, edge) => rows.target(edge) === state, inOne)
      return around(state, [[state, e], ...back])
    }
  }
  throw new Error('a span without an end has no loop')
}

/** The fewest edges from a state to the first edge that is wanted, by edges that may be taken; none if there is no way. */
function fewest(
  rows: Edges,
  state: number,
  isWanted: (from: number, edge: number) => boolean,
  mayTake: (from: number, edge: number) => boolean,
): (readonly [number, number])[] {
  const came = new Map<number, readonly [number, number] | undefined>([[state, undefined]])
  for (const [from] of came) {
    for (let e = rows.start(from), end = rows.start(from + 1); e < end; e++) {
      if (isWanted(from, e)) {
        const edges: (readonly [number, number])[] = [[from, e]]
        for (let at = came.get(from); at !== undefined; at = came.get(at[0])) edges.push(at)
        return edges.reverse()
      }
      if (mayTake(from, e) && !came.has(rows.target(e))) came.set(rows.target(e), [from, e])
    }
  }
  return []
}

/** A shortest path to a state at which a span begins, with the step that begins it. */
function stemTo(graph: Graph, begins: Part['begins'], state: number): GraphPath {
  const before = begins.get(state) as number
  if (before < 0) return { states: [state], actions: [] }
  const { rows } = graph
  let e = rows.start(before)
  while (rows.target(e) !== state) e++
  return onward(unbound(pathTo(graph, before)), rows, [[before, e]])
}

/** Another path to the same state could begin a span earlier. */
const unbound = ({ states, actions }: GraphPath): GraphPath => ({ states, actions })

function onward({ states, actions }: GraphPath, rows: Edges, edges: readonly (readonly [number, number])[]): GraphPath {
  return {
    states: [...states, ...edges.map(([, e]) => rows.target(e))],
    actions: [...actions, ...edges.map(([, e]) => rows.label(e))],
  }
}
