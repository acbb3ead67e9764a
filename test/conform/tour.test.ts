import { describe, expect, it } from 'vitest'
import type { DrivenGraph, Edge } from '../../src/conform/graph.ts'
import { boundedTour, tourOf, type Walk, waysFromStarts } from '../../src/conform/tour.ts'
import { Random } from '../fuzz/random.ts'

/** `pairs`: from and to of each edge, and the number of its action. */
function graphOf(states: number, starts: readonly number[], pairs: readonly (readonly [number, number, number?])[]) {
  const edges = pairs.map(
    ([from, to, action = 0]): Edge => ({ from, action, outcomes: [{ picks: [], to }], choices: [] }),
  )
  const out = Array.from({ length: states }, (_, state) => edges.flatMap(({ from }, i) => (from === state ? [i] : [])))
  return {
    states: Array.from({ length: states }, (_, state) => state),
    starts: starts.map((state) => ({ state, start: { state } as never })),
    ...{ edges, out, foundBy: [], complete: true, transitions: edges.length, together: 0 },
  } satisfies DrivenGraph
}

/** A random graph in which every state can be reached from an initial state. */
function randomGraph(random: Random, states: number, more: number): DrivenGraph {
  const starts = [0]
  const pairs: [number, number, number][] = []
  for (let state = 1; state < states; state++) {
    if (random.below(6) === 0) starts.push(state)
    else pairs.push([random.below(state), state, random.below(3)])
  }
  for (let i = random.below(more + 1); i > 0; i--) {
    pairs.push([random.below(states), random.below(states), random.below(3)])
  }
  if (random.below(4) === 0) starts.push(starts[0] as number)
  return graphOf(states, starts, pairs)
}

const toOf = ({ edges }: DrivenGraph, i: number) => (edges[i] as Edge).outcomes[0]?.to as number

/** Whether each walk begins in its initial state, and each edge begins where the one before has led. */
function expectWalks(graph: DrivenGraph, walks: readonly Walk[]): void {
  for (const { start, edges } of walks) {
    expect(edges.length).toBeGreaterThan(0)
    let at = graph.starts[start]?.state as number
    for (const i of edges) {
      expect(graph.edges[i]?.from).toBe(at)
      at = toOf(graph, i)
    }
  }
}
const steps = (walks: readonly Walk[]) => walks.reduce((sum, { edges }) => sum + edges.length, 0)
const taken = (walks: readonly Walk[]) => new Set(walks.flatMap(({ edges }) => edges))

/**
 * The fewest steps that take all edges, and then the fewest walks, by a search through all situations: the state, and
 * which edges have been taken. It knows nothing about flows.
 */
function fewest(graph: DrivenGraph): { readonly steps: number; readonly walks: number } {
  const all = 2 ** graph.edges.length - 1
  // a walk costs so little that it only decides between equal numbers of steps
  const step = 1000
  const best = new Map<string, number>()
  const queues: [number, number][][] = []
  const offer = (cost: number, state: number, mask: number) => {
    const key = `${state} ${mask}`
    if ((best.get(key) ?? Number.POSITIVE_INFINITY) <= cost) return
    best.set(key, cost)
    queues[cost] ??= []
    queues[cost].push([state, mask])
  }
  const restart = (cost: number, mask: number) => {
    for (const { state } of graph.starts) offer(cost + 1, state, mask)
  }
  if (all === 0) return { steps: 0, walks: 0 }
  restart(0, 0)
  for (let cost = 0; cost < queues.length; cost++) {
    for (const [state, mask] of queues[cost] ?? []) {
      if (best.get(`${state} ${mask}`) !== cost) continue
      if (mask === all) return { steps: Math.floor(cost / step), walks: cost % step }
      for (const i of graph.out[state] as readonly number[]) offer(cost + step, toOf(graph, i), mask | (1 << i))
      restart(cost, mask)
    }
  }
  throw new Error('no walks take all edges')
}

