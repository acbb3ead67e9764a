/** The parts of a run that a formula depends on: predicates at positions, whose values there decide its truth. */
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { Formula } from '../language/temporal.ts'
import type { Run } from '../trace/lasso.ts'

export interface FormulaReads {
  /** The positions of the run at which each predicate is evaluated. */
  readonly tests: ReadonlyMap<AnyFunction, ReadonlySet<number>>
  /** Positions whose step is one that the formula names. */
  readonly taken: ReadonlySet<number>
}

/**
 * With the same values there, the formula has the same truth on every run of this shape. If several positions suffice,
 * the function takes the earliest. If the operand looks ahead without bound, it takes a repeating one. So for a
 * violated `leadsTo(p, q)` the result is `p` at a position that no `q` answers, and `q` from there on.
 */
export function formulaReadsOf(run: Run, formula: Formula): FormulaReads {
  const tests = new Map<AnyFunction, Set<number>>()
  const taken = new Set<number>()
  const asked = new Map<Formula, Set<number>>()
  ask(formula, 0, false)
  return { tests, taken }

  /** `always`: the same is evaluated at every position, so a position that repeats covers all of them. */
  function ask(of: Formula, at: number, always: boolean): void {
    const before = asked.get(of) ?? new Set()
    asked.set(of, before)
    if (before.has(at)) return
    before.add(at)
    const truth = run.valuesOf(of)[at] as boolean
    switch (of.op) {
      case 'constant':
        break
      case 'state':
        tests.set(of.test, (tests.get(of.test) ?? new Set<number>()).add(at))
        break
      case 'taken':
        if (truth) taken.add(at)
        break
      case 'not':
        ask(of.of, at, always)
        break
      case 'next':
        ask(of.of, run.next(at), always)
        break
      case 'and':
      case 'or':
        for (const part of truth === (of.op === 'and') ? of.of : one(of.of, at, truth)) ask(part, at, always)
        break
      case 'always':
      case 'eventually':
        if (truth === (of.op === 'always')) {
          for (const position of from(at)) {
            // an earlier call covered the rest from there
            if (position !== at && before.has(position)) break
            ask(of.of, position, true)
          }
        } else ask(of.of, where(of.of, at, truth, always), always)
        break
      default:
        for (const [part, position] of untilDecided(of, at, truth)) ask(part, position, always)
    }
  }

  /** One of the parts with this truth; if possible, one that does not look ahead without bound. */
  function one(parts: readonly Formula[], at: number, truth: boolean): Formula[] {
    const deciding = parts.filter((part) => run.valuesOf(part)[at] === truth)
    return [deciding.find(isBounded) ?? deciding[0]].filter((part) => part !== undefined)
  }

  /** A position, from `at` on, at which the formula has this truth. */
  function where(of: Formula, at: number, truth: boolean, always: boolean): number {
    const values = run.valuesOf(of)
    if (always || !isBounded(of)) {
      const repeating = values.indexOf(truth, run.repeating)
      if (repeating >= 0) return repeating
    }
    for (const position of from(at)) if (values[position] === truth) return position
    return at
  }

  /** The parts that decide an operator of two parts, position by position, up to the first position that decides it. */
  function untilDecided(
    of: Extract<Formula, { op: 'until' | 'weakUntil' | 'release' }>,
    at: number,
    truth: boolean,
  ): [Formula, number][] {
    const { left, right } = of
    // `right` ends an until if it is true, and a release if it is false; `left` only counts before that
    const ends = of.op !== 'release'
    const all = [...from(at)]
    const last = all.findIndex((position) => run.valuesOf(right)[position] === ends)
    const other = all.findIndex((position) => run.valuesOf(left)[position] !== ends)
    const upTo = (part: Formula, end: number) => all.slice(0, end).map((one): [Formula, number] => [part, one])
    if (truth === ends) {
      // until: right, and left before it; weak until: also left forever; a false release: the same with negated values
      if (last >= 0 && (other < 0 || last <= other)) return [[right, all[last] as number], ...upTo(left, last)]
      return upTo(left, all.length)
    }
    return other < 0 ? upTo(right, all.length) : [...upTo(right, other + 1), [left, all[other] as number]]
  }

  /** The positions from this one on, each once. */
  function* from(at: number): Generator<number> {
    for (let position = at; ; position = run.next(position)) {
      yield position
      // the run continues after this position, or earlier in the loop
      if (position === run.last) break
    }
    for (let position = run.repeating; position < at; position++) yield position
  }
}

/** Whether it looks ahead by at most a fixed number of steps. */
function isBounded(formula: Formula): boolean {
  switch (formula.op) {
    case 'constant':
    case 'state':
    case 'taken':
      return true
    case 'not':
    case 'next':
      return isBounded(formula.of)
    case 'and':
    case 'or':
      return formula.of.every(isBounded)
    default:
      return false
  }
}
