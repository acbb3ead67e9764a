/** State graphs as lists of edges: what the naive oracles read, and what the packed graphs of the tests are made from. */
import * as fc from 'fast-check'
import { Edges } from '../../src/engine/store/edges.ts'
import { PredicateBits } from '../../src/engine/store/predicate-bits.ts'
import type { Constraint, Graph } from '../../src/liveness/graph.ts'

export interface Edge {
  readonly from: number
  readonly action: number
  readonly to: number
}

/** States are numbered in breadth-first order, the initial ones first. */
export interface PlainGraph {
  readonly states: number
  readonly initial: number
  readonly actions: number
  readonly edges: readonly Edge[]
  /** For each atom, the states it is true of. */
  readonly atoms: readonly ReadonlySet<number>[]
}

export const edgesOf = (graph: PlainGraph, state: number) => graph.edges.filter(({ from }) => from === state)
export const statesOf = (graph: PlainGraph) => [...Array(graph.states).keys()]

/** As the checker wants it. */
export function packed(graph: PlainGraph): Graph {
  const rows = new Edges(graph.actions)
  const labels = new PredicateBits(graph.atoms.length)
  for (const state of statesOf(graph)) {
    for (const { to, action } of edgesOf(graph, state)) rows.add(to, action)
    rows.close()
    labels.add()
    for (const [atom, truth] of graph.atoms.entries()) if (truth.has(state)) labels.set(atom, state)
  }
  const parents = statesOf(graph).map((state) =>
    state < graph.initial ? -1 : Math.min(...graph.edges.filter(({ to }) => to === state).map(({ from }) => from)),
  )
  return { rows, labels, initial: graph.initial, actions: graph.actions, parent: (state) => parents[state]! }
}

/** A graph written down by hand: edges as `[from, action, to]`, atoms as the states they are true of. */
export function graphOf(
  edges: readonly (readonly [number, number, number])[],
  atoms: readonly (readonly number[])[],
  initial = 1,
): PlainGraph {
  const triples = edges.map(([from, action, to]) => ({ from, action, to }))
  const graph = {
    states: 1 + Math.max(initial - 1, ...triples.flatMap(({ from, to }) => [from, to])),
    initial,
    actions: 1 + Math.max(-1, ...triples.map(({ action }) => action)),
    edges: triples,
    atoms: atoms.map((truth) => new Set(truth)),
  }
  if (order(graph, [...Array(initial).keys()]).some((state, i) => state !== i)) throw new Error('not in order')
  return graph
}

/** The states reached from these, in breadth-first order. */
function order({ edges }: Pick<PlainGraph, 'edges'>, initial: readonly number[]): number[] {
  const found = [...initial]
  for (const state of found) {
    for (const { from, to } of edges) if (from === state && !found.includes(to)) found.push(to)
  }
  return found
}

interface Sizes {
  readonly states: number
  readonly edges: number
  readonly actions?: number
  readonly atoms?: number
}

/** Random graphs, with one or two initial states. */
export function graphs({ states, edges, actions = 4, atoms = 2 }: Sizes): fc.Arbitrary<PlainGraph> {
  return fc
    .record({
      count: fc.integer({ min: 1, max: states }),
      edges: fc.array(fc.tuple(fc.nat(states - 1), fc.nat(states - 1), fc.nat(actions - 1)), {
        maxLength: edges,
        size: 'max',
      }),
      initial: fc.uniqueArray(fc.nat(states - 1), { minLength: 1, maxLength: 2 }),
      atoms: fc.tuple(
        ...Array.from({ length: atoms }, () => fc.array(fc.boolean(), { maxLength: states, size: 'max' })),
      ),
    })
    .map((raw) => {
      const drawn = raw.edges
        .map(([from, to, action]) => ({ from: from % raw.count, to: to % raw.count, action }))
        .filter(({ from, to }) => from !== to)
      const initial = [...new Set(raw.initial.map((state) => state % raw.count))]
      const found = order({ edges: drawn }, initial)
      const numbered = drawn
        .filter(({ from }) => found.includes(from))
        .map(({ from, to, action }) => ({ from: found.indexOf(from), to: found.indexOf(to), action }))
      return {
        states: found.length,
        initial: initial.length,
        actions,
        edges: numbered,
        atoms: raw.atoms.map((truth) => new Set([...found.keys()].filter((state) => truth[state]))),
      }
    })
}

export const weak = (...actions: number[]): Constraint => ({ strong: false, actions })
export const strong = (...actions: number[]): Constraint => ({ strong: true, actions })

export const pair = (ifOften: number, thenOften: number): Constraint => ({
  ...{ strong: true, actions: [], pair: { ifOften, thenOften } },
})

/** Random constraints, over actions and over the first two atoms; in every other case one more that lets runs stop only where no action is enabled. */
export function constraints(actions: number, max = 3): fc.Arbitrary<Constraint[]> {
  const ofActions = fc.record({ strong: fc.boolean(), actions: fc.uniqueArray(fc.nat(actions - 1), { maxLength: 2 }) })
  const atom = fc.nat(1)
  const one = fc.oneof(
    { weight: 4, arbitrary: ofActions },
    { weight: 1, arbitrary: fc.tuple(ofActions, atom).map(([own, when]): Constraint => ({ ...own, when })) },
    { weight: 1, arbitrary: fc.tuple(atom, atom).map(([ifOften, thenOften]) => pair(ifOften, thenOften)) },
  )
  const some = fc.array(one, { maxLength: max })
  const goesOn = fc.constantFrom([], [weak(...Array(actions).keys())])
  return fc.tuple(some, goesOn).map((parts) => parts.flat())
}
