import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Liveness } from '../../src/liveness/liveness.ts'
import { expectWalk } from './expectations.ts'
import { predicates } from './meaning.ts'
import { isTrue, shortestWays, waysBack } from './oracle.ts'
import { constraints, graphs, packed, statesOf } from './plain-graph.ts'

const predicate = predicates(2)
const questions = fc.record({
  kind: fc.constant('canAlwaysReach'),
  goal: predicate,
  when: fc.option(predicate, { nil: undefined }),
  using: fc.option(fc.uniqueArray(fc.nat(3), { maxLength: 4 }), { nil: undefined }),
})

describe('canAlwaysReach', () => {
  it('is decided, and told of, as by searching backwards from the goal level by level', () => {
    const counts = { vacuous: 0, holds: 0, violated: 0, otherwise: 0 }
    fc.assert(
      fc.property(graphs({ states: 7, edges: 16 }), questions, constraints(4), (graph, question, fair) => {
        const { goal, when, using } = question
        const asked = statesOf(graph).filter((state) => when === undefined || isTrue(graph, when, state))
        const back = waysBack(graph, goal, using)
        const ways = shortestWays(graph)
        const lost = asked.filter((state) => !back.has(state))
        // no constraint forbids a way
        const decision = new Liveness(packed(graph), fair).decide(question)

        if (lost.length > 0) {
          if (!('noReturn' in decision)) throw new Error(`expected no return, got ${JSON.stringify(decision)}`)
          counts.violated++
          const { walk, noReturn } = decision
          expectWalk(graph, walk)
          expect(lost).toContain(walk.states.at(-1))
          expect(walk.actions).toHaveLength(Math.min(...lost.map((state) => ways.get(state)!)))
          const region = [...lost]
          for (const state of region) {
            const next = graph.edges.filter(({ from, to }) => from === state && !back.has(to) && !region.includes(to))
            region.push(...new Set(next.map(({ to }) => to)))
          }
          const inside = graph.edges.filter(({ from }) => region.includes(from))
          const exits = inside.filter(
            ({ to, action }) => back.has(to) && using !== undefined && !using.includes(action),
          )
          const unrestricted = waysBack(graph, goal, undefined)
          const on = inside.filter(({ action }) => using === undefined || using.includes(action))
          expect(noReturn).toEqual({
            ...endOf(region, on),
            states: region.length,
            enabled: [...new Set(inside.map(({ action }) => action))].sort(),
            exits: [...new Set(exits.map(({ action }) => action))].sort(),
            otherwiseHolds: asked.every((state) => unrestricted.has(state)),
          })
          if (noReturn.otherwiseHolds) counts.otherwise++
          return
        }

        if (decision.verdict !== 'holds') throw new Error(`expected that it holds, got ${JSON.stringify(decision)}`)
        expect(decision.vacuous).toBe(asked.length === 0)
        if (asked.length === 0) {
          counts.vacuous++
          expect(decision.wayBack).toBeUndefined()
          return
        }
        counts.holds++
        const { steps, walk, turn } = decision.wayBack!
        expect(steps).toBe(Math.max(...asked.map((state) => back.get(state)!)))
        expectWalk(graph, walk)
        expect(asked).toContain(walk.states[turn])
        expect(back.get(walk.states[turn]!)).toBe(steps)
        expect(turn).toBe(ways.get(walk.states[turn]!))
        expect(walk.actions).toHaveLength(turn + steps)
        expect(isTrue(graph, goal, walk.states.at(-1)!)).toBe(true)
        for (const action of walk.actions.slice(turn)) if (using) expect(using).toContain(action)
      }),
      { numRuns: 3000 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(60)
  })

  it('is not asked of formulas with time in them', () => {
    const graph = packed({ states: 1, initial: 1, actions: 1, edges: [], atoms: [new Set()] })
    const goal = { op: 'eventually', of: { op: 'state', atom: 0 } } as const
    const question = { kind: 'canAlwaysReach', goal, when: undefined, using: undefined } as const
    expect(() => new Liveness(graph, []).decide(question)).toThrow('is not a predicate')
  })
})

interface Edge {
  readonly from: number
  readonly to: number
}

/** How a part of a graph ends: where nothing leads on, and its longest way, by trying longer and longer ones. */
function endOf(region: readonly number[], edges: readonly Edge[]) {
  const stuck = region.filter((state) => !edges.some(({ from }) => from === state)).length
  let ends = new Set(region)
  for (let steps = 0; steps <= region.length; steps++) {
    ends = new Set(edges.filter(({ from }) => ends.has(from)).map(({ to }) => to))
    if (ends.size === 0) return { stuck, longest: steps }
  }
  return { stuck }
}
