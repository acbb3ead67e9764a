/** The state graph of a graph that is a model, found without the checker. */
import { type ActionN, dutiesOf, type Edge, type StateGraph } from '../differential/naive-graph.ts'
import { firstLabel, type GraphD, type GraphState, type Table } from './graph-model.ts'

interface Move extends ActionN {
  /** The states it leads to. */
  go(state: GraphState): GraphState[]
}

/** A graph and its states, each numbered by its place. */
export function explore(d: GraphD): { graph: StateGraph; states: readonly GraphState[] } {
  const moves = movesOf(d)
  const numbers = new Map<string, number>()
  const states: GraphState[] = []
  const number = (state: GraphState) => {
    const key = JSON.stringify(state)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    return states.push(state) - 1
  }
  const initial = [...new Set(d.initial.map((node) => number(start(d, node))))]
  const edges: Edge[] = []
  // what is found meanwhile is gone through too
  for (const [from, state] of states.entries()) {
    for (const [action, move] of moves.entries()) {
      for (const next of move.go(state)) {
        const to = number(next)
        if (to !== from) edges.push({ from, to, action })
      }
    }
  }
  const duties = dutiesOf(moves, d.processes, d.fair)
  return { graph: { states: states.length, initial, edges, actions: moves, duties }, states }
}

function start(d: GraphD, node: number): GraphState {
  const processes = Object.entries(d.processes)
  const running = processes.filter(([, { instances }]) => instances > 0)
  const crashes = processes.filter(([, { crash }]) => crash !== null).map(([name]) => [`${name}: crash`, 0])
  const used = [...crashes, ...(d.storm === null ? [] : [['storm', 0]])]
  return {
    node,
    ...Object.fromEntries(
      running.map(([name, p]) => [name, Array.from({ length: p.instances }, () => ({ at: firstLabel(p) }))]),
    ),
    ...(used.length > 0 ? { faults: Object.fromEntries(used) } : {}),
  }
}

function movesOf(d: GraphD): Move[] {
  const moves: Move[] = []
  const to = (state: GraphState, table: Table) => (table[state.node] ?? []).map((node) => ({ ...state, node }))
  const at = (state: GraphState, process: string, instance: number) =>
    (state[process] as { at: string }[])[instance]?.at
  const put = (state: GraphState, process: string, instance: number, label: string) => ({
    ...state,
    [process]: (state[process] as { at: string }[]).with(instance, { at: label }),
  })
  const spend = (state: GraphState, name: string, budget: number, go: () => GraphState[]) => {
    const faults = state.faults as { readonly [name: string]: number }
    const used = faults[name] as number
    return used < budget ? go().map((next) => ({ ...next, faults: { ...faults, [name]: used + 1 } })) : []
  }
  for (const [process, p] of Object.entries(d.processes)) {
    for (let instance = 0; instance < p.instances; instance++) {
      for (const [label, { fair, tables, next }] of Object.entries(p.steps)) {
        const go = (state: GraphState) =>
          at(state, process, instance) === label
            ? to(state, tables[instance] as Table).map((reached) => put(reached, process, instance, next))
            : []
        moves.push({ process, instance, name: label, fault: false, fair, go })
      }
      const { crash } = p
      if (crash === null) continue
      const go = (state: GraphState) =>
        spend(state, `${process}: crash`, crash.budget, () =>
          to(state, crash.table).map((reached) => put(reached, process, instance, firstLabel(p))),
        )
      moves.push({ process, instance, name: 'crash', fault: true, fair: null, go })
    }
  }
  const environment = { process: null, instance: 0 }
  for (const [name, { fair, table }] of Object.entries(d.actions)) {
    moves.push({ ...environment, name, fault: false, fair, go: (state) => to(state, table) })
  }
  const { storm } = d
  if (storm !== null) {
    const go = (state: GraphState) => spend(state, 'storm', storm.budget, () => to(state, storm.table))
    moves.push({ ...environment, name: 'storm', fault: true, fair: null, go })
  }
  return moves
}
