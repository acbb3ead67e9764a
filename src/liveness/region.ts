/** The part of a graph in which a run can be after something has begun, with a shortest path to each of its states. */
import type { Edges } from '../engine/store/edges.ts'
import { along, type Graph, type GraphPath, joined, levelsOf, pathTo } from './graph.ts'

export interface Region {
  holds(state: number): boolean
  /** Its states, ordered by the length of the path from the start of the run. */
  readonly order: Int32Array
  distance(state: number): number
  walk(state: number): GraphPath
}

/** The states that are reached from `source` states through `inside` states. Sources count if they are `inside`. */
export function region(graph: Graph, inside: Uint8Array, source: (state: number) => boolean): Region {
  const { rows } = graph
  const { nodes } = rows
  const levels = levelsOf(graph)
  /** −1 outside of the region; 0 at a source; otherwise 1 plus the state before. */
  const came = new Int32Array(nodes).fill(-1)
  const distance = new Int32Array(nodes)
  const order = new Int32Array(nodes)
  const queue = new Int32Array(nodes)
  // the path from the start to a source is a shortest one, whatever else leads to the source
  for (let state = 0, depth = 0; state < nodes; state++) {
    if (state === levels[depth + 1]) depth++
    if (inside[state] === 0 || !source(state)) continue
    came[state] = 0
    distance[state] = depth
  }
  let [count, head, tail, next, depth] = [0, 0, 0, 0, 0]
  const expand = (state: number) => {
    order[count++] = state
    for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
      const target = rows.target(e)
      if (inside[target] === 0 || came[target] !== -1) continue
      came[target] = state + 1
      distance[target] = (distance[state] as number) + 1
      queue[tail++] = target
    }
  }
  while (next < nodes || head < tail) {
    // ids are in the order of depth: this merges sources and found states by their distance from the start
    if (next === levels[depth + 1]) depth++
    if (next < nodes && (head === tail || depth <= (distance[queue[head] as number] as number))) {
      const state = next++
      if (came[state] === 0) expand(state)
    } else expand(queue[head++] as number)
  }
  return {
    holds: (state) => came[state] !== -1,
    order: order.subarray(0, count),
    distance: (state) => distance[state] as number,
    walk(state) {
      const states = [state]
      let at = state
      for (; came[at] !== 0; states.push(at)) at = (came[at] as number) - 1
      return joined(pathTo(graph, at), along(rows, states.reverse()))
    },
  }
}

/** One byte a state: 1 for the states of the region. `queue` has room for a number for each state. */
export function reachedThrough(
  rows: Edges,
  inside: Uint8Array,
  source: (state: number) => boolean,
  queue: Int32Array,
): Uint8Array {
  const reached = new Uint8Array(rows.nodes)
  let tail = 0
  for (let state = 0; state < reached.length; state++) {
    if (inside[state] === 0 || !source(state)) continue
    reached[state] = 1
    queue[tail++] = state
  }
  for (let head = 0; head < tail; head++) {
    const state = queue[head] as number
    for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
      const target = rows.target(e)
      if (inside[target] === 0 || reached[target] === 1) continue
      reached[target] = 1
      queue[tail++] = target
    }
  }
  return reached
}
