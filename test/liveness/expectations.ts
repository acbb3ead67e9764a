/** Conditions that an answer must meet, checked against the definitions. */

import { expect } from 'vitest'
import type { Constraint, Decision, GraphPath } from '../../src/liveness/graph.ts'
import { Liveness } from '../../src/liveness/liveness.ts'
import type { NumberedFormula } from '../../src/plain.ts'
import { satisfies } from './meaning.ts'
import { isFairLasso, type Lasso, lassos, wordOf } from './oracle.ts'
import { edgesOf, type PlainGraph, packed } from './plain-graph.ts'

/** That these are steps of the graph, from an initial state on. */
export function expectWalk(graph: PlainGraph, { states, actions }: GraphPath): void {
  expect(states[0]).toBeLessThan(graph.initial)
  expect(states).toHaveLength(actions.length + 1)
  const missing = actions.filter(
    (action, i) => !edgesOf(graph, states[i]!).some((edge) => edge.action === action && edge.to === states[i + 1]),
  )
  expect(missing).toEqual([])
}

/** That the answer is a run of the graph that is fair and violates the formula; gives it back. */
export function expectLasso(
  graph: PlainGraph,
  constraints: readonly Constraint[],
  formula: NumberedFormula,
  decision: Decision,
): Lasso {
  if (!('loopAt' in decision)) throw new Error(`expected a lasso, got ${JSON.stringify(decision)}`)
  const { states, actions } = decision.walk
  const lasso = { states, actions, loopAt: decision.loopAt }
  expectWalk(graph, lasso)
  expect(lasso.states[lasso.loopAt]).toBe(lasso.states.at(-1))
  expect(isFairLasso(graph, constraints, lasso), 'the run is fair').toBe(true)
  expect(satisfies(wordOf(graph, lasso), formula), 'the run satisfies the formula').toBe(false)
  return lasso
}

/** Some fair run of at most `maxSteps` steps that violates the formula. */
export function findViolation(
  graph: PlainGraph,
  constraints: readonly Constraint[],
  formula: NumberedFormula,
  maxSteps: number,
): Lasso | undefined {
  for (const lasso of lassos(graph, maxSteps)) {
    if (isFairLasso(graph, constraints, lasso) && !satisfies(wordOf(graph, lasso), formula)) return lasso
  }
  return undefined
}

/** Some fair run that violates the formula in fewer steps, stem and loop together. */
export const findShorterRun = (
  graph: PlainGraph,
  constraints: readonly Constraint[],
  formula: NumberedFormula,
  { actions }: Lasso,
): Lasso | undefined => findViolation(graph, constraints, formula, actions.length - 1)

/** The answer to a formula, whichever way it is found: both ways must agree, and what they show must be right. */
export function decided(
  graph: PlainGraph,
  constraints: readonly Constraint[],
  formula: NumberedFormula,
): Lasso | 'holds' {
  const liveness = new Liveness(packed(graph), constraints)
  const [direct, byProduct] = [false, true].map((product) => {
    const decision = liveness.decide({ kind: 'formula', formula }, { product })
    if (decision.verdict === 'holds') return 'holds'
    return expectLasso(graph, constraints, formula, decision)
  }) as [Lasso | 'holds', Lasso | 'holds']
  if (direct === 'holds') expect(byProduct).toBe('holds')
  else expect(byProduct).not.toBe('holds')
  return direct
}
