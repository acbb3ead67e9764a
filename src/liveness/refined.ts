/**
 * Decides whether every fair run keeps the fairness promises of an abstract model, to which the states of the graph are
 * mapped. A run breaks a promise if, from some moment on, it is never taken, and it is enabled forever (weak), or again
 * and again (strong). So the violations are the fair runs of the graph without the edges that take it.
 */
import { Edges } from '../engine/store/edges.ts'
import type { Arena } from './arena.ts'
import type { Room } from './components.ts'
import { fairComponents } from './fair-components.ts'
import type { Promised } from './formula.ts'
import { type Decision, hasSelfEdges } from './graph.ts'
import { shortestPaths, shortRun } from './short-run.ts'
import type { Searched } from './threads.ts'

/** Decides one promise. `unknown` if the graph without some of its edges needs more than `maxBytes`. */
export function decidePromise(searched: Searched, promise: Promised, room: Room, maxBytes: number): Decision {
  const { graph, enabled } = searched
  const { strong } = promise
  const isEnabled = room.first
  for (let state = 0; state < isEnabled.length; state++) isEnabled[state] = promise.enabled(state) ? 1 : 0
  if (!isEnabled.includes(1)) return { verdict: 'holds', vacuous: false }
  const rows = new Edges(graph.actions)
  for (let state = 0; state < graph.rows.nodes; state++) {
    for (let e = graph.rows.start(state), end = graph.rows.start(state + 1); e < end; e++) {
      const target = graph.rows.target(e)
      if (!promise.takes(state, target)) rows.add(target, graph.rows.label(e))
    }
    rows.close()
    if ((state & 0xffff) === 0 && rows.bytes > maxBytes) return { verdict: 'unknown' }
  }
  const arena: Arena = {
    rows,
    state: (node) => node,
    action: (label) => label,
    nodeMarks: strong ? (node) => isEnabled[node] as number : () => 0,
    labelMarks: () => 0,
    marks: strong ? 1 : 0,
    hasSelfEdges: hasSelfEdges(graph),
  }
  const part = room.numbers.fill(0)
  if (!strong) for (let state = 0; state < part.length; state++) if (isEnabled[state] === 0) part[state] = -1
  fairComponents(arena, enabled, part, room)
  const ends = (state: number) => isEnabled[state] === 1 && enabled.mayEnd(state)
  return shortRun(searched, arena, part, { order: part.keys(), ...shortestPaths(graph), ends })
}