describe('the tour of a random graph', () => {
  it('takes every edge in as few steps and walks as an exhaustive search finds, in 1,500 graphs of at most 8 edges', () => {
    let several = 0
    for (let seed = 1; seed <= 1500; seed++) {
      const random = new Random(seed)
      const states = 1 + random.below(5)
      const graph = randomGraph(random, states, 9 - states)
      const { walks, leastSteps } = tourOf(graph)
      expectWalks(graph, walks)
      expect(taken(walks).size, `seed ${seed}`).toBe(graph.edges.length)
      const oracle = fewest(graph)
      expect({ steps: steps(walks), walks: walks.length }, `seed ${seed}`).toEqual(oracle)
      expect(leastSteps).toBe(oracle.steps)
      if (oracle.walks > 1 && oracle.steps > graph.edges.length) several++
    }
    expect(several).toBeGreaterThan(200)
  })

  it('takes every edge in valid walks, and is no better than lower bounds allow, in 300 larger graphs', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed)
      const graph = randomGraph(random, 2 + random.below(60), random.below(200))
      const { walks, leastSteps } = tourOf(graph)
      expectWalks(graph, walks)
      expect(taken(walks).size).toBe(graph.edges.length)
      expect(steps(walks)).toBe(leastSteps)
      expect(leastSteps).toBeGreaterThanOrEqual(atLeast(graph))
      // walks that go the shortest way to each edge are a tour, too
      const ways = waysFromStarts(graph, (i) => toOf(graph, i))
      const each = graph.edges.reduce((sum, { from }) => sum + (ways(from)?.edges.length ?? 0) + 1, 0)
      expect(leastSteps).toBeLessThanOrEqual(each)
    }
  })
})

/** Each edge once; and for each state, its surplus of edges out comes in over some edge, at no initial state. */
function atLeast(graph: DrivenGraph): number {
  const initial = new Set(graph.starts.map(({ state }) => state))
  let more = 0
  for (const state of graph.states as readonly number[]) {
    if (initial.has(state)) continue
    const incoming = graph.edges.filter((_, i) => toOf(graph, i) === state).length
    more += Math.max(0, (graph.out[state] as readonly number[]).length - incoming)
  }
  return graph.edges.length + more
}

describe('the tour', () => {
  it('of a state without edges has no walk', () => {
    expect(tourOf(graphOf(1, [0], []))).toEqual({ walks: [], leastSteps: 0 })
  })

  it('takes edges from a state to itself in one walk', () => {
    const graph = graphOf(
      1,
      [0],
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    )
    const { walks, leastSteps } = tourOf(graph)
    expect([walks.length, steps(walks), leastSteps]).toEqual([1, 3, 3])
  })

  it('begins in each of several initial states that do not lead to each other', () => {
    const graph = graphOf(
      5,
      [0, 2, 4],
      [
        [0, 1],
        [1, 0],
        [2, 3],
      ],
    )
    const { walks } = tourOf(graph)
    expectWalks(graph, walks)
    expect(walks.map(({ start }) => start).sort()).toEqual([0, 1])
    expect(steps(walks)).toBe(3)
  })

  it('leaves out edges behind an outcome that a code’s choice is not expected to have', () => {
    const graph = graphOf(
      4,
      [0],
      [
        [0, 1],
        [1, 0],
        [2, 3],
        [3, 0],
      ],
    )
    const edges = graph.edges.map((edge, i) =>
      i === 0 ? { ...edge, choices: undefined, outcomes: [...edge.outcomes, { picks: [], to: 2 }] } : edge,
    )
    const chosen = { ...graph, edges }
    const { walks, leastSteps } = tourOf(chosen)
    expectWalks(chosen, walks)
    expect([[...taken(walks)].sort(), leastSteps]).toEqual([[0, 1], 2])
    const other = boundedTour(chosen, new Set([2, 3]), 10, (i) => (i === 0 ? 2 : toOf(chosen, i)))
    expect(other).toEqual([{ start: 0, edges: [0, 2, 3] }])
  })
})

describe('a bounded tour of a random graph', () => {
  it('keeps to its budget, takes wanted edges only once as far as it can, and all of them if it has the steps', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = new Random(seed)
      const graph = randomGraph(random, 1 + random.below(20), random.below(40))
      const wanted = new Set([...graph.edges.keys()].filter(() => random.below(3) > 0))
      const budget = random.below(30)
      const few = boundedTour(graph, wanted, budget)
      expectWalks(graph, few)
      expect(steps(few)).toBeLessThanOrEqual(budget)
      // each walk ends with an edge that no earlier walk has taken
      const known = new Set<number>()
      for (const { edges } of few) {
        expect([...edges].some((i) => wanted.has(i) && !known.has(i))).toBe(true)
        for (const i of edges) known.add(i)
      }
      const all = boundedTour(graph, wanted, Number.POSITIVE_INFINITY)
      expectWalks(graph, all)
      expect([...wanted].filter((i) => !taken(all).has(i))).toEqual([])
      if (wanted.size === 0) expect(all).toEqual([])
    }
  })

  it('takes edges of rare actions first', () => {
    const graph = graphOf(
      3,
      [0],
      [
        [0, 0, 1],
        [0, 1, 1],
        [1, 2, 2],
        [2, 2, 1],
      ],
    )
    const [first] = boundedTour(graph, new Set(graph.edges.keys()), 2)
    expect(first).toEqual({ start: 0, edges: [1, 2] })
  })
})
