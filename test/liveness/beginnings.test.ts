/** Beginnings of runs that violate a formula, whatever follows: found by enumerating all walks. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Liveness } from '../../src/liveness/liveness.ts'
import type { NumberedFormula } from '../../src/plain.ts'
import { expectWalk } from './expectations.ts'
import { formulas } from './meaning.ts'
import { edgesOf, graphs, type PlainGraph, packed } from './plain-graph.ts'

interface Letter {
  readonly atoms: ReadonlySet<number>
  readonly action: number | undefined
}

/** The value of a formula at position `at` of an unfinished run; `undefined` if it depends on what follows. */
function valueAt(formula: NumberedFormula, letters: readonly Letter[], at: number): boolean | undefined {
  const letter = letters[at]
  if (letter === undefined) return undefined
  const here = (one: NumberedFormula) => valueAt(one, letters, at)
  const later = () => valueAt(formula, letters, at + 1)
  const not = (value: boolean | undefined) => (value === undefined ? undefined : !value)
  const and = (...values: (boolean | undefined)[]) =>
    values.includes(false) ? false : values.includes(undefined) ? undefined : true
  const or = (...values: (boolean | undefined)[]) => not(and(...values.map(not)))
  switch (formula.op) {
    case 'constant':
      return formula.value
    case 'state':
      return letter.atoms.has(formula.atom)
    case 'taken':
      return letter.action !== undefined && formula.actions.includes(letter.action)
    case 'not':
      return not(here(formula.of))
    case 'and':
      return and(...formula.of.map(here))
    case 'or':
      return or(...formula.of.map(here))
    case 'next':
      return valueAt(formula.of, letters, at + 1)
    case 'always':
      return and(here(formula.of), later())
    case 'eventually':
      return or(here(formula.of), later())
    case 'until':
    case 'weakUntil':
      return or(here(formula.right), and(here(formula.left), later()))
    case 'release':
      return and(here(formula.right), or(here(formula.left), later()))
  }
}

function lettersOf({ atoms }: PlainGraph, states: readonly number[], actions: readonly number[]): Letter[] {
  return states.map((state, i) => ({
    atoms: new Set([...atoms.keys()].filter((atom) => atoms[atom]!.has(state))),
    action: actions[i - 1],
  }))
}

/** The least number of steps of a walk that violates the formula, whatever follows; `undefined` if it is above `most`. */
function leastBeginning(graph: PlainGraph, formula: NumberedFormula, most: number): number | undefined {
  let walks = Array.from({ length: graph.initial }, (_, state) => ({ states: [state], actions: [] as number[] }))
  for (let steps = 0; steps <= most; steps++) {
    if (walks.some(({ states, actions }) => valueAt(formula, lettersOf(graph, states, actions), 0) === false))
      return steps
    walks = walks.flatMap(({ states, actions }) =>
      edgesOf(graph, states.at(-1)!).map(({ to, action }) => ({
        states: [...states, to],
        actions: [...actions, action],
      })),
    )
  }
  return undefined
}

describe('a beginning that violates a formula, whatever follows', () => {
  it('is found if there is one, and is the shortest', () => {
    let [begun, open] = [0, 0]
    fc.assert(
      fc.property(graphs({ states: 4, edges: 7 }), formulas(2, 3), (graph, formula) => {
        const decision = new Liveness(packed(graph), []).decide({ kind: 'formula', formula }, { product: true })
        const beginning = 'beginning' in decision ? decision.beginning : undefined
        const least = leastBeginning(graph, formula, 5)
        if (beginning === undefined) {
          expect(least).toBeUndefined()
          if (decision.verdict === 'violated') open++
          return
        }
        begun++
        expectWalk(graph, beginning)
        expect(valueAt(formula, lettersOf(graph, beginning.states, beginning.actions), 0)).toBe(false)
        if (beginning.actions.length <= 5) expect(least).toBe(beginning.actions.length)
        else expect(least).toBeUndefined()
      }),
      { numRuns: 3000 },
    )
    expect(begun).toBeGreaterThan(200)
    expect(open).toBeGreaterThan(200)
  })
})
