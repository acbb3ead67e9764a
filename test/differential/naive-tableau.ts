/**
 * The classic tableau (O. Lichtenstein and A. Pnueli, POPL 1985), without regard to size. At each moment of a run, it
 * guesses all combinations of answers to the questions about the next moment. The next moment must confirm the guess.
 */
import { grow, type Position, type Runs } from './naive-graph.ts'
import type { FormulaD } from './temporal.ts'

type Leaf<P> = Extract<FormulaD<P>, { f: 'state' | 'taken' }>

/** A formula that uses only the operators of the tableau. */
type Core<P> =
  | { readonly c: 'leaf'; readonly leaf: Leaf<P> }
  | { readonly c: 'true' }
  | { readonly c: 'not'; readonly a: Core<P> }
  | { readonly c: 'and'; readonly a: Core<P>; readonly b: Core<P> }
  | { readonly c: 'next'; readonly a: Core<P> }
  | { readonly c: 'until'; readonly a: Core<P>; readonly b: Core<P> }

/** The most questions about the next moment. n questions make 2^n guesses at each moment. */
const maxGuesses = 6

/** A run in it satisfies the formula if it meets each of `goals` infinitely often. */
export interface Tableau {
  readonly runs: Runs
  readonly goals: readonly ReadonlySet<number>[]
}

/** The tableau of the runs that satisfy `formula`. `undefined` if the formula is too large. */
export function tableau<P>(
  runs: Runs,
  formula: FormulaD<P>,
  isTrue: (leaf: Leaf<P>, node: number) => boolean,
): Tableau | undefined {
  const whole = coreOf(formula, new Map())
  const parts = [...new Set(partsOf(whole))]
  const guessed: readonly Core<P>[] = parts.filter((part) => part.c === 'next' || part.c === 'until')
  const leaves = parts.flatMap((part) => (part.c === 'leaf' ? [part.leaf] : []))
  if (guessed.length > maxGuesses) return undefined

  type Letter = ReadonlyMap<Leaf<P>, boolean>
  // a guess has a `0` or `1` for each of `guessed`: whether an `until`, or the operand of a `next`, is true next
  const guesses = Array.from({ length: 2 ** guessed.length }, (_, n) =>
    n.toString(2).padStart(guessed.length, '0').slice(0, guessed.length),
  )
  const value = (part: Core<P>, letter: Letter, guess: string): boolean => {
    const later = () => guess[guessed.indexOf(part)] === '1'
    switch (part.c) {
      case 'true':
        return true
      case 'leaf':
        return letter.get(part.leaf) as boolean
      case 'not':
        return !value(part.a, letter, guess)
      case 'and':
        return value(part.a, letter, guess) && value(part.b, letter, guess)
      case 'next':
        return later()
      case 'until':
        return value(part.b, letter, guess) || (value(part.a, letter, guess) && later())
    }
  }
  /** The guess that the moment before must have made. */
  const borneOut = (letter: Letter, guess: string) =>
    guessed.map((part) => (value(part.c === 'next' ? part.a : part, letter, guess) ? '1' : '0')).join('')

  /** For a letter: the guesses that confirm each guess, that make `formula` true, and that owe no `until`. */
  const know = (letter: Letter) => {
    const bearers = new Map<string, string[]>()
    for (const guess of guesses) {
      const before = borneOut(letter, guess)
      bearers.set(before, [...(bearers.get(before) ?? []), guess])
    }
    const pays = guessed.map(
      (part) =>
        new Set(
          guesses.filter((guess) => part.c !== 'until' || value(part.b, letter, guess) || !value(part, letter, guess)),
        ),
    )
    return { bearers, pays, starts: guesses.filter((guess) => value(whole, letter, guess)) }
  }
  const letters = new Map<string, ReturnType<typeof know>>()
  const known = runs.at.map((_, node) => {
    const truths = leaves.map((leaf) => isTrue(leaf, node))
    const key = truths.join()
    const found = letters.get(key) ?? know(new Map(leaves.map((leaf, i) => [leaf, truths[i] as boolean])))
    letters.set(key, found)
    return found
  })

  const { nodes, ...ways } = grow(
    runs.initial.flatMap((node) => (known[node]?.starts ?? []).map((guess) => ({ node, guess }))),
    ({ node, guess }) => `${node} ${guess}`,
    ({ node, guess }) =>
      (runs.next[node] ?? []).flatMap((to) =>
        (known[to]?.bearers.get(guess) ?? []).map((next) => ({ node: to, guess: next })),
      ),
  )
  const goals = guessed.flatMap((part, i) => {
    if (part.c !== 'until') return []
    return [new Set(nodes.flatMap(({ node, guess }, at) => (known[node]?.pays[i]?.has(guess) ? [at] : [])))]
  })
  return { runs: { at: nodes.map(({ node }) => runs.at[node] as Position), ...ways }, goals }
}

function partsOf<P>(core: Core<P>): Core<P>[] {
  return [core, ...('a' in core ? partsOf(core.a) : []), ...('b' in core ? partsOf(core.b) : [])]
}

/** `known` has the part of each formula, so that a formula that occurs several times gives only one part. */
function coreOf<P>(formula: FormulaD<P>, known: Map<FormulaD<P>, Core<P>>): Core<P> {
  const found = known.get(formula) ?? coreOfNew(formula, known)
  known.set(formula, found)
  return found
}

function coreOfNew<P>(d: FormulaD<P>, known: Map<FormulaD<P>, Core<P>>): Core<P> {
  const not = (a: Core<P>): Core<P> => (a.c === 'not' ? a.a : { c: 'not', a })
  const and = (a: Core<P>, b: Core<P>): Core<P> => ({ c: 'and', a, b })
  const until = (a: Core<P>, b: Core<P>): Core<P> => ({ c: 'until', a, b })
  const always: Core<P> = { c: 'true' }
  if (d.f === 'state' || d.f === 'taken') return { c: 'leaf', leaf: d }
  const a = coreOf(d.a, known)
  if (!('b' in d)) {
    if (d.f === 'not') return not(a)
    if (d.f === 'next') return { c: 'next', a }
    return d.f === 'eventually' ? until(always, a) : not(until(always, not(a)))
  }
  const b = coreOf(d.b, known)
  switch (d.f) {
    case 'and':
      return and(a, b)
    case 'or':
      return not(and(not(a), not(b)))
    case 'implies':
      return not(and(a, not(b)))
    case 'until':
      return until(a, b)
    case 'weakUntil':
      return not(until(not(b), and(not(a), not(b))))
    case 'release':
      return not(until(not(a), not(b)))
  }
}
