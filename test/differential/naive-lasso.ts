/** Decides by definition whether a run that loops or stops is in a graph, is fair, and satisfies a formula. */
import { isNamed, type StateGraph } from './naive-graph.ts'
import type { Holds } from './naive-runs.ts'
import type { FormulaD } from './temporal.ts'

/** The states of a run and the actions between them. After the last state, it goes on as after the one at `loopAt`. */
export interface Lasso {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  readonly loopAt: number
}

/** Why the walk is not one of the graph. `undefined` if it is. */
export function wrongWalk(graph: StateGraph, { states, actions }: Omit<Lasso, 'loopAt'>): string | undefined {
  if (!graph.initial.includes(states[0] as number)) return 'it starts at no initial state'
  const at = actions.findIndex(
    (action, i) =>
      !graph.edges.some((edge) => edge.from === states[i] && edge.to === states[i + 1] && edge.action === action),
  )
  return at < 0 ? undefined : `its step ${at + 1} is no step that changes something`
}

/** Why the run is not a counterexample to the formula. `undefined` if it is one. */
export function wrongLasso<P>(
  graph: StateGraph,
  formula: FormulaD<P>,
  holds: Holds<P>,
  run: Lasso,
): string | undefined {
  const { states, actions, loopAt } = run
  const walk = wrongWalk(graph, run)
  if (walk !== undefined) return walk
  if (!Number.isInteger(loopAt) || loopAt < 0 || loopAt >= states.length) return 'it loops to nowhere'
  if (states[loopAt] !== states.at(-1)) return 'it does not close'
  const loop = { states: new Set(states.slice(loopAt)), actions: new Set(actions.slice(loopAt)) }
  const enabled = (duty: StateGraph['duties'][number], state: number) =>
    graph.edges.some((edge) => edge.from === state && duty.actions.has(edge.action))
  for (const duty of graph.duties) {
    if ([...duty.actions].some((action) => loop.actions.has(action))) continue
    const where = [...loop.states].filter((state) => enabled(duty, state))
    if (duty.strong ? where.length > 0 : where.length === loop.states.size) return `it is not fair to a ${duty.of}`
  }
  return satisfies(graph, formula, holds, run) ? 'it satisfies the formula' : undefined
}

/** Whether the formula is true at the start of the run. */
export function satisfies<P>(graph: StateGraph, formula: FormulaD<P>, holds: Holds<P>, run: Lasso): boolean {
  const { states, actions, loopAt } = run
  const last = states.length - 1
  // a moment is an index of `states`; a stopped run has one moment more; the second moment of a loop follows its last
  const next = (at: number) => (at < last ? at + 1 : loopAt === last ? last + 1 : loopAt + 1)
  const onwards = (at: number) => {
    const moments = new Set<number>()
    for (let now = at; !moments.has(now); now = next(now)) moments.add(now)
    return [...moments]
  }
  const known = new Map<FormulaD<P>, boolean[]>()
  const isTrue = (d: FormulaD<P>, at: number): boolean => {
    const values = known.get(d) ?? []
    known.set(d, values)
    values[at] ??= decide(d, at)
    return values[at]
  }
  function decide(d: FormulaD<P>, at: number): boolean {
    switch (d.f) {
      case 'state':
        return holds(d.test, states[Math.min(at, last)] as number)
      case 'taken': {
        const action = at > last ? undefined : graph.actions[actions[at - 1] as number]
        return action !== undefined && isNamed(action, d.step, d.instance, d.within)
      }
      case 'not':
        return !isTrue(d.a, at)
      case 'and':
        return isTrue(d.a, at) && isTrue(d.b, at)
      case 'or':
        return isTrue(d.a, at) || isTrue(d.b, at)
      case 'implies':
        return !isTrue(d.a, at) || isTrue(d.b, at)
      case 'next':
        return isTrue(d.a, next(at))
      case 'always':
        return onwards(at).every((now) => isTrue(d.a, now))
      case 'eventually':
        return onwards(at).some((now) => isTrue(d.a, now))
      case 'until':
      case 'weakUntil': {
        const moments = onwards(at)
        const first = moments.findIndex((now) => isTrue(d.b, now))
        const before = first < 0 ? moments : moments.slice(0, first)
        return (first >= 0 || d.f === 'weakUntil') && before.every((now) => isTrue(d.a, now))
      }
      case 'release': {
        const moments = onwards(at)
        const first = moments.findIndex((now) => isTrue(d.a, now))
        const including = first < 0 ? moments : moments.slice(0, first + 1)
        return including.every((now) => isTrue(d.b, now))
      }
    }
  }
  return isTrue(formula, 0)
}
