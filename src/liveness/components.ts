/**
 * Finds the strongly connected components of a part of a graph. Each component comes before all components that lead to
 * it. The method is Tarjan's algorithm with stacks of its own, so only memory limits the length of a chain.
 */
import type { Edges } from '../engine/store/edges.ts'

/** Memory that all searches of one graph share: 20 bytes a node. */
export class Scratch {
  readonly low: Int32Array
  readonly stack: Int32Array
  readonly path: Int32Array
  readonly edge: Int32Array
  readonly order: Int32Array

  constructor(nodes: number) {
    this.low = new Int32Array(nodes)
    this.stack = new Int32Array(nodes)
    this.path = new Int32Array(nodes)
    this.edge = new Int32Array(nodes)
    this.order = new Int32Array(nodes)
  }
}

/**
 * Finds the components among the nodes whose `part` is `from`, starting at `roots`. It gives each a number of its own
 * in `part`, from `fresh` on, and returns the next unused number. `found(members, from, to, number)` receives each
 * component as a range of `members`, which is valid during the call. `found` may change the `part` of the members, but
 * not to `from`.
 */
export function components(
  rows: Edges,
  part: Int32Array,
  from: number,
  roots: Iterable<number>,
  fresh: number,
  { low, stack, path, edge, order }: Scratch,
  found: (members: Int32Array, from: number, to: number, number: number) => void,
): number {
  let next = fresh
  let clock = 0
  let top = 0
  for (const root of roots) {
    if (part[root] !== from || low[root] !== 0) continue
    let depth = 0
    path[0] = root
    edge[0] = rows.start(root)
    order[0] = low[root] = ++clock
    stack[top++] = root
    while (depth >= 0) {
      const node = path[depth] as number
      const end = rows.start(node + 1)
      let e = edge[depth] as number
      let least = low[node] as number
      let down = -1
      for (; e < end; e++) {
        const target = rows.target(e)
        if (part[target] !== from) continue
        const seen = low[target] as number
        if (seen === 0) {
          down = target
          break
        }
        if (seen < least) least = seen
      }
      low[node] = least
      edge[depth] = e
      if (down >= 0) {
        depth++
        path[depth] = down
        edge[depth] = rows.start(down)
        order[depth] = low[down] = ++clock
        stack[top++] = down
        continue
      }
      if (least === order[depth]) {
        let bottom = top - 1
        while (stack[bottom] !== node) bottom--
        for (let k = bottom; k < top; k++) {
          part[stack[k] as number] = next
          low[stack[k] as number] = 0
        }
        found(stack, bottom, top, next++)
        top = bottom
      }
      depth--
    }
  }
  return next
}
