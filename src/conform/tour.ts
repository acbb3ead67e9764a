/**
 * Walks that together take every edge of a graph, each from an initial state. With resets, that is the directed Chinese
 * postman problem whose walks may start anew: a minimum-cost flow says how often each edge must be repeated, and an
 * Eulerian circuit through a root strings the edges together (Edmonds and Johnson, Matching, Euler tours and the
 * Chinese postman, 1973).
 */
import { Flow } from './flow.ts'
import type { DrivenGraph, Edge } from './graph.ts'

/** A walk: the number of its initial state in `starts`, and its edges. */
export interface Walk {
  readonly start: number
  readonly edges: readonly number[]
}

export interface Tour {
  readonly walks: readonly Walk[]
  /** The fewest steps in which walks can take every edge that is taken at all. */
  readonly leastSteps: number
}

/**
 * The fewest steps that take every edge, and among those the fewest walks. Code's choices count as one outcome, so edges
 * behind their other outcomes are left out.
 */
export function tourOf(graph: DrivenGraph): Tour {
  const { states, starts } = graph
  const numbers = reachableEdges(graph)
  const edges = numbers.map((i) => graph.edges[i] as Edge)
  const balance = new Int32Array(states.length)
  for (const edge of edges) {
    balance[edge.from] = (balance[edge.from] as number) - 1
    balance[target(edge)] = (balance[target(edge)] as number) + 1
  }
  const flow = new Flow(states.length + 2)
  const [source, sink] = [states.length, states.length + 1]
  const repeats = edges.map((edge) => flow.add(edge.from, target(edge), Number.POSITIVE_INFINITY, 1))
  // a reset costs nothing but decides between tours of equal length
  const reset = 0.5 / (edges.length + 1)
  const firsts = new Map(starts.map(({ state }, i) => [state, i] as const).reverse())
  const resets = [...firsts].map(([state, start]) => ({
    start,
    state,
    arc: flow.add(source, state, Number.POSITIVE_INFINITY, reset),
  }))
  const surplus: { readonly state: number; readonly arc: number }[] = []
  for (let state = 0; state < states.length; state++) {
    const more = balance[state] as number
    if (more > 0) surplus.push({ state, arc: flow.add(source, state, more, 0) })
    if (more < 0) flow.add(state, sink, -more, 0)
  }
  flow.run(source, sink)
  const times = repeats.map((arc) => 1 + flow.through(arc))
  const leastSteps = times.reduce((sum, n) => sum + n, 0)
  const root = states.length
  const arcs: { from: number; to: number; times: number; edge: number }[] = edges.map((edge, i) => ({
    from: edge.from,
    to: target(edge),
    times: times[i] as number,
    edge: numbers[i] as number,
  }))
  for (const { state, arc } of resets) arcs.push({ from: root, to: state, times: flow.through(arc), edge: -1 })
  for (const { state, arc } of surplus) {
    arcs.push({ from: state, to: root, times: (balance[state] as number) - flow.through(arc), edge: -1 })
  }
  const circuits = circuitsOf(
    states.length + 1,
    arcs.filter(({ times }) => times > 0),
    [root, ...firsts.keys()],
  )
  const walks: Walk[] = []
  for (const circuit of circuits) {
    let walk: number[] = []
    const end = () => {
      const first = graph.edges[walk[0] ?? -1]
      if (first !== undefined) walks.push({ start: firsts.get(first.from) as number, edges: walk })
      walk = []
    }
    for (const { edge } of circuit) {
      if (edge >= 0) walk.push(edge)
      else end()
    }
    end()
  }
  return { walks, leastSteps }
}

/** The edges that walks from an initial state can come to, if choices go their first way. */
function reachableEdges({ edges, out, starts }: DrivenGraph): number[] {
  const known = new Set(starts.map(({ state }) => state))
  const found = new Set<number>()
  for (const state of known) {
    for (const i of out[state] as readonly number[]) {
      found.add(i)
      known.add(target(edges[i] as Edge))
    }
  }
  return [...found].sort((a, b) => a - b)
}

/** For planning, a code's choice is taken to go its first way. */
const target = (edge: Edge): number => (edge.outcomes[0] as Edge['outcomes'][number]).to

