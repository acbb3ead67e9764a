/** Finds fair runs: it splits graphs into components, and splits these again as long as one of them is unfair. */
import type { Duty, Runs, StateGraph } from './naive-graph.ts'

type Nodes = ReadonlySet<number>

/** The nodes from which some fair run stays in `within` forever, and meets each of `goals` infinitely often. */
export function fairNodes(
  runs: Runs,
  graph: StateGraph,
  duties: readonly Duty[],
  within: Nodes,
  goals: readonly Nodes[] = [],
): Nodes {
  const asked = duties.map(({ strong, actions }) => {
    const offered = new Set(graph.edges.filter(({ action }) => actions.has(action)).map(({ from }) => from))
    return {
      strong,
      isEnabled: (node: number) => offered.has(runs.at[node]?.state as number),
      isTaken: (node: number) => actions.has(runs.at[node]?.action as number),
    }
  })

  /** The nodes of `part` that lie on a fair loop through all goals. */
  function onFairLoops(part: Nodes): number[] {
    return components(runs, part).flatMap((component) => {
      const nodes = [...component]
      if (!goals.every((goal) => nodes.some((node) => goal.has(node)))) return []
      const open = asked.filter(({ isTaken }) => !nodes.some(isTaken))
      if (open.some(({ strong, isEnabled }) => !strong && nodes.every(isEnabled))) return []
      // these are not taken, so a loop must avoid the nodes at which they are enabled
      const shunned = open.filter(({ strong, isEnabled }) => strong && nodes.some(isEnabled))
      if (shunned.length === 0) return nodes
      return onFairLoops(new Set(nodes.filter((node) => !shunned.some(({ isEnabled }) => isEnabled(node)))))
    })
  }
  return reached(runs.previous, onFairLoops(within), within)
}

/** The strongly connected components of `within` that have a loop. */
function components(runs: Runs, within: Nodes): Nodes[] {
  const found: Nodes[] = []
  const todo = apart(runs, within)
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    const left = withoutEnds(runs, part)
    const [first] = left
    if (first === undefined) continue
    const ahead = reached(runs.next, [first], left)
    const behind = reached(runs.previous, [first], left)
    const component = new Set([...ahead].filter((node) => behind.has(node)))
    if (component.size > 1 || runs.next[first]?.includes(first)) found.push(component)
    const minus = (nodes: Nodes, other: Nodes) => new Set([...nodes].filter((node) => !other.has(node)))
    todo.push(minus(ahead, component), minus(behind, component), minus(minus(left, ahead), behind))
  }
  return found
}

/** Groups the nodes by the state at which their runs ended; runs that go on are one group. No loop is in two groups. */
function apart(runs: Runs, nodes: Nodes): Nodes[] {
  const groups = new Map<number, Set<number>>()
  for (const node of nodes) {
    const { state, ended } = runs.at[node] ?? { state: -1, ended: false }
    const key = ended ? state : -1
    if (!groups.has(key)) groups.set(key, new Set())
    groups.get(key)?.add(node)
  }
  return [...groups.values()]
}

/** Removes nodes without predecessor or without successor again and again, and returns the rest. */
function withoutEnds(runs: Runs, nodes: Nodes): Nodes {
  const left = new Set(nodes)
  const isEnd = (node: number) =>
    !runs.next[node]?.some((to) => left.has(to)) || !runs.previous[node]?.some((from) => left.has(from))
  const queue = [...left]
  for (const node of queue) {
    if (!left.has(node) || !isEnd(node)) continue
    left.delete(node)
    queue.push(...(runs.next[node] ?? []), ...(runs.previous[node] ?? []))
  }
  return left
}

/** The nodes that can be reached inside `within`. */
export function reached(next: Runs['next'], from: readonly number[], within: Nodes): Nodes {
  const seen = new Set(from.filter((node) => within.has(node)))
  // a Set iterates in the order of insertion, and includes elements added during the loop
  for (const node of seen) for (const to of next[node] ?? []) if (within.has(to)) seen.add(to)
  return seen
}
