/** The longest run of a graph, or of a part of it, if every run ends. */
import type { Edges } from '../engine/store/edges.ts'
import { Room } from './components.ts'

/** A part of a graph: states and actions. No `usable` action leads out of it. */
export interface Part {
  readonly inside: Uint8Array
  readonly usable: Uint8Array
}

/** Number of steps of the longest run; `undefined` if some run can loop. */
export function longestRun(rows: Edges, part?: Part, room = new Room(rows.nodes)): number | undefined {
  const { nodes } = rows
  const isIn = (node: number, e: number) =>
    part === undefined || (part.inside[node] === 1 && part.usable[rows.label(e)] === 1)
  const left = room.numbers.fill(0)
  for (let node = 0, e = 0; node < nodes; node++) {
    for (const end = rows.start(node + 1); e < end; e++) {
      if (!isIn(node, e)) continue
      const target = rows.target(e)
      left[target] = (left[target] as number) + 1
    }
  }
  const steps = room.edge.fill(0)
  const queue = room.stack
  let end = 0
  for (let node = 0; node < nodes; node++) if (left[node] === 0) queue[end++] = node
  let longest = 0
  for (let at = 0; at < end; at++) {
    const node = queue[at] as number
    const after = (steps[node] as number) + 1
    for (let e = rows.start(node), to = rows.start(node + 1); e < to; e++) {
      if (!isIn(node, e)) continue
      const target = rows.target(e)
      if (after > (steps[target] as number)) steps[target] = after
      if (after > longest) longest = after
      left[target] = (left[target] as number) - 1
      if (left[target] === 0) queue[end++] = target
    }
  }
  return end === nodes ? longest : undefined
}
