/** The meaning of formulas, by definition, along runs that come around: infinite words of finitely many letters. */

import * as fc from 'fast-check'
import type { NumberedFormula } from '../../src/plain.ts'

export interface Letter {
  readonly atoms: ReadonlySet<number>
  /** The step that led here; none at the start, nor where a stopped run repeats its last state. */
  readonly action: number | undefined
}

/** After the last letter comes the one at `back`, and so on forever. */
export interface Word {
  readonly letters: readonly Letter[]
  readonly back: number
}

/** Whether the formula is true at each position of the word. */
export function truthAlong(word: Word, formula: NumberedFormula): boolean[] {
  const { letters, back } = word
  /** All positions that are still to come, this one first; the rest of the word repeats them. */
  const onwards = (at: number) => {
    const positions = [at]
    while (positions.length < letters.length) positions.push(successor(word, positions.at(-1)!))
    return positions
  }
  const everywhere = (holds: (at: number) => boolean) => letters.map((_, at) => holds(at))
  const of = (part: NumberedFormula) => truthAlong(word, part)
  const until = (left: readonly boolean[], right: readonly boolean[], at: number) => {
    const ahead = onwards(at)
    const first = ahead.findIndex((position) => right[position])
    return first >= 0 && ahead.slice(0, first).every((position) => left[position])
  }
  switch (formula.op) {
    case 'constant':
      return everywhere(() => formula.value)
    case 'state':
      return letters.map(({ atoms }) => atoms.has(formula.atom))
    case 'taken':
      return letters.map(({ action }) => action !== undefined && formula.actions.includes(action))
    case 'not':
      return of(formula.of).map((truth) => !truth)
    case 'and': {
      const parts = formula.of.map(of)
      return everywhere((at) => parts.every((part) => part[at]))
    }
    case 'or': {
      const parts = formula.of.map(of)
      return everywhere((at) => parts.some((part) => part[at]))
    }
    case 'next': {
      const truth = of(formula.of)
      return everywhere((at) => truth[successor({ letters, back }, at)]!)
    }
    case 'always': {
      const truth = of(formula.of)
      return everywhere((at) => onwards(at).every((position) => truth[position]))
    }
    case 'eventually': {
      const truth = of(formula.of)
      return everywhere((at) => onwards(at).some((position) => truth[position]))
    }
    case 'until': {
      const [left, right] = [of(formula.left), of(formula.right)]
      return everywhere((at) => until(left, right, at))
    }
    case 'weakUntil': {
      const [left, right] = [of(formula.left), of(formula.right)]
      return everywhere((at) => until(left, right, at) || onwards(at).every((position) => left[position]))
    }
    case 'release': {
      // `right` holds at each position unless `left` held at an earlier one
      const [left, right] = [of(formula.left), of(formula.right)]
      return everywhere((at) => {
        const ahead = onwards(at)
        return ahead.every((position, i) => right[position] || ahead.slice(0, i).some((earlier) => left[earlier]))
      })
    }
  }
}

export const successor = ({ letters, back }: Word, at: number) => (at + 1 < letters.length ? at + 1 : back)

export const satisfies = (word: Word, formula: NumberedFormula): boolean => truthAlong(word, formula)[0]!

export const atom = (atom: number): NumberedFormula => ({ op: 'state', atom })
export const not = (of: NumberedFormula): NumberedFormula => ({ op: 'not', of })
export const next = (of: NumberedFormula): NumberedFormula => ({ op: 'next', of })
export const and = (...of: NumberedFormula[]): NumberedFormula => ({ op: 'and', of })
export const or = (...of: NumberedFormula[]): NumberedFormula => ({ op: 'or', of })
export const always = (of: NumberedFormula): NumberedFormula => ({ op: 'always', of })
export const eventually = (of: NumberedFormula): NumberedFormula => ({ op: 'eventually', of })
export const leadsTo = (p: NumberedFormula, q: NumberedFormula): NumberedFormula => always(or(not(p), eventually(q)))
export const until = (left: NumberedFormula, right: NumberedFormula): NumberedFormula => ({ op: 'until', left, right })
export const taken = (...actions: number[]): NumberedFormula => ({ op: 'taken', actions })
export const constant = (value: boolean): NumberedFormula => ({ op: 'constant', value })

/** Formulas of states alone. */
export function predicates(atoms: number): fc.Arbitrary<NumberedFormula> {
  return fc.letrec<{ predicate: NumberedFormula }>((tie) => ({
    predicate: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'predicate' },
      { arbitrary: fc.nat(atoms - 1).map(atom), weight: 4 },
      { arbitrary: tie('predicate').map(not), weight: 2 },
      { arbitrary: fc.boolean().map(constant), weight: 1 },
      { arbitrary: fc.array(tie('predicate'), { maxLength: 3 }).map((of) => and(...of)), weight: 1 },
      { arbitrary: fc.array(tie('predicate'), { maxLength: 3 }).map((of) => or(...of)), weight: 1 },
    ),
  })).predicate
}

/** Any formulas, up to `depth` operators deep; few are as shallow as chance alone would make them. */
export function formulas(atoms: number, actions: number, depth = 3): fc.Arbitrary<NumberedFormula> {
  return fc.letrec<{ formula: NumberedFormula }>((tie) => {
    const pair = fc.tuple(tie('formula'), tie('formula'))
    const some = fc.array(tie('formula'), { maxLength: 3 })
    const made = <Op extends NumberedFormula['op']>(...ops: Op[]) => fc.constantFrom(...ops)
    return {
      formula: fc.oneof(
        { maxDepth: depth, depthIdentifier: 'formula' },
        { weight: 3, arbitrary: fc.nat(atoms - 1).map(atom) },
        { weight: 1, arbitrary: fc.uniqueArray(fc.nat(actions - 1), { maxLength: 2 }).map((of) => taken(...of)) },
        { weight: 1, arbitrary: fc.boolean().map(constant) },
        {
          weight: 10,
          arbitrary: fc
            .tuple(made('not', 'next', 'always', 'always', 'eventually', 'eventually'), tie('formula'))
            .map(([op, of]): NumberedFormula => ({ op, of })),
        },
        { weight: 5, arbitrary: fc.tuple(made('and', 'or'), some).map(([op, of]): NumberedFormula => ({ op, of })) },
        {
          weight: 6,
          arbitrary: fc
            .tuple(made('until', 'weakUntil', 'release'), pair)
            .map(([op, [left, right]]): NumberedFormula => ({ op, left, right })),
        },
      ),
    }
  }).formula
}
