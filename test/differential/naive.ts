/**
 * A third checker, written for clarity. States are canonical JSON strings in a Map, and every step works on a deep
 * copy. The search is a plain breadth-first one, and decides every property afterwards. It shares no code with the
 * checker that it judges.
 */
import type { Expr, SystemD } from './description.ts'
import type { StateGraph } from './naive-graph.ts'
import { Handle } from './naive-handle.ts'
import { allMoves, type Move, mayRest, outcomes, promises, starts } from './naive-moves.ts'
import { type Plant, plantOf, type Test, typeAt } from './naive-plant.ts'
import { evaluate, type Frame, Unclear } from './naive-step.ts'
import { Broken, type ErrorCode } from './naive-values.ts'
import { partAt } from './naive-wires.ts'
import { predicatesOf } from './temporal.ts'

export interface Failed {
  readonly code: ErrorCode
  /** The number of transitions to the state that was expanded, or on which a predicate was evaluated. */
  readonly depth: number
  readonly ofPredicate: boolean
}

export interface Findings {
  readonly plant: Plant
  readonly states: ReadonlySet<string>
  readonly transitions: number
  readonly depth: number
  readonly verdicts: ReadonlyMap<string, 'holds' | 'violated'>
  /** The length of each counterexample or witness, in transitions. */
  readonly lengths: ReadonlyMap<string, number>
  /** All errors at the first depth that has any: of steps, or of predicates on new states. Empty if there are none. */
  readonly errors: readonly Failed[]
  /** Errors that the start may also have, if the needs of an init are taken strictly. */
  readonly mayFail: readonly Failed[]
  /** States are numbered in the order of `states`. */
  readonly graph: StateGraph
  /** The states in which a predicate of the properties of runs is true. */
  readonly truths: ReadonlyMap<Expr, ReadonlySet<string>>
  /** The number of runs of a step or init that ended at a `choose` over nothing. */
  readonly blocked: number
}

interface Edge {
  readonly from: string
  readonly to: string
  readonly action: number
}

export const tooBig = 'too big'

function search(d: SystemD, maxStates: number, maxTransitions: number, hidden: boolean): Findings | typeof tooBig {
  const plant = plantOf(d)
  const moves = allMoves(plant)
  const distances = new Map<string, number>()
  const edges: Edge[] = []
  const deadlocks: string[] = []
  const truths = new Map<Expr, Set<string>>()
  const atoms = plant.temporal.flatMap(({ d, path }) => predicatesOf(d).map((e) => ({ e, path })))
  for (const { e } of atoms) truths.set(e, new Set())
  const stats = { blocked: 0 }
  let frontier: string[] = []
  let depth = 0

  const observe = (state: string) => {
    for (const { e, path } of atoms) {
      if (isTrue(e, { s: seen(plant, path, state), vars: new Map() })) truths.get(e)?.add(state)
    }
  }
  const decided = new Map<Test, number>()
  /** A predicate fails at the depth at which it was decided. Then another search may not evaluate it there. */
  let unsure = false
  const ask = (state: string, distance: number) => {
    for (const test of plant.tests) {
      const known = decided.get(test)
      if (test.kind === 'step' || (known !== undefined && known < distance)) continue
      try {
        const isGood = isTrue(test.test, { s: seen(plant, test.path, state), vars: new Map() })
        if (isGood === (test.kind === 'reachable') && known === undefined) decided.set(test, distance)
      } catch (error) {
        if (known !== undefined) unsure = true
        throw error
      }
    }
  }
  const findings = (errors: readonly Failed[]): Findings => ({
    plant,
    states: new Set(distances.keys()),
    transitions: edges.length,
    depth: Math.max(0, ...distances.values()),
    ...judge(plant, errors.length > 0 ? new Map() : distances, errors.length > 0 ? [] : edges, deadlocks),
    errors,
    // in a composition, the wires of one module may be computed before the init of the next
    mayFail: [false, true].flatMap((forgiving) =>
      failure(0, false, () => starts(plant, true, { blocked: 0 }, () => {}, forgiving)),
    ),
    graph: graphOf(plant, moves, distances, edges),
    truths,
    blocked: stats.blocked,
  })

  const initial: string[] = []
  const notStarted = failure(0, false, () => starts(plant, false, stats, (state) => initial.push(state)))
  for (const state of new Set(initial)) {
    notStarted.push(...failure(0, true, () => observe(state)))
    notStarted.push(...failure(0, true, () => ask(state, 0)))
  }
  if (unsure) return tooBig
  if (notStarted.length > 0) return findings(notStarted)
  if (initial.length === 0) return findings([{ code: 'no-initial-state', depth: 0, ofPredicate: false }])
  for (const state of initial) {
    if (!distances.has(state)) frontier.push(state)
    distances.set(state, 0)
  }
  while (frontier.length > 0) {
    const next: string[] = []
    const errors: Failed[] = []
    for (const from of frontier) {
      const found: Edge[] = []
      for (const [action, move] of moves.entries()) {
        const emit = (to: string) => found.push({ from, to, action })
        errors.push(...failure(depth, false, () => outcomes(plant, move, JSON.parse(from), stats, emit, hidden)))
        if (edges.length + found.length > maxTransitions) return tooBig
      }
      const fresh = new Set(found.map(({ to }) => to).filter((to) => !distances.has(to)))
      for (const to of fresh) {
        errors.push(...failure(depth + 1, true, () => observe(to)))
        errors.push(...failure(depth + 1, true, () => ask(to, depth + 1)))
      }
      edges.push(...found)
      for (const to of fresh) {
        distances.set(to, depth + 1)
        next.push(to)
      }
      if (distances.size > maxStates) return tooBig
      const stuck = found.every(({ action }) => moves[action]?.fault)
      if (stuck)
        errors.push(...failure(depth, true, () => void (mayRest(plant, JSON.parse(from)) || deadlocks.push(from))))
    }
    if (unsure) return tooBig
    if (errors.length > 0) return findings(errors)
    frontier = next
    depth++
  }
  return findings([])
}

