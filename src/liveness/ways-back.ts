/** AG EF: one backward search finds the states without a path to a goal, and the distance from all others. */

import type { Edges } from '../engine/store/edges.ts'
import { defined, type NumberedFormula } from '../plain.ts'
import { Room } from './components.ts'
import { predicateOf, type Question } from './formula.ts'
import { along, beyondLevel, type Decision, type Graph, joined, type NoReturn, pathTo, truthOf } from './graph.ts'
import { longestRun } from './longest-run.ts'

type CanAlwaysReach = Extract<Question, { readonly kind: 'canAlwaysReach' }>

/** `unknown` if the search needs more than `maxBytes`. */
export function decideReach(
  graph: Graph,
  { goal, when, using }: CanAlwaysReach,
  maxBytes: number,
  room: Room,
): Decision {
  const { rows } = graph
  // the reversed edges, then distances, queue, truths and the region: twice if `using` restricts the actions
  const bytes = rows.nodes * 24 + rows.edges * 4
  if (bytes * (using === undefined ? 1 : 2) > maxBytes) return { verdict: 'unknown' }
  const isGoal = truthOf(graph, predicate(goal), room.first)
  const asked = when === undefined ? undefined : truthOf(graph, predicate(when), room.second)
  const usable = new Uint8Array(graph.actions).fill(using === undefined ? 1 : 0)
  for (const action of using ?? []) usable[action] = 1
  const distance = distances(rows, isGoal, usable, room)

  let farthest = -1
  let vacuous = true
  for (let state = 0; state < rows.nodes; state++) {
    if (asked?.[state] === 0) continue
    vacuous = false
    if (distance[state] === -1) {
      const nearest: number[] = []
      for (let other = state, end = beyondLevel(graph, state); other < end; other++) {
        if (asked?.[other] !== 0 && distance[other] === -1) nearest.push(other)
      }
      return {
        verdict: 'violated',
        walk: pathTo(graph, state),
        nearest,
        noReturn: noReturn(graph, isGoal, distance, usable, asked ?? room.second.fill(1)),
      }
    }
    if (farthest < 0 || (distance[state] as number) > (distance[farthest] as number)) farthest = state
  }
  if (farthest < 0) return { verdict: 'holds', vacuous }
  const back = [farthest]
  for (let at = farthest; distance[at] !== 0; ) {
    let e = rows.start(at)
    while (!usable[rows.label(e)] || distance[rows.target(e)] !== (distance[at] as number) - 1) e++
    at = rows.target(e)
    back.push(at)
  }
  const there = pathTo(graph, farthest)
  const wayBack = wayAlong(rows, back, usable)
  const walk = joined(there, wayBack)
  return {
    verdict: 'holds',
    vacuous,
    wayBack: { steps: distance[farthest] as number, walk, turn: there.states.length - 1 },
  }
}

function predicate(formula: NumberedFormula) {
  const found = predicateOf(formula)
  if (found === undefined) throw new Error('the goal of canAlwaysReach is not a predicate')
  return found
}

/** Like `along`, but by usable edges only. */
function wayAlong(rows: Edges, states: readonly number[], usable: Uint8Array) {
  const { actions } = along(rows, states)
  return {
    states,
    actions: actions.map((_, i) => {
      let e = rows.start(states[i] as number)
      while (rows.target(e) !== states[i + 1] || !usable[rows.label(e)]) e++
      return rows.label(e)
    }),
  }
}

/**
 * Number of steps to the nearest goal by usable edges; −1 if no path leads to a goal.
 *
 * It goes back level by level. As long as most states are near a goal, it looks at the edges of all other states, and needs
 * no further memory. Then it reverses the edges of the states that are left, because they may be far from a goal.
 */
function distances(rows: Edges, isGoal: Uint8Array, usable: Uint8Array, room: Room): Int32Array {
  const { nodes } = rows
  const distance = room.numbers
  for (let node = 0; node < nodes; node++) distance[node] = isGoal[node] === 0 ? -1 : 0
  // together, the rounds cost about as much as one look at each edge
  const most = nodes + rows.edges
  let looked = 0
  let last = 0
  for (let level = 0; ; level++) {
    if (looked + last > most) {
      goBack(rows, distance, level, usable, room)
      return distance
    }
    let found = 0
    last = nodes
    for (let node = 0; node < nodes; node++) {
      if (distance[node] !== -1) continue
      let e = rows.start(node)
      const from = e
      for (const end = rows.start(node + 1); e < end; e++) {
        if (distance[rows.target(e)] !== level || !usable[rows.label(e)]) continue
        distance[node] = level + 1
        found++
        break
      }
      last += e - from
    }
    looked += last
    if (found === 0) return distance
  }
}

