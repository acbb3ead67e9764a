/**
 * Finds the strongly connected components of a part of a graph. Each component comes before all components that lead to
 * it. The method is that of D. J. Pearce, "A space-efficient algorithm for finding strongly connected components", 2016:
 * Tarjan's algorithm with stacks of its own, so only memory limits the length of a chain. A node is on the path or waits
 * for its component, never both, so both stacks share one array, from its two ends.
 */
import type { Edges } from '../engine/store/edges.ts'

/** Memory that all searches of one graph share: 8 bytes a node, of which a short path touches little more than 4. */
export class Scratch {
  /** The path from a root, from the beginning on; the nodes that wait for their component, from the end on. */
  readonly stack: Int32Array
  /** The next edge of each node on the path; its complement if the node is not the first of its component. */
  readonly edge: Int32Array

  constructor(nodes: number) {
    this.stack = new Int32Array(nodes)
    this.edge = new Int32Array(nodes)
  }
}

/** The memory of all questions about one graph: what one leaves behind, the next overwrites. 14 bytes a node. */
export class Room extends Scratch {
  /** A number for each node. */
  readonly numbers: Int32Array
  /** The truths of a first and of a second predicate. */
  readonly first: Uint8Array<ArrayBuffer>
  readonly second: Uint8Array<ArrayBuffer>

  constructor(nodes: number) {
    // room for the starts of rows, and for the end of the last one
    super(nodes + 2)
    this.numbers = new Int32Array(nodes)
    this.first = new Uint8Array(nodes)
    this.second = new Uint8Array(nodes)
  }
}

/**
 * Finds the components among the nodes whose `part` is `from`, starting at `roots`; a number stands for all nodes below
 * it. It gives each a number of its own in `part`, from `fresh` on, and returns the next unused number. `found(members,
 * from, to, number)` receives each component as a range of `members`, which is valid during the call. `found` may change
 * the `part` of the members, but not to `from`, and not to less than −1.
 */
export function components(
  rows: Edges,
  part: Int32Array,
  from: number,
  roots: ArrayLike<number> | number,
  fresh: number,
  { stack, edge }: Scratch,
  found: (members: Int32Array, from: number, to: number, number: number) => void,
): number {
  // during the search, the part of a node on a stack is −3 minus the number of the first node it is known to lead to
  const count = typeof roots === 'number' ? roots : roots.length
  let next = fresh
  let clock = -3
  let top = stack.length
  for (let r = 0; r < count; r++) {
    const root = typeof roots === 'number' ? r : (roots[r] as number)
    if (part[root] !== from) continue
    let depth = 0
    stack[0] = root
    edge[0] = rows.start(root)
    part[root] = clock--
    while (depth >= 0) {
      const node = stack[depth] as number
      const end = rows.start(node + 1)
      let e = edge[depth] as number
      let isFirst = e >= 0
      if (!isFirst) e = ~e
      let least = part[node] as number
      let down = -1
      for (; e < end; e++) {
        const target = rows.target(e)
        const seen = part[target] as number
        if (seen === from) {
          down = target
          break
        }
        if (seen < -2 && seen > least) {
          least = seen
          isFirst = false
        }
      }
      part[node] = least
      if (down >= 0) {
        edge[depth++] = isFirst ? e : ~e
        stack[depth] = down
        edge[depth] = rows.start(down)
        part[down] = clock--
        continue
      }
      stack[--top] = node
      depth--
      if (!isFirst) continue
      // the nodes that wait and do not lead to an earlier node
      let bottom = top
      while (bottom < stack.length && (part[stack[bottom] as number] as number) <= least) {
        part[stack[bottom++] as number] = next
      }
      found(stack, top, bottom, next++)
      top = bottom
    }
  }
  return next
}
