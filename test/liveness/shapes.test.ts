import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Liveness } from '../../src/liveness/liveness.ts'
import { expectLasso, findShorterRun } from './expectations.ts'
import { predicates, satisfies } from './meaning.ts'
import { formulaOf, isFairLasso, isTrue, type Shape, shortestStem, wordOf } from './oracle.ts'
import { constraints, graphs, packed, statesOf } from './plain-graph.ts'

const predicate = predicates(2)
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constantFrom('eventually', 'alwaysEventually', 'eventuallyAlways'), p: predicate }),
  fc.record({ kind: fc.constant('leadsTo'), p: predicate, q: predicate }),
)
const cases = fc.record({ graph: graphs({ states: 7, edges: 16 }), fair: constraints(4), shape: shapes })

describe('the usual shapes', () => {
  it('are decided, on the graph and on the product, as by trying every set of states for a fair run to end in', () => {
    const counts = { holds: 0, violated: 0 }
    fc.assert(
      fc.property(cases, ({ graph, fair, shape }) => {
        const formula = formulaOf(shape)
        const stem = shortestStem(graph, fair, shape)
        const liveness = new Liveness(packed(graph), fair)
        counts[stem === undefined ? 'holds' : 'violated']++
        for (const product of [false, true]) {
          const decision = liveness.decide({ kind: 'formula', formula }, { product })
          expect(decision.verdict).toBe(stem === undefined ? 'holds' : 'violated')
          if (stem === undefined) continue
          expectLasso(graph, fair, formula, decision)
        }
      }),
      { numRuns: 3000 },
    )
    expect(counts.holds).toBeGreaterThan(400)
    expect(counts.violated).toBeGreaterThan(400)
  })

  it('are answered with a run of as few steps as any, stem and loop together', () => {
    let loops = 0
    fc.assert(
      fc.property(
        fc.record({ graph: graphs({ states: 5, edges: 12 }), fair: constraints(4), shape: shapes }),
        ({ graph, fair, shape }) => {
          const formula = formulaOf(shape)
          const decision = new Liveness(packed(graph), fair).decide({ kind: 'formula', formula })
          if (decision.verdict !== 'violated') return
          const lasso = expectLasso(graph, fair, formula, decision)
          if (lasso.actions.length === 0 || lasso.actions.length > 6) return
          if (lasso.loopAt < lasso.actions.length) loops++
          expect(findShorterRun(graph, fair, formula, lasso)).toBeUndefined()
        },
      ),
      { numRuns: 2000 },
    )
    expect(loops).toBeGreaterThan(100)
  })

  it('are answered with a run that stops where that is as short', () => {
    const counts = { stops: 0, loops: 0 }
    fc.assert(
      fc.property(cases, ({ graph, fair, shape }) => {
        const formula = formulaOf(shape)
        const decision = new Liveness(packed(graph), fair).decide({ kind: 'formula', formula })
        if (decision.verdict !== 'violated') return
        const { states, actions, loopAt } = expectLasso(graph, fair, formula, decision)
        counts[loopAt === actions.length ? 'stops' : 'loops']++
        if (loopAt === actions.length) return
        const stopped = { states: states.slice(0, loopAt + 1), actions: actions.slice(0, loopAt), loopAt }
        const might = isFairLasso(graph, fair, stopped) && !satisfies(wordOf(graph, stopped), formula)
        expect(might).toBe(false)
      }),
      { numRuns: 2000 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(120)
  })

  it('hold vacuously where what they ask about never comes, and not otherwise', () => {
    const counts = { vacuous: 0, held: 0 }
    fc.assert(
      fc.property(cases, ({ graph, fair, shape }) => {
        const formula = formulaOf(shape)
        const vacuous = shape.kind === 'leadsTo' && !statesOf(graph).some((state) => isTrue(graph, shape.p, state))
        for (const product of [false, true]) {
          const decision = new Liveness(packed(graph), fair).decide({ kind: 'formula', formula }, { product })
          if (decision.verdict !== 'holds') return
          counts[vacuous ? 'vacuous' : 'held']++
          expect(decision.vacuous).toBe(vacuous)
        }
      }),
      { numRuns: 2000 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(50)
  })
})
