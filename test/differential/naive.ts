/**
 * A third checker, written for clarity: states are canonical JSON strings in a Map, every step works on a deep
 * copy, and the search is a plain breadth-first one that decides every property afterwards. It shares no code
 * with the checker that it judges.
 */
import type { Description, Expr } from './description.ts'
import { dutiesOf, type StateGraph } from './naive-graph.ts'
import { Handle } from './naive-handle.ts'
import { allMoves, mayRest, outcomes, type System, starts, systemType } from './naive-moves.ts'
import { evaluate, type Frame } from './naive-step.ts'
import { Broken, type ErrorCode } from './naive-values.ts'
import { predicatesOf } from './temporal.ts'

export interface Failed {
  readonly code: ErrorCode
  /** How many transitions lead to the state that was expanded, or that a predicate was asked of. */
  readonly depth: number
  readonly ofPredicate: boolean
}

export interface Findings {
  readonly states: ReadonlySet<string>
  readonly transitions: number
  readonly depth: number
  readonly verdicts: ReadonlyMap<string, 'holds' | 'violated'>
  /** Of the counterexample or witness, in transitions; only where there is one. */
  readonly lengths: ReadonlyMap<string, number>
  /** None, or what went wrong when a state was expanded: a step, a predicate of what it led to, or both. */
  readonly errors: readonly Failed[]
  /** States are numbered in the order of `states`. */
  readonly graph: StateGraph
  /** The states in which a predicate of the properties of runs is true. */
  readonly truths: ReadonlyMap<Expr, ReadonlySet<string>>
  /** Runs that ended at a `choose` over nothing. */
  readonly blocked: number
}

interface Edge {
  readonly from: string
  readonly to: string
  readonly action: number
}

export const tooBig = 'too big'

/** Everything there is to know of a description; `too big` where it has more than so many states or transitions. */
export function explore(d: Description, maxStates: number, maxTransitions: number): Findings | typeof tooBig {
  const system = systemType(d)
  const moves = allMoves(d)
  const distances = new Map<string, number>()
  const edges: Edge[] = []
  const deadlocks: string[] = []
  const truths = new Map<Expr, Set<string>>()
  for (const e of Object.values(d.temporal).flatMap(predicatesOf)) truths.set(e, new Set())
  const stats = { blocked: 0 }
  let frontier: string[] = []
  let depth = 0

  const observe = (state: string) => {
    const s = seen(system, state)
    for (const [e, found] of truths) if (isTrue(e, { s, vars: new Map() })) found.add(state)
  }
  const findings = (errors: readonly Failed[]): Findings => ({
    states: new Set(distances.keys()),
    transitions: edges.length,
    depth: Math.max(0, ...distances.values()),
    ...judge(d, system, errors.length > 0 ? new Map() : distances, errors.length > 0 ? [] : edges, deadlocks),
    errors,
    graph: graphOf(d, moves, distances, edges),
    truths,
    blocked: stats.blocked,
  })

  const initial: string[] = []
  const notStarted = [
    ...failure(0, false, () => starts(d, system, stats, (state) => initial.push(state))),
    ...failure(0, true, () => initial.forEach(observe)),
  ]
  if (notStarted.length > 0) return findings(notStarted)
  if (initial.length === 0) return findings([{ code: 'no-initial-state', depth: 0, ofPredicate: false }])
  for (const state of initial) {
    if (!distances.has(state)) frontier.push(state)
    distances.set(state, 0)
  }
  while (frontier.length > 0) {
    const next: string[] = []
    for (const from of frontier) {
      const found: Edge[] = []
      const errors: Failed[] = []
      for (const [action, move] of moves.entries()) {
        const emit = (to: string) => found.push({ from, to, action })
        errors.push(...failure(depth, false, () => outcomes(d, system, move, JSON.parse(from), stats, emit)))
        if (errors.length > 0) break
        if (edges.length + found.length > maxTransitions) return tooBig
      }
      const fresh = new Set(found.map(({ to }) => to).filter((to) => !distances.has(to)))
      errors.push(...failure(depth + 1, true, () => [...fresh].forEach(observe)))
      if (errors.length > 0) return findings(errors)
      edges.push(...found)
      for (const to of fresh) {
        distances.set(to, depth + 1)
        next.push(to)
      }
      if (distances.size > maxStates) return tooBig
      const stuck = found.every(({ action }) => moves[action]?.fault)
      if (stuck && !mayRest(d, JSON.parse(from))) deadlocks.push(from)
    }
    frontier = next
    depth++
  }
  return findings([])
}

function failure(depth: number, ofPredicate: boolean, body: () => void): Failed[] {
  try {
    body()
    return []
  } catch (error) {
    if (error instanceof Broken) return [{ code: error.code, depth, ofPredicate }]
    throw error
  }
}

function seen(system: System, state: string): Handle {
  return new Handle(JSON.parse(state), system, [], system)
}

function isTrue(e: Expr, frame: Frame): boolean {
  const value = evaluate(e, frame)
  if (typeof value !== 'boolean') throw new Broken('step-threw')
  return value
}

function graphOf(
  d: Description,
  moves: StateGraph['actions'],
  distances: ReadonlyMap<string, number>,
  edges: readonly Edge[],
): StateGraph {
  const numbers = new Map([...distances.keys()].map((state, i) => [state, i]))
  const number = (state: string) => numbers.get(state) as number
  return {
    states: numbers.size,
    initial: [...distances].filter(([, distance]) => distance === 0).map(([state]) => number(state)),
    edges: edges
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, action }) => ({ from: number(from), to: number(to), action })),
    actions: moves,
    duties: dutiesOf(moves, d.processes, d.fair),
  }
}

function judge(
  d: Description,
  system: System,
  distances: ReadonlyMap<string, number>,
  edges: readonly Edge[],
  deadlocks: readonly string[],
): Pick<Findings, 'verdicts' | 'lengths'> {
  const verdicts = new Map<string, 'holds' | 'violated'>()
  const lengths = new Map<string, number>()
  const decide = (name: string, found: readonly number[], whenFound: 'holds' | 'violated') => {
    const other = whenFound === 'holds' ? 'violated' : 'holds'
    verdicts.set(name, found.length > 0 ? whenFound : other)
    if (found.length > 0) lengths.set(name, Math.min(...found))
  }
  const holds = (e: Expr, after: string, before?: string) => {
    const earlier = before === undefined ? {} : { before: seen(system, before) }
    return isTrue(e, { s: seen(system, after), ...earlier, vars: new Map() })
  }
  const distance = (state: string) => distances.get(state) as number
  const states = [...distances.keys()]
  for (const [name, e] of Object.entries(d.invariants)) {
    decide(name, states.filter((state) => !holds(e, state)).map(distance), 'violated')
  }
  for (const [name, e] of Object.entries(d.stepProperties)) {
    const bad = edges.filter(({ from, to }) => !holds(e, to, from))
    decide(
      name,
      bad.map(({ from }) => distance(from) + 1),
      'violated',
    )
  }
  for (const [name, e] of Object.entries(d.reachable)) {
    decide(name, states.filter((state) => holds(e, state)).map(distance), 'holds')
  }
  decide('no deadlock', deadlocks.map(distance), 'violated')
  return { verdicts, lengths }
}
