/** The states from which a run can still avoid something, and the states from which it can still reach something. */
import type { Edges } from '../engine/store/edges.ts'
import { Scratch } from './components.ts'
import { fairComponents, plainArena } from './fair-components.ts'
import { type Constraint, Enabled, type Graph, hasSelfEdges } from './graph.ts'

/** One byte a state: 1 if some fair run from it uses only edges in `rows` and never enters a `bad` state. */
export function avoiding(graph: Graph, constraints: readonly Constraint[], bad: Uint8Array, rows: Edges): Uint8Array {
  const enabled = new Enabled(graph, constraints)
  const part = new Int32Array(rows.nodes)
  for (let state = 0; state < part.length; state++) if (bad[state] === 1) part[state] = -1
  const arena = { ...plainArena(rows), hasSelfEdges: hasSelfEdges(graph) }
  fairComponents(arena, enabled, part, new Scratch(rows.nodes))
  const safe = new Uint8Array(rows.nodes)
  for (let state = 0; state < safe.length; state++) {
    if (bad[state] === 0 && ((part[state] as number) > 0 || enabled.mayEnd(state))) safe[state] = 1
  }
  return reaching(rows, safe, (from) => bad[from] === 0)
}

/** One byte a state: 1 if it is a `goal`, or if a path of edges that `goes` allows leads from it to a `goal`. */
export function reaching(rows: Edges, goal: Uint8Array, goes: (from: number, label: number) => boolean): Uint8Array {
  const { nodes } = rows
  const starts = new Int32Array(nodes + 1)
  const each = (visit: (from: number, to: number) => void) => {
    for (let from = 0, e = 0; from < nodes; from++) {
      for (const end = rows.start(from + 1); e < end; e++) if (goes(from, rows.label(e))) visit(from, rows.target(e))
    }
  }
  each((_, to) => {
    starts[to + 1] = (starts[to + 1] as number) + 1
  })
  for (let node = 0; node < nodes; node++) starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number)
  const sources = new Int32Array(starts[nodes] as number)
  const next = starts.slice()
  each((from, to) => {
    const at = next[to] as number
    sources[at] = from
    next[to] = at + 1
  })
  const found = goal.slice()
  const queue = new Int32Array(nodes)
  let tail = 0
  for (let node = 0; node < nodes; node++) if (found[node] === 1) queue[tail++] = node
  for (let head = 0; head < tail; head++) {
    const node = queue[head] as number
    for (let k = starts[node] as number, end = starts[node + 1] as number; k < end; k++) {
      const source = sources[k] as number
      if (found[source] === 1) continue
      found[source] = 1
      queue[tail++] = source
    }
  }
  return found
}
