/** The states of a design and the transitions between them, as a small, bounded graph for people and their tools. */

import type { MultiDirectedGraph } from 'graphology'
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import { interpreter } from '../reference/interpret.ts'
import { changes } from '../trace/changes.ts'
import { actionName } from '../trace/trace.ts'

/** A state. `label`: its differences from the first initial state; `state`: the whole state as JSON. */
export type StateNode = {
  readonly label: string
  readonly depth: number
  readonly initial: boolean
  /** Whether all transitions from the state are in the graph. */
  readonly expanded: boolean
  readonly state: string
}

export type WayEdge = { readonly label: string }

export type StateGraphInfo = {
  readonly spec: string
  readonly design: string
  /** Whether the graph has every reachable state. */
  readonly complete: boolean
  readonly note: string
}

export type StateGraph = MultiDirectedGraph<StateNode, WayEdge, StateGraphInfo>

/**
 * Explores the model breadth first, with the reference interpreter. States are numbered in discovery order. The graph
 * gets at most `maxStates` states and leaves out transitions to others. A state counts as expanded only if all its
 * transitions are in the graph.
 * @throws ModelError if the model breaks a rule of its own
 */
export async function stateGraph(spec: string, design: string, model: Model, maxStates: number): Promise<StateGraph> {
  // loaded here, because all other commands start faster without it
  const { MultiDirectedGraph } = await import('graphology')
  const reference = interpreter(model)
  const graph: StateGraph = new MultiDirectedGraph()
  const numbers = new Map<string, string>()
  const states: Plain[] = []
  let complete = true
  const find = (state: Plain, depth: number, initial: boolean): string | undefined => {
    const text = reference.keyOf(state)
    const known = numbers.get(text)
    if (known !== undefined) return known
    if (states.length >= maxStates) {
      complete = false
      return undefined
    }
    const number = String(states.length)
    numbers.set(text, number)
    states.push(state)
    const label = initial && states.length === 1 ? 'start' : labelOf(model, states[0] as Plain, state)
    graph.addNode(number, { label, depth, initial, expanded: false, state: JSON.stringify(state) })
    return number
  }
  for (const { state } of reference.initials()) find(state, 0, true)
  for (let at = 0; at < states.length; at++) {
    const from = String(at)
    const depth = graph.getNodeAttribute(from, 'depth')
    let whole = true
    for (const next of reference.successors(states[at] as Plain)) {
      const to = find(next.state, depth + 1, false)
      if (to === undefined) whole = false
      else {
        const action = model.actions[next.action]
        const name = action === undefined ? '' : actionName(model, action)
        const choice = next.choices.length === 0 ? '' : ` (${next.choices.map((c) => JSON.stringify(c)).join(', ')})`
        const besides = (next.surroundings ?? [])
          .map(({ path, value }) => `, ${path}: ${JSON.stringify(value)}`)
          .join('')
        graph.addDirectedEdge(from, to, { label: name + choice + besides })
      }
    }
    if (whole) graph.setNodeAttribute(from, 'expanded', true)
  }
  const cut = graph.filterNodes((_, { expanded }) => !expanded).length
  const note = complete
    ? `every reachable state: ${states.length}`
    : `bounded: the first ${states.length} states found, nearest first; ${cut} of them have further steps that are left out`
  graph.replaceAttributes({ spec, design, complete, note })
  return graph
}

function labelOf(model: Model, start: Plain, state: Plain): string {
  const told = changes(model.system, start, state).map(({ path, after }) => `${path}: ${JSON.stringify(after)}`)
  return told.length === 0 ? 'as at the start' : told.join('\n')
}
