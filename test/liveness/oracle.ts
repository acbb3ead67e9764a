/** Answers found by enumeration and by sets, slow and plain: what the checker must agree with. */

import type { Constraint } from '../../src/liveness/graph.ts'
import type { NumberedFormula } from '../../src/plain.ts'
import { always, eventually, leadsTo, satisfies, type Word } from './meaning.ts'
import { type Edge, edgesOf, type PlainGraph, statesOf } from './plain-graph.ts'

/** A run that comes around: the last state is the one at `loopAt`, or the run stops in it if that is its own index. */
export interface Lasso {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  readonly loopAt: number
}

/** `forever`: the states that the run is in again and again, and the actions that it takes from them again and again. */
export function isFair(
  graph: PlainGraph,
  constraints: readonly Constraint[],
  forever: { readonly states: readonly number[]; readonly taken: readonly Pick<Edge, 'from' | 'action'>[] },
): boolean {
  const isTrueIn = (atom: number) => (state: number) => graph.atoms[atom]!.has(state)
  return constraints.every(({ strong, actions, when, pair }) => {
    if (pair !== undefined) {
      return !forever.states.some(isTrueIn(pair.ifOften)) || forever.states.some(isTrueIn(pair.thenOften))
    }
    const isOpen = (state: number) => when === undefined || isTrueIn(when)(state)
    const enabled = (state: number) =>
      isOpen(state) && edgesOf(graph, state).some(({ action }) => actions.includes(action))
    if (forever.taken.some(({ from, action }) => isOpen(from) && actions.includes(action))) return true
    return strong ? !forever.states.some(enabled) : !forever.states.every(enabled)
  })
}

export const isFairLasso = (graph: PlainGraph, constraints: readonly Constraint[], lasso: Lasso) =>
  isFair(graph, constraints, {
    states: lasso.states.slice(lasso.loopAt),
    taken: lasso.actions.map((action, i) => ({ from: lasso.states[i]!, action })).slice(lasso.loopAt),
  })

/** The letters of a run. The state where the loop begins is two positions: different steps lead to them. */
export function wordOf({ atoms }: PlainGraph, { states, actions, loopAt }: Lasso): Word {
  const letterOf = (state: number, action: number | undefined) => ({
    atoms: new Set([...atoms.keys()].filter((atom) => atoms[atom]!.has(state))),
    action,
  })
  const letters = states.map((state, i) => letterOf(state, actions[i - 1]))
  const last = states.length - 1
  if (loopAt === last) letters.push(letterOf(states[last]!, undefined))
  return { letters, back: loopAt + 1 }
}

/** Every run of at most `maxSteps` steps that comes around or stops. */
export function* lassos(graph: PlainGraph, maxSteps: number): Generator<Lasso> {
  function* longer(states: readonly number[], actions: readonly number[]): Generator<Lasso> {
    const last = states.at(-1)!
    for (const [loopAt, state] of states.entries()) if (state === last) yield { states, actions, loopAt }
    if (actions.length === maxSteps) return
    for (const { to, action } of edgesOf(graph, last)) yield* longer([...states, to], [...actions, action])
  }
  for (let state = 0; state < graph.initial; state++) yield* longer([state], [])
}

export type Shape =
  | { readonly kind: 'eventually' | 'alwaysEventually' | 'eventuallyAlways'; readonly p: NumberedFormula }
  | { readonly kind: 'leadsTo'; readonly p: NumberedFormula; readonly q: NumberedFormula }

export function formulaOf(shape: Shape): NumberedFormula {
  switch (shape.kind) {
    case 'eventually':
      return eventually(shape.p)
    case 'alwaysEventually':
      return always(eventually(shape.p))
    case 'eventuallyAlways':
      return eventually(always(shape.p))
    case 'leadsTo':
      return leadsTo(shape.p, shape.q)
  }
}

/** Whether a formula without time is true of a state. */
export function isTrue({ atoms }: PlainGraph, formula: NumberedFormula, state: number): boolean {
  const letter = { atoms: new Set([...atoms.keys()].filter((atom) => atoms[atom]!.has(state))), action: undefined }
  return satisfies({ letters: [letter], back: 0 }, formula)
}

