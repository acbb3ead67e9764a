/**
 * Finds fair loops. A component contains a fair accepting loop if it contains all that the loop needs. These are every
 * acceptance mark, and for each constraint an edge that takes it or (weak) a node in which it is not enabled. A pair of
 * predicates is taken by a node in which the second one is true. If a strong constraint is enabled but never taken, the
 * nodes in which it is enabled are cut out, and the rest is split again (E. A. Emerson and C.-L. Lei, "Modalities for model checking", 1987; Streett pairs).
 */
import type { Edges } from '../engine/store/edges.ts'
import type { Arena } from './arena.ts'
import { components, type Scratch } from './components.ts'
import type { Enabled } from './graph.ts'
import type { Threads } from './threads.ts'

/** The state graph itself as an arena that accepts every loop. */
export const plainArena = (rows: Edges): Arena => ({
  ...{ rows, marks: 0, nodeMarks: () => 0, labelMarks: () => 0 },
  ...{ state: (node) => node, action: (label) => label },
})

/**
 * Finds the components that contain a fair accepting loop. Before the call, `part` is 0 for the nodes to search and −1
 * for the others. After it, `part` is the number of its component (1 or more) for each node of such a component, and −1
 * for all others. `threads` judges the constraints that permutations of alike instances move.
 */
export function fairComponents(
  arena: Arena,
  enabled: Enabled,
  part: Int32Array,
  scratch: Scratch,
  threads?: Threads,
): void {
  const { words, masks, strong, bits, met, closed } = enabled
  const { rows, marks } = arena
  const always = new Uint32Array(words)
  const ever = new Uint32Array(words)
  const taken = new Uint32Array(words)
  const stuck = new Uint32Array(words)
  const fixed = threads?.fixed ?? new Uint32Array(words).fill(0xffffffff)
  const rest: { number: number; nodes: Int32Array }[] = []

  const judge = (members: Int32Array, from: number, to: number, number: number) => {
    if (to - from === 1 && !(arena.hasSelfEdges && hasSelfEdge(rows, members[from] as number))) {
      part[members[from] as number] = -1
      return
    }
    let shown = 0
    always.fill(0xffffffff)
    ever.fill(0)
    taken.fill(0)
    for (let m = from; m < to; m++) {
      const node = members[m] as number
      shown |= arena.nodeMarks(node)
      for (let k = 0, at = arena.state(node) * words; k < words; k++, at++) {
        always[k] = (always[k] as number) & (bits[at] as number)
        ever[k] = (ever[k] as number) | (bits[at] as number)
        if (met !== undefined) taken[k] = (taken[k] as number) | (met[at] as number)
      }
      const own = arena.state(node) * words
      for (let e = rows.start(node), end = rows.start(node + 1); e < end; e++) {
        if (part[rows.target(e)] !== number) continue
        const label = rows.label(e)
        shown |= arena.labelMarks(label)
        for (let k = 0, at = arena.action(label) * words; k < words; k++, at++) {
          const done = masks[at] as number
          taken[k] = (taken[k] as number) | (closed === undefined ? done : done & ~(closed[own + k] as number))
        }
      }
    }
    let hopeless = (shown & marks) !== marks
    let unfair = false
    for (let k = 0; k < words; k++) {
      const never = ~(taken[k] as number) & (fixed[k] as number)
      if (((always[k] as number) & never) !== 0) hopeless = true
      stuck[k] = (ever[k] as number) & never & (strong[k] as number)
      if (stuck[k] !== 0) unfair = true
    }
    const threadsCut = hopeless || unfair ? undefined : threads?.cut(arena, part, members, from, to)
    if (!hopeless && !unfair && threadsCut === undefined) return
    let kept = 0
    for (let m = from; m < to; m++) {
      const node = members[m] as number
      let cut = hopeless || threadsCut?.[m - from] === 1
      for (let k = 0, at = arena.state(node) * words; k < words && !cut; k++, at++) {
        cut = ((bits[at] as number) & (stuck[k] as number)) !== 0
      }
      if (cut) part[node] = -1
      else kept++
    }
    if (kept === 0) return
    const nodes = new Int32Array(kept)
    for (let m = from, k = 0; m < to; m++) if (part[members[m] as number] === number) nodes[k++] = members[m] as number
    rest.push({ number, nodes })
  }

  let fresh = components(rows, part, 0, rows.nodes, 1, scratch, judge)
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    fresh = components(rows, part, next.number, next.nodes, fresh, scratch, judge)
  }
}

function hasSelfEdge(rows: Edges, node: number): boolean {
  for (let e = rows.start(node), end = rows.start(node + 1); e < end; e++) if (rows.target(e) === node) return true
  return false
}
