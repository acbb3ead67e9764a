/** Places a trace in a naive graph: its states and actions as numbers. */
import type { Plain } from '../../src/plain.ts'
import type { Trace } from '../../src/result.ts'
import type { ActionN, StateGraph } from './naive-graph.ts'
import type { Lasso } from './naive-lasso.ts'

/**
 * The way through the graph that has the same texts as the trace. `shown` has the text of each state of the graph.
 * Several states may share a text, because it leaves out counts of faults and changes. @throws Error if there is no way
 */
export function place(
  graph: StateGraph,
  shown: readonly string[],
  trace: Trace,
  lookOf: (state: Plain) => string = look,
): Omit<Lasso, 'loopAt'> {
  const { initial, steps, loopAt } = trace
  const looks = [initial, ...steps].map(({ state }) => lookOf(state))
  const out: StateGraph['edges'][number][][] = shown.map(() => [])
  for (const edge of graph.edges) out[edge.from]?.push(edge)
  const failed = new Set<string>()
  let furthest = 0
  const follow = (states: readonly number[], actions: readonly number[]): Omit<Lasso, 'loopAt'> | undefined => {
    const at = actions.length
    const here = states[at] as number
    furthest = Math.max(furthest, at)
    if (at === steps.length) {
      const closes = loopAt === undefined || loopAt === at || states[loopAt] === here
      return closes ? { states, actions } : undefined
    }
    if (failed.has(`${at} ${here}`)) return undefined
    const step = steps[at] as Trace['steps'][number]
    for (const { to, action } of out[here] ?? []) {
      if (shown[to] !== looks[at + 1] || !isStep(graph.actions[action] as ActionN, step)) continue
      const found = follow([...states, to], [...actions, action])
      if (found !== undefined) return found
    }
    if (loopAt === undefined) failed.add(`${at} ${here}`)
    return undefined
  }
  for (const state of graph.initial) {
    const found = shown[state] === looks[0] ? follow([state], []) : undefined
    if (found !== undefined) return found
  }
  const what =
    furthest === 0 && !graph.initial.some((state) => shown[state] === looks[0]) ? 'start' : `step ${furthest + 1}`
  throw new Error(`a trace has a ${what} that is none of the model: ${JSON.stringify(trace)}`)
}

function isStep(action: ActionN, { name, kind, process, instance = 0 }: Trace['steps'][number]): boolean {
  return (
    displayed(action) === name &&
    action.fault === (kind === 'fault') &&
    processOf(action) === (process ?? null) &&
    // the name of an action of the environment says for which instance it is
    (action.process === null || action.instance === instance)
  )
}

/** The name of the step or action in a trace. */
export function displayed({ path = [], process, name }: ActionN): string {
  return process === null ? [...path, name].join(' ') : name
}

export function processOf({ path = [], process }: ActionN): string | null {
  return process === null ? null : [...path, process].join(' ')
}

/** The state as text. Its fields are sorted, so that equal states have equal texts. */
export function look(state: Plain): string {
  return JSON.stringify(state, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
