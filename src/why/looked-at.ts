/** What a formula looks at on a run: predicates, each at a position, that decide its truth with the values they have. */
import type { AnyFunction } from '../model/process.ts'
import type { Formula } from '../model/temporal.ts'
import type { Run } from '../trace/lasso.ts'

export interface LookedAt {
  /** Of each predicate, the positions of the run at which it is asked. */
  readonly tests: ReadonlyMap<AnyFunction, ReadonlySet<number>>
  /** Positions whose step was one that the formula names. */
  readonly taken: ReadonlySet<number>
}

/**
 * With the same values there, the formula has the same truth on every run of this shape. Where several positions would
 * do, one is taken: the earliest or, if what stands under the operator looks ahead without bound, one that repeats. So
 * of a broken `leadsTo(p, q)` this is `p` where nothing answers it, and `q` from there on.
 */
export function lookedAt(run: Run, formula: Formula): LookedAt {
  const tests = new Map<AnyFunction, Set<number>>()
  const taken = new Set<number>()
  const asked = new Map<Formula, Set<number>>()
  ask(formula, 0, false)
  return { tests, taken }

  /** `always`: the same is asked at every position, so a position that repeats answers all of them. */
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
            // the rest was asked from there
            if (position !== at && before.has(position)) break
            ask(of.of, position, true)
          }
        } else ask(of.of, where(of.of, at, truth, always), always)
        break
      default:
        for (const [part, position] of untilDecided(of, at, truth)) ask(part, position, always)
    }
  }

  /** One of the parts that have this truth; if possible one that does not look ahead without bound. */
  function one(parts: readonly Formula[], at: number, truth: boolean): Formula[] {
    const deciding = parts.filter((part) => run.valuesOf(part)[at] === truth)
    return [deciding.find(isBounded) ?? deciding[0]].filter((part) => part !== undefined)
  }

  /** A position from `at` on where the formula has this truth. */
  function where(of: Formula, at: number, truth: boolean, always: boolean): number {
    const values = run.valuesOf(of)
    if (always || !isBounded(of)) {
      const repeating = values.indexOf(truth, run.repeating)
      if (repeating >= 0) return repeating
    }
    for (const position of from(at)) if (values[position] === truth) return position
    return at
  }

  /** What decides an operator of two parts, position by position, up to the first one that decides it. */
  function untilDecided(
    of: Extract<Formula, { op: 'until' | 'weakUntil' | 'release' }>,
    at: number,
    truth: boolean,
  ): [Formula, number][] {
    const { left, right } = of
    // `right` ends an until if it is true, and a release if it is false; then `left` counts before it only
    const ends = of.op !== 'release'
    const all = [...from(at)]
    const last = all.findIndex((position) => run.valuesOf(right)[position] === ends)
    const other = all.findIndex((position) => run.valuesOf(left)[position] !== ends)
    const upTo = (part: Formula, end: number) => all.slice(0, end).map((one): [Formula, number] => [part, one])
    if (truth === ends) {
      // until: right, and left before it; weak, left for ever. Release that is false: the same with all turned round
      if (last >= 0 && (other < 0 || last <= other)) return [[right, all[last] as number], ...upTo(left, last)]
      return upTo(left, all.length)
    }
    return other < 0 ? upTo(right, all.length) : [...upTo(right, other + 1), [left, all[other] as number]]
  }

  /** The positions from this one on, each once. */
  function* from(at: number): Generator<number> {
    for (let position = at; ; position = run.next(position)) {
      yield position
      // it goes on where it was, or before that in the loop
      if (position === run.last) break
    }
    for (let position = run.repeating; position < at; position++) yield position
  }
}

/** Whether it looks at most a fixed number of steps ahead. */
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