/** Completes the distances of all states that are farther than `level`. */
function goBack(rows: Edges, distance: Int32Array, level: number, usable: Uint8Array, room: Room): void {
  const { nodes } = rows
  // the reversed edges of these states: sources by target
  const starts = room.edge.fill(0)
  for (let node = 0; node < nodes; node++) {
    if (distance[node] !== -1) continue
    for (let e = rows.start(node), end = rows.start(node + 1); e < end; e++) {
      if (usable[rows.label(e)]) starts[rows.target(e) + 2] = (starts[rows.target(e) + 2] as number) + 1
    }
  }
  for (let k = 2; k < starts.length; k++) starts[k] = (starts[k] as number) + (starts[k - 1] as number)
  const sources = new Int32Array(starts[nodes + 1] as number)
  for (let node = 0; node < nodes; node++) {
    if (distance[node] !== -1) continue
    for (let e = rows.start(node), end = rows.start(node + 1); e < end; e++) {
      if (!usable[rows.label(e)]) continue
      const at = rows.target(e) + 1
      sources[starts[at] as number] = node
      starts[at] = (starts[at] as number) + 1
    }
  }
  const queue = room.stack
  let tail = 0
  for (let node = 0; node < nodes; node++) if (distance[node] === level) queue[tail++] = node
  for (let head = 0; head < tail; head++) {
    const node = queue[head] as number
    for (let k = starts[node] as number, end = starts[node + 1] as number; k < end; k++) {
      const source = sources[k] as number
      if (distance[source] !== -1) continue
      distance[source] = (distance[node] as number) + 1
      queue[tail++] = source
    }
  }
}

/** The states without a way back that are `asked` about, and all such states that can be reached from them. */
function lost(rows: Edges, distance: Int32Array, asked: Uint8Array): Int32Array {
  const seen = new Uint8Array(rows.nodes)
  const queue = new Int32Array(rows.nodes)
  let tail = 0
  const visit = (state: number) => {
    if (seen[state] === 1 || distance[state] !== -1) return
    seen[state] = 1
    queue[tail++] = state
  }
  for (let state = 0; state < rows.nodes; state++) if (asked[state] === 1) visit(state)
  for (let head = 0; head < tail; head++) {
    const state = queue[head] as number
    for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) visit(rows.target(e))
  }
  return queue.subarray(0, tail)
}

function noReturn(
  { rows, actions, orbits }: Graph,
  isGoal: Uint8Array,
  distance: Int32Array,
  usable: Uint8Array,
  asked: Uint8Array,
): NoReturn {
  const enabled = new Uint8Array(actions)
  const exits = new Uint8Array(actions)
  const region = lost(rows, distance, asked)
  let [states, stuck] = [0, 0]
  for (const state of region) {
    const size = orbits?.size(state) ?? 1
    states += size
    let moves = false
    for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
      const label = rows.label(e)
      enabled[label] = 1
      if (usable[label]) moves = true
      else if (distance[rows.target(e)] !== -1) exits[label] = 1
    }
    if (!moves) stuck += size
  }
  // in some other state of an orbit, another instance takes the step
  const numbers = (bits: Uint8Array) => {
    const found = new Set([...bits.keys()].filter((action) => bits[action] === 1))
    if (orbits?.isWhole) {
      for (const action of found) for (const generator of orbits.generators) found.add(orbits.action(action, generator))
    }
    return [...found].sort((a, b) => a - b)
  }
  const restricted = usable.includes(0)
  const everything = restricted ? distances(rows, isGoal, usable.slice().fill(1), new Room(rows.nodes)) : distance
  const otherwiseHolds = restricted && everything.every((steps, state) => steps !== -1 || asked[state] === 0)
  const inside = new Uint8Array(rows.nodes)
  for (const state of region) inside[state] = 1
  const longest = longestRun(rows, { inside, usable })
  return {
    ...{ states, enabled: numbers(enabled), exits: numbers(exits), otherwiseHolds, stuck },
    ...defined({ longest }),
  }
}
