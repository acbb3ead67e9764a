/** Which runs are fair: by splitting graphs into components, and those again, for as long as something is unfair. */
import type { Duty, Runs, StateGraph } from './naive-graph.ts'

type Nodes = ReadonlySet<number>

/** The nodes from which some fair run goes on inside `within` for ever, and meets each of `goals` again and again. */
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

  /** The nodes of `part` that lie on a loop which is fair and meets all goals. */
  function onFairLoops(part: Nodes): number[] {
    return components(runs, part).flatMap((component) => {
      const nodes = [...component]
      if (!goals.every((goal) => nodes.some((node) => goal.has(node)))) return []
      const open = asked.filter(({ isTaken }) => !nodes.some(isTaken))
      if (open.some(({ strong, isEnabled }) => !strong && nodes.every(isEnabled))) return []
      // untaken, so a loop may not go where it is enabled
      const shunned = open.filter(({ strong, isEnabled }) => strong && nodes.some(isEnabled))
      if (shunned.length === 0) return nodes
      return onFairLoops(new Set(nodes.filter((node) => !shunned.some(({ isEnabled }) => isEnabled(node)))))
    })
  }
  return reached(runs.previous, onFairLoops(within), within)
}

/** The sets of nodes that lie on common loops inside of `within`. */
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

/** The nodes by the state at which their runs have ended, and those of runs that have not; no loop is in two of them. */
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

/** What is left when nodes that nothing leads to, or that lead to nothing, are taken away again and again. */
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

/** What can be reached inside of `within`. */
export function reached(next: Runs['next'], from: readonly number[], within: Nodes): Nodes {
  const seen = new Set(from.filter((node) => within.has(node)))
  // a Set is gone through in the order of insertion, what is added meanwhile included
  for (const node of seen) for (const to of next[node] ?? []) if (within.has(to)) seen.add(to)
  return seen
}
