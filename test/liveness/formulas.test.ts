import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Liveness } from '../../src/liveness/liveness.ts'
import { expectLasso, findViolation } from './expectations.ts'
import { formulas, not } from './meaning.ts'
import { constraints, graphs, packed } from './plain-graph.ts'

describe('any formula', () => {
  it('is violated by the run that is shown, or by no fair run of up to six steps', () => {
    const counts = { holds: 0, violated: 0, stopped: 0 }
    fc.assert(
      fc.property(
        graphs({ states: 5, edges: 9, actions: 3 }),
        constraints(3, 2),
        formulas(2, 3),
        (graph, fair, formula) => {
          const decision = new Liveness(packed(graph), fair).decide({ kind: 'formula', formula })
          if (decision.verdict === 'violated') {
            const lasso = expectLasso(graph, fair, formula, decision)
            counts[lasso.loopAt === lasso.actions.length ? 'stopped' : 'violated']++
          } else {
            counts.holds++
            expect(decision.verdict).toBe('holds')
            expect(findViolation(graph, fair, formula, 6)).toBeUndefined()
          }
        },
      ),
      { numRuns: 3000 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(120)
  })

  it('cannot hold together with its negation, as fairness of steps leaves every state some run', () => {
    // an assumption about predicates may leave no run at all
    const ofSteps = constraints(4).map((all) => all.filter(({ pair }) => pair === undefined))
    fc.assert(
      fc.property(graphs({ states: 7, edges: 14 }), ofSteps, formulas(3, 4), (graph, fair, formula) => {
        const liveness = new Liveness(packed({ ...graph, atoms: [...graph.atoms, new Set([0])] }), fair)
        const verdicts = [formula, not(formula)].map((of) => liveness.decide({ kind: 'formula', formula: of }).verdict)
        expect(verdicts).toContain('violated')
      }),
      { numRuns: 2000 },
    )
  })
})