/**
 * Walks of at most `maxSteps` steps together. Edges of actions that occur at few states come first; each walk goes on
 * along edges that no walk has taken, as long as there are some near. `to` is the state to which an edge is expected to
 * lead.
 */
export function boundedTour(
  graph: DrivenGraph,
  wanted: ReadonlySet<number>,
  maxSteps: number,
  to: (edge: number) => number = (edge) => target(graph.edges[edge] as Edge),
): Walk[] {
  const { edges, out, starts } = graph
  const occurs = new Map<number, number>()
  for (const i of wanted) {
    const { action } = edges[i] as Edge
    occurs.set(action, (occurs.get(action) ?? 0) + 1)
  }
  const rarity = (i: number) => occurs.get((edges[i] as Edge).action) as number
  const left = new Set([...wanted].sort((a, b) => rarity(a) - rarity(b) || a - b))
  const walks: Walk[] = []
  let steps = 0
  const shortest = waysFromStarts(graph, to)
  for (const first of left) {
    if (!left.has(first)) continue
    const way = shortest((edges[first] as Edge).from)
    if (way === undefined) continue
    const walk = [...way.edges, first]
    if (steps + walk.length > maxSteps) continue
    let at = to(first)
    for (;;) {
      const next = (out[at] as readonly number[]).find((i) => left.has(i) && !walk.includes(i))
      if (next === undefined || steps + walk.length >= maxSteps || walk.length >= longestWalk) break
      walk.push(next)
      at = to(next)
    }
    for (const i of walk) left.delete(i)
    steps += walk.length
    walks.push({ start: starts.findIndex(({ state }) => state === way.from), edges: walk })
    if (steps >= maxSteps) break
  }
  return walks
}

/** A longer walk would be slow to search for repeated edges. */
const longestWalk = 1000

/** A path from an initial state, by its edges. */
export interface Way {
  readonly from: number
  readonly to: number
  readonly edges: readonly number[]
}

/** Shortest ways by expected targets, from any initial state. */
export function waysFromStarts({ states, edges, out, starts }: DrivenGraph, target: (edge: number) => number) {
  const by = new Int32Array(states.length).fill(-2)
  const queue: number[] = []
  for (const { state } of starts) {
    if (by[state] === -1) continue
    by[state] = -1
    queue.push(state)
  }
  for (let head = 0; head < queue.length; head++) {
    for (const i of out[queue[head] as number] as readonly number[]) {
      const to = target(i)
      if (by[to] !== -2) continue
      by[to] = i
      queue.push(to)
    }
  }
  return (state: number): Way | undefined => {
    if (by[state] === -2) return undefined
    const way: number[] = []
    let at = state
    while ((by[at] as number) >= 0) {
      way.push(by[at] as number)
      at = (edges[by[at] as number] as Edge).from
    }
    return { from: at, to: state, edges: way.reverse() }
  }
}

interface Arc {
  readonly from: number
  readonly to: number
  readonly times: number
  readonly edge: number
}

/** Eulerian circuits, one for each start whose arcs no earlier circuit has taken (Hierholzer). */
function circuitsOf(nodes: number, arcs: readonly Arc[], starts: readonly number[]): Arc[][] {
  const out: Arc[][] = Array.from({ length: nodes }, () => [])
  for (const arc of arcs) (out[arc.from] as Arc[]).push(arc)
  const left = new Map(arcs.map((arc) => [arc, arc.times]))
  const circuits: Arc[][] = []
  for (const start of starts) {
    const stack: { node: number; by: Arc | undefined }[] = [{ node: start, by: undefined }]
    const circuit: Arc[] = []
    while (stack.length > 0) {
      const { node, by } = stack.at(-1) as (typeof stack)[number]
      const list = out[node] as Arc[]
      while (list.length > 0 && left.get(list.at(-1) as Arc) === 0) list.pop()
      const arc = list.at(-1)
      if (arc === undefined) {
        stack.pop()
        if (by !== undefined) circuit.push(by)
      } else {
        left.set(arc, (left.get(arc) as number) - 1)
        stack.push({ node: arc.to, by: arc })
      }
    }
    if (circuit.length > 0) circuits.push(circuit.reverse())
  }
  return circuits
}
