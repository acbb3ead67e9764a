/** Loops that owe so much that no shortest one is searched for: more than 22 marks and constraints in all. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Constraint } from '../../src/liveness/graph.ts'
import { Liveness } from '../../src/liveness/liveness.ts'
import { decided, expectLasso } from './expectations.ts'
import { always, and, atom, eventually, formulas, not, or, predicates, taken } from './meaning.ts'
import { formulaOf, type Shape, shortestStem } from './oracle.ts'
import { graphs, packed } from './plain-graph.ts'

const many = (min: number, max: number): fc.Arbitrary<Constraint[]> =>
  fc.array(
    fc.record({
      strong: fc.boolean(),
      actions: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: min, maxLength: max, size: 'max' },
  )
const predicate = predicates(2)
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constantFrom('eventually', 'alwaysEventually', 'eventuallyAlways'), p: predicate }),
  fc.record({ kind: fc.constant('leadsTo'), p: predicate, q: predicate }),
)

describe('loops under many constraints', () => {
  it('are fair, and are found where there are any', () => {
    let loops = 0
    fc.assert(
      fc.property(graphs({ states: 6, edges: 16 }), many(23, 70), shapes, (graph, fair, shape) => {
        const lasso = decided(graph, fair, formulaOf(shape))
        const stem = shortestStem(graph, fair, shape)
        if (lasso === 'holds') expect(stem).toBeUndefined()
        else {
          expect(stem).toBeDefined()
          if (lasso.loopAt < lasso.actions.length) loops++
        }
      }),
      { numRuns: 2000 },
    )
    expect(loops).toBeGreaterThan(150)
  })

  it('show what violates a formula again and again', () => {
    let loops = 0
    fc.assert(
      fc.property(graphs({ states: 6, edges: 16 }), many(20, 40), formulas(2, 4), (graph, fair, formula) => {
        // a loop that goes by both of these, and satisfies what the rest asks for
        const both = and(always(eventually(atom(0))), always(eventually(or(not(atom(0)), taken(1)))))
        const asked = or(not(both), formula)
        const decision = new Liveness(packed(graph), fair).decide({ kind: 'formula', formula: asked })
        if (decision.verdict === 'holds') return
        const lasso = expectLasso(graph, fair, asked, decision)
        if (lasso.loopAt < lasso.actions.length) loops++
      }),
      { numRuns: 2000 },
    )
    expect(loops).toBeGreaterThan(100)
  })
})
