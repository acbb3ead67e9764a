/** A run with the fewest steps that ends, or that repeats a loop in a fair component. Large components are searched less. */
import type { Arena } from './arena.ts'
import { type Decision, distanceIn, type Graph, type GraphPath, joined, levelsOf, pathTo } from './graph.ts'
import { type Budget, loopEdges, ShortestLoops, walkOf } from './loop.ts'
import { loopOfThreads } from './thread-loop.ts'
import type { Searched } from './threads.ts'
import { Unfolded } from './unfolded.ts'

/** Loops through later nodes of a component are not searched for if it has more pairs of node and duties than this. */
const mostPairs = 2 ** 20
/** Number of pairs that all searches for loops through later nodes visit together. */
const mostVisited = 2 ** 20

export interface Places {
  /** The nodes, nearest first. */
  readonly order: Iterable<number>
  /** Whether a violating run may end at the node. */
  ends(node: number): boolean
  /** The number of steps of the walk to the node. It is asked for in the order of the nodes. */
  distance(node: number): number
  /** The walk to the node. */
  walk(node: number): GraphPath
}

/** The shortest paths to all states. */
export function shortestPaths(graph: Graph): Pick<Places, 'distance' | 'walk'> {
  return { distance: distanceIn(levelsOf(graph)), walk: (state) => pathTo(graph, state) }
}

/**
 * Finds a run with the fewest steps in stem and loop together. It ends, or it repeats a loop in a component of `part`. If
 * the searches for loops become too large, a shorter run may exist.
 */
export function shortRun(searched: Searched, arena: Arena, part: Int32Array, places: Places): Decision {
  const { order, ends, distance, walk } = places
  let best: Lasso | undefined
  let least = Number.POSITIVE_INFINITY
  const budget: Budget = { pairs: mostVisited }
  const loops = loopsOf(searched, arena, part, budget)
  for (const node of order) {
    const isEnd = ends(node)
    if (!isEnd && ((part[node] as number) <= 0 || budget.pairs <= 0)) continue
    const length = distance(node)
    // a run that goes on has a loop of at least one step
    if (length >= least) break
    if (isEnd) return { verdict: 'violated', walk: walk(node), loopAt: length }
    const loop = loops(node, best === undefined ? undefined : least - length - 1)
    if (loop === undefined) continue
    const found = lassoOf(arena, walk(node), node, loop, searched.graph)
    if (found.walk.actions.length >= least) continue
    least = found.walk.actions.length
    best = found
  }
  return best === undefined ? { verdict: 'holds', vacuous: false } : { verdict: 'violated', ...best }
}

/** A short loop through a node, as edges. `closes`: in a graph over orbits, whether it leads back to the real state. */
interface Loop {
  readonly edges: readonly number[]
  readonly closes: boolean
}

/** Finds loops: always for the first node, else only loops of at most `most` edges, and if the search is not too large. */
function loopsOf(
  searched: Searched,
  arena: Arena,
  part: Int32Array,
  budget: Budget,
): (node: number, most: number | undefined) => Loop | undefined {
  const { graph, enabled, threads } = searched
  const { orbits } = graph
  const closes = orbits === undefined
  const shortest = new ShortestLoops(arena, enabled, part, mostPairs, budget)
  const plain = (node: number, most: number | undefined) => {
    const edges = most === undefined ? loopEdges(arena, enabled, part, node) : shortest.through(node, most)
    return edges && { edges, closes }
  }
  if (orbits === undefined || !orbits.isEquivariant) return plain
  const unfolded = new Map<number, Unfolded | undefined>()
  return (node, most) => {
    const number = part[node] as number
    if (!unfolded.has(number)) {
      unfolded.set(number, Unfolded.of(searched, orbits, arena, part, node, mostPairs, budget))
    }
    const real = unfolded.get(number)
    if (real !== undefined) {
      const edges = real.loop(node, most)
      return edges && { edges, closes: true }
    }
    if (threads === undefined) return plain(node, most)
    return most === undefined ? { edges: loopOfThreads(arena, enabled, threads, part, node), closes } : undefined
  }
}

interface Lasso {
  readonly walk: GraphPath
  readonly loopAt: number
}

function lassoOf(arena: Arena, stem: GraphPath, node: number, loop: Loop, graph: Graph): Lasso {
  const loopAt = stem.actions.length
  const walk = joined(stem, walkOf(arena, node, loop.edges))
  const { states, actions } = walk
  const { orbits } = graph
  if (orbits === undefined) {
    return rolledUp({ walk, loopAt }, (i, k) => states[i] === states[k] && actions[i] === actions[k])
  }
  const edges = stem.actions.map((action, i) => edgeOf(graph, stem.states[i] as number, action, stem.states[i + 1]))
  let at = node
  for (const e of loop.edges) {
    edges.push(arena.under?.(at)[e - arena.rows.start(at)] ?? e)
    at = arena.rows.target(e)
  }
  const lasso = { walk: { ...walk, edges }, loopAt }
  if (!loop.closes) return lasso
  // the permutation that leads from each chosen state to the state of a real run
  const to = [0]
  edges.forEach((e, i) => {
    to.push(orbits.composed(orbits.inverse(orbits.moved(states[i] as number, e)), to[i] as number))
  })
  const real = (i: number) => orbits.real(states[i] as number, to[i] as number)
  const taken = (i: number) => orbits.action(actions[i] as number, to[i] as number)
  return rolledUp(lasso, (i, k) => taken(i) === taken(k) && real(i) === real(k))
}

/** The first edge of an action from one state to the other. */
function edgeOf({ rows }: Graph, from: number, action: number, target: number | undefined): number {
  let e = rows.start(from)
  while (rows.target(e) !== target || rows.label(e) !== action) e++
  return e
}

/**
 * The same run with the shortest stem: drops the end of the stem as far as it equals the end of the loop. `isSame` says
 * whether two steps of the run are the same, by their indices.
 */
function rolledUp({ walk, loopAt }: Lasso, isSame: (one: number, other: number) => boolean): Lasso {
  const { states, actions, free, edges } = walk
  let rolled = 0
  const end = actions.length - 1
  while (rolled < loopAt && isSame(loopAt - 1 - rolled, end - rolled)) rolled++
  const first = loopAt - rolled
  return {
    walk: {
      states: states.slice(0, states.length - rolled),
      actions: actions.slice(0, actions.length - rolled),
      ...(free === undefined ? {} : { free: Math.min(free, first) }),
      ...(edges === undefined ? {} : { edges: edges.slice(0, edges.length - rolled) }),
    },
    loopAt: first,
  }
}