/**
 * Explores a description in full. Returns `too big` if it has more than `maxStates` states or `maxTransitions`
 * transitions. `hidden`: whether statements that depend on a variable outside of the model are executed.
 */
export function explore(
  d: SystemD,
  maxStates: number,
  maxTransitions: number,
  hidden = false,
): Findings | typeof tooBig {
  try {
    return search(d, maxStates, maxTransitions, hidden)
  } catch (error) {
    if (error instanceof Unclear) return tooBig
    throw error
  }
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

/** The part of a state that the module at `path` sees. */
function seen({ type }: Plant, path: readonly string[], state: string): Handle {
  return new Handle({ value: JSON.parse(state), type }, ['tree', ...path], typeAt(type, path))
}

/** Whether step properties of the module at `path` are about this step: only if the step changes the module's state. */
function isOfModule(path: readonly string[], from: string, to: string): boolean {
  if (path.length === 0) return true
  return JSON.stringify(partAt(JSON.parse(from), path)) !== JSON.stringify(partAt(JSON.parse(to), path))
}

function isTrue(e: Expr, frame: Frame): boolean {
  const value = evaluate(e, frame)
  if (typeof value !== 'boolean') throw new Broken('step-threw')
  return value
}

function graphOf(
  plant: Plant,
  moves: readonly Move[],
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
    duties: promises(plant, moves),
  }
}

function judge(
  plant: Plant,
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
  const distance = (state: string) => distances.get(state) as number
  const states = [...distances.keys()]
  for (const { name, kind, test, path } of plant.tests) {
    const holds = (after: string, before?: string) => {
      const earlier = before === undefined ? {} : { before: seen(plant, path, before) }
      return isTrue(test, { s: seen(plant, path, after), ...earlier, vars: new Map() })
    }
    if (kind === 'step') {
      const bad = edges.find(({ from, to }) => isOfModule(path, from, to) && !holds(to, from))
      decide(name, bad === undefined ? [] : [distance(bad.from) + 1], 'violated')
    } else {
      // states are in breadth-first order: the first one found is the nearest
      const found = states.find((state) => holds(state) === (kind === 'reachable'))
      decide(name, found === undefined ? [] : [distance(found)], kind === 'reachable' ? 'holds' : 'violated')
    }
  }
  decide('no deadlock', deadlocks.map(distance), 'violated')
  return { verdicts, lengths }
}
