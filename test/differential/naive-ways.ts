/** Finds ways to a goal (AG EF), and ways past goals in order, by maps that grow until nothing changes. */
import { isNamed, type StateGraph } from './naive-graph.ts'
import type { TemporalD } from './temporal.ts'

export interface WaysBack {
  /** The number of steps of the worst way back: the longest of the shortest ways from the states asked about. */
  readonly worst?: number
  readonly vacuous: boolean
  /** The number of steps of the shortest way to a state that is asked about and has no way back. */
  readonly violation?: number
  /**
   * `lost`: states asked about that have no way back, and all without one to which they lead. `enabled`: the actions
   * that can be taken there. `exits`: those that lead out, but may not be used.
   */
  readonly lost: ReadonlySet<number>
  readonly enabled: ReadonlySet<number>
  readonly exits: ReadonlySet<number>
  /** Whether there is always a way back if every step may be on it. */
  readonly otherwiseHolds: boolean
  /** The number of `lost` states in which no step that may be used changes anything. */
  readonly stuck: number
  /** The most steps that can be taken in `lost` by steps that may be used. `undefined` if these can loop. */
  readonly longest: number | undefined
  readonly usable: (action: number) => boolean
}

export function waysBack<P>(
  graph: StateGraph,
  { p, using, when, within }: Extract<TemporalD<P>, { t: 'canAlwaysReach' }>,
  holds: (p: P, state: number) => boolean,
): WaysBack {
  const states = Array.from({ length: graph.states }, (_, state) => state)
  const goal = states.filter((state) => holds(p, state))
  const asked = when === null ? states : states.filter((state) => holds(when, state))
  const named = new Set(
    graph.actions.flatMap((action, i) => (using?.some((name) => isNamed(action, name, null, within)) ? [i] : [])),
  )
  const usable = (action: number) => using === null || named.has(action)
  const forward = graph.edges.map(({ from, to }) => ({ from, to }))
  const backward = graph.edges.map(({ from, to, action }) => ({ from: to, to: from, action }))
  const distance = layers(
    goal,
    backward.filter(({ action }) => usable(action)),
  )
  const anyhow = layers(goal, backward)
  const depth = layers(graph.initial, forward)
  const without = asked.filter((state) => !distance.has(state))
  const stuck = forward.filter(({ to }) => !distance.has(to))
  const lost = new Set(layers(without, stuck).keys())
  const inside = graph.edges.filter(({ from }) => lost.has(from))
  const on = inside.filter(({ action }) => usable(action))
  const out = inside.filter(({ to, action }) => !usable(action) && distance.has(to))
  const otherwise = new Set(asked.filter((state) => !anyhow.has(state)))
  const depths = without.map((state) => depth.get(state) as number)
  const distances = asked.map((state) => distance.get(state) ?? 0)
  return {
    vacuous: asked.length === 0,
    lost,
    enabled: new Set(inside.map(({ action }) => action)),
    exits: new Set(out.map(({ action }) => action)),
    otherwiseHolds: named.size < graph.actions.length && using !== null && otherwise.size === 0,
    stuck: [...lost].filter((state) => !on.some(({ from }) => from === state)).length,
    longest: longestWay({ ...graph, edges: on }),
    usable,
    ...(without.length > 0 ? { violation: Math.min(...depths) } : {}),
    ...(without.length === 0 && asked.length > 0 ? { worst: Math.max(...distances) } : {}),
  }
}

/** The number of steps of the longest way through the graph. `undefined` if there is a loop. */
export function longestWay({ states, edges }: StateGraph): number | undefined {
  // a way with more steps than there are states meets a state twice
  let ends = new Set(Array.from({ length: states }, (_, state) => state))
  for (let steps = 0; steps < states; steps++) {
    const later = ends
    ends = new Set(edges.filter(({ from }) => later.has(from)).map(({ to }) => to))
    if (ends.size === 0) return steps
  }
  return undefined
}

/** The number of steps of the shortest way that meets the goals in order. A state may meet several goals. */
export function shortestInOrder<P>(
  { initial, edges }: StateGraph,
  goals: readonly P[],
  holds: (p: P, state: number) => boolean,
): number | undefined {
  let lengths = new Map(initial.map((state) => [state, 0]))
  for (const goal of goals) {
    for (let shorter = true; shorter; ) {
      shorter = false
      for (const { from, to } of edges) {
        const length = (lengths.get(from) ?? Number.POSITIVE_INFINITY) + 1
        if (length >= (lengths.get(to) ?? Number.POSITIVE_INFINITY)) continue
        lengths.set(to, length)
        shorter = true
      }
    }
    lengths = new Map([...lengths].filter(([state]) => holds(goal, state)))
  }
  return lengths.size === 0 ? undefined : Math.min(...lengths.values())
}

/** The least number of edges from a state in `from` to each reachable state. */
function layers(
  from: readonly number[],
  edges: readonly { readonly from: number; readonly to: number }[],
): ReadonlyMap<number, number> {
  const found = new Map(from.map((state) => [state, 0]))
  for (let steps = 1, grew = true; grew; steps++) {
    grew = false
    for (const edge of edges) {
      if (found.get(edge.from) !== steps - 1 || found.has(edge.to)) continue
      found.set(edge.to, steps)
      grew = true
    }
  }
  return found
}