/**
 * The length of the shortest stem that leads to a fair run violating the shape; `undefined` if there is no such run.
 * A run is, in the end, forever in some set of states, all of them again and again. All of these sets are tried. It
 * may be taken to go by all edges in the set: more steps taken only make a run fairer.
 */
export function shortestStem(graph: PlainGraph, constraints: readonly Constraint[], shape: Shape): number | undefined {
  const goal = shape.kind === 'leadsTo' ? shape.q : shape.p
  const bad = new Set(statesOf(graph).filter((state) => !isTrue(graph, goal, state)))
  const lengths = stemLengths(graph, shape, bad)
  let shortest: number | undefined
  for (let bits = 1; bits < 2 ** graph.states; bits++) {
    const states = statesOf(graph).filter((state) => (bits & (1 << state)) !== 0)
    const wrong = shape.kind === 'eventuallyAlways' ? states.some((s) => bad.has(s)) : states.every((s) => bad.has(s))
    if (!wrong) continue
    const inside = graph.edges.filter(({ from, to }) => states.includes(from) && states.includes(to))
    if (states.some((state) => reached(inside, state).size < states.length)) continue
    // of a single state there is no edge inside: the run stops there
    if (!isFair(graph, constraints, { states, taken: inside })) continue
    for (const state of states) {
      const length = lengths.get(state)
      if (length !== undefined && (shortest === undefined || length < shortest)) shortest = length
    }
  }
  return shortest
}

/** To each state that what goes wrong in the end can begin with, the shortest way. */
function stemLengths(graph: PlainGraph, shape: Shape, bad: ReadonlySet<number>): ReadonlyMap<number, number> {
  const anywhere = shortestWays(graph)
  if (shape.kind === 'eventuallyAlways' || shape.kind === 'alwaysEventually') return anywhere
  const begins = (state: number) => (shape.kind === 'leadsTo' ? isTrue(graph, shape.p, state) : state < graph.initial)
  const lengths = new Map<number, number>()
  for (const [state, length] of anywhere) if (begins(state) && bad.has(state)) lengths.set(state, length)
  for (let changed = true; changed; ) {
    changed = false
    for (const { from, to } of graph.edges) {
      const length = lengths.get(from)
      if (length === undefined || !bad.has(to) || (lengths.get(to) ?? Infinity) <= length + 1) continue
      lengths.set(to, length + 1)
      changed = true
    }
  }
  return lengths
}

/** The distance of each state from the initial ones. */
export function shortestWays(graph: PlainGraph): ReadonlyMap<number, number> {
  const lengths = new Map<number, number>()
  let level = new Set(statesOf(graph).slice(0, graph.initial))
  for (let length = 0; level.size > 0; length++) {
    for (const state of level) lengths.set(state, length)
    const targets = graph.edges.filter(({ from }) => level.has(from)).map(({ to }) => to)
    level = new Set(targets.filter((to) => !lengths.has(to)))
  }
  return lengths
}

/** The states that edges lead to from a state, itself included. */
export function reached(edges: PlainGraph['edges'], state: number): ReadonlySet<number> {
  const found = new Set([state])
  for (const at of found) for (const { from, to } of edges) if (from === at) found.add(to)
  return found
}

/** The distance of each state from the goal by actions in `using`; the states that have none are not in the map. */
export function waysBack(
  graph: PlainGraph,
  goal: NumberedFormula,
  using: readonly number[] | undefined,
): ReadonlyMap<number, number> {
  const lengths = new Map<number, number>()
  let level = new Set(statesOf(graph).filter((state) => isTrue(graph, goal, state)))
  for (let length = 0; level.size > 0; length++) {
    for (const state of level) lengths.set(state, length)
    const usable = graph.edges.filter(({ to, action }) => level.has(to) && (using?.includes(action) ?? true))
    level = new Set(usable.map(({ from }) => from).filter((from) => !lengths.has(from)))
  }
  return lengths
}
