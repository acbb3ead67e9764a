import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Automaton, automatonOf } from '../../src/liveness/automaton.ts'
import { type Literal, normal } from '../../src/liveness/formula.ts'
import type { NumberedFormula } from '../../src/plain.ts'
import { atom, formulas, satisfies, successor, until, type Word } from './meaning.ts'

const letters = fc.record({
  atoms: fc.uniqueArray(fc.nat(2), { maxLength: 3 }).map((atoms): ReadonlySet<number> => new Set(atoms)),
  action: fc.option(fc.nat(2), { nil: undefined }),
})
const words: fc.Arbitrary<Word> = fc
  .record({ letters: fc.array(letters, { minLength: 1, maxLength: 6 }), back: fc.nat(5) })
  .map(({ letters, back }) => ({ letters, back: back % letters.length }))

interface Translated {
  readonly automaton: Automaton
  readonly literals: readonly Literal[]
}

function translate(formula: NumberedFormula, positive: boolean): Translated {
  const literals: Literal[] = []
  const normalised = normal(formula, positive, (literal) => {
    const known = literals.findIndex((other) => JSON.stringify(other) === JSON.stringify(literal))
    return known >= 0 ? known : literals.push(literal) - 1
  })
  return { automaton: automatonOf(normalised), literals }
}

interface Step {
  readonly to: string
  readonly marks: number
}

/** Every step the automaton can take along the word: pairs of position and state, and what can be read from each. */
function steps({ automaton, literals }: Translated, word: Word): ReadonlyMap<string, readonly Step[]> {
  const found = new Map<string, readonly Step[]>()
  const todo = [{ at: 0, state: 0 }]
  for (const { at, state } of todo) {
    if (found.has(`${at} ${state}`)) continue
    const { atoms, action } = word.letters[at]!
    const truth = literals.map((literal) =>
      literal.op === 'state' ? atoms.has(literal.atom) : action !== undefined && literal.actions.includes(action),
    )
    const fitting = automaton.moves[state]!.filter(({ set, clear }) =>
      truth.every((value, bit) => ((value ? clear : set) & (1 << bit)) === 0),
    )
    const after = successor(word, at)
    found.set(
      `${at} ${state}`,
      fitting.map(({ to, marks }) => ({ to: `${after} ${to}`, marks })),
    )
    todo.push(...fitting.map(({ to }) => ({ at: after, state: to })))
  }
  return found
}

/** Whether some run along the word sees each mark again and again: whether a loop of steps has them all. */
function accepts(translated: Translated, word: Word): boolean {
  const from = steps(translated, word)
  const ahead = new Map<string, ReadonlySet<string>>()
  for (const pair of from.keys()) {
    const seen = new Set(from.get(pair)!.map(({ to }) => to))
    for (const at of seen) for (const { to } of from.get(at)!) seen.add(to)
    ahead.set(pair, seen)
  }
  return [...ahead].some(([pair, seen]) => {
    const around = [...seen].filter((other) => ahead.get(other)!.has(pair))
    const loop = around.flatMap((other) => from.get(other)!.filter(({ to }) => around.includes(to)))
    const marks = loop.reduce((sum, step) => sum | step.marks, 0)
    return loop.length > 0 && (marks & translated.automaton.marks) === translated.automaton.marks
  })
}

describe('the automaton of a formula', () => {
  it('accepts the words that satisfy it and no others; that of its negation, the others', () => {
    const counts = { satisfied: 0, violated: 0 }
    fc.assert(
      fc.property(formulas(3, 3), fc.array(words, { minLength: 1, maxLength: 3 }), (formula, some) => {
        const [itself, negation] = [translate(formula, true), translate(formula, false)]
        // a few are so large that the naive check takes too long
        fc.pre(itself.automaton.moves.length + negation.automaton.moves.length <= 40)
        for (const word of some) {
          const truth = satisfies(word, formula)
          counts[truth ? 'satisfied' : 'violated']++
          expect(accepts(itself, word)).toBe(truth)
          expect(accepts(negation, word)).toBe(!truth)
        }
      }),
      { numRuns: 3000 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(1000)
  })

  it('has one state for what only has to hold forever, and two for the first that has to come about', () => {
    expect(translate({ op: 'always', of: atom(0) }, true).automaton.moves).toHaveLength(1)
    expect(translate(until(atom(0), atom(1)), true).automaton.moves).toHaveLength(2)
  })
})
