import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bool, model } from '../../src/index.ts'
import type { Model } from '../../src/language/model.ts'
import type { AnyFunction } from '../../src/language/processes/named-step.ts'
import { type Formula, type Temporals, temporals } from '../../src/language/temporal.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { Trace, TraceStep } from '../../src/result.ts'
import { Run, satisfies } from '../../src/trace/lasso.ts'
import { formulaReadsOf } from '../../src/why/formula-reads.ts'

type State = { readonly p: boolean; readonly q: boolean; readonly r: boolean }

const made = model({
  name: 'three',
  state: { p: bool, q: bool, r: bool },
  actions: { go: () => {}, stay: () => {} },
}) as unknown as Model
const reference = interpreter(made)
const [p, q, r] = (['p', 'q', 'r'] as const).map((name) => (s: State) => s[name]) as [Test, Test, Test]
type Test = (s: State) => boolean
const nameOf = new Map<unknown, 'p' | 'q' | 'r'>([
  [p, 'p'],
  [q, 'q'],
  [r, 'r'],
])

/** The states as a word each: `pq`, `-`; and back to `loopAt`, or the run ends. */
function traceOf(words: readonly string[], loopAt = words.length - 1, names: readonly string[] = []): Trace {
  const states = words.map((word) => ({ p: word.includes('p'), q: word.includes('q'), r: word.includes('r') }))
  const steps = states.slice(1).map((state, i) => step(state, names[i] ?? 'go'))
  return { initial: { choices: [], picks: [], state: states[0] as State }, steps, loopAt }
}

function step(state: State, name: string): TraceStep {
  return { name, kind: 'action', actor: 'environment', choices: [], picks: [], changes: [], state }
}

function looked(formula: Formula, trace: Trace): { [name: string]: number[] } {
  const { tests } = formulaReadsOf(new Run(reference, made, trace), formula)
  return Object.fromEntries([...tests].map(([test, at]) => [nameOf.get(test), [...at].sort((a, b) => a - b)]))
}

const { leadsTo, eventually, alwaysEventually, eventuallyAlways, within, always, and, or, until, release, not } =
  temporals as unknown as Temporals<State, string>

describe('a broken property of runs looks', () => {
  it('of leadsTo, at the trigger that nothing answers, and at the goal from there on', () => {
    const trace = traceOf(['p', 'q', '-', 'p', '-', '-', '-'], 5)
    expect(looked(leadsTo(p, q).formula, trace)).toEqual({ p: [3], q: [3, 4, 5, 6] })
  })

  it('of a trigger that stays true, at the loop alone', () => {
    expect(looked(leadsTo(p, q).formula, traceOf(['-', 'p', 'p', 'p'], 1))).toEqual({ p: [2], q: [2, 3] })
  })

  it('of alwaysEventually, at the loop; of eventuallyAlways, at one state of the loop', () => {
    expect(looked(alwaysEventually(p).formula, traceOf(['p', 'p', '-', '-', '-'], 2))).toEqual({ p: [3, 4] })
    expect(looked(eventuallyAlways(p).formula, traceOf(['p', 'p', '-', 'p', 'p', '-'], 2))).toEqual({ p: [5] })
    expect(looked(eventually(p).formula, traceOf(['-', '-', '-'], 1))).toEqual({ p: [0, 1, 2] })
  })

  it('of always and within, at the states that break it, and not beyond', () => {
    expect(looked(always(p).formula, traceOf(['p', '-', 'p', '-', 'p'], 2))).toEqual({ p: [1] })
    expect(looked(within(2, p).formula, traceOf(['-', '-', '-', 'p', 'p'], 3))).toEqual({ p: [0, 1, 2] })
    expect(looked(within(1, q, { when: p }).formula, traceOf(['-', 'p', '-', 'q', 'q'], 3))).toEqual({
      p: [1],
      q: [1, 2],
    })
  })

  it('at none of the parts that do not decide', () => {
    expect(looked(and(p, eventually(q)).formula, traceOf(['q', '-']))).toEqual({ p: [0] })
    expect(looked(or(p, q, eventually(r)).formula, traceOf(['-', 'p']))).toEqual({ p: [0], q: [0], r: [0, 1, 2] })
    expect(looked(until(p, q).formula, traceOf(['p', 'p', '-', 'q']))).toEqual({ p: [2], q: [0, 1, 2] })
    expect(looked(not(release(p, q)).formula, traceOf(['q', 'pq', '-', '-']))).toEqual({ p: [1], q: [0, 1] })
  })
})

const atoms = fc.constantFrom<Formula>(
  ...[p, q, r].map((test): Formula => ({ op: 'state', test: test as AnyFunction })),
  { op: 'taken', step: 'go', instance: undefined, actions: [0] },
  { op: 'constant', value: true },
)
const formulas: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atoms,
    fc.record({
      op: fc.constantFrom('not', 'next', 'always', 'eventually'),
      of: tie('formula'),
    }) as fc.Arbitrary<Formula>,
    fc.record({
      op: fc.constantFrom('and', 'or'),
      of: fc.array(tie('formula'), { maxLength: 3 }),
    }) as fc.Arbitrary<Formula>,
    fc.record({
      op: fc.constantFrom('until', 'weakUntil', 'release'),
      left: tie('formula'),
      right: tie('formula'),
    }) as fc.Arbitrary<Formula>,
  ),
})).formula
const words = fc.array(fc.constantFrom('-', 'p', 'q', 'r', 'pq', 'pr', 'qr', 'pqr'), { minLength: 1, maxLength: 7 })

it('the truth of a formula stays, whatever else the states hold that it does not look at', () => {
  let free = 0
  fc.assert(
    fc.property(formulas, words, words, fc.nat(7), fc.array(fc.boolean()), (formula, words, others, back, moves) => {
      const end = words.length - 1
      const names = words.map((_, i) => (moves[i] ? 'stay' : 'go'))
      const trace = traceOf(words, Math.min(back, end), names)
      const { tests, taken } = formulaReadsOf(new Run(reference, made, trace), formula)
      const isLooked = (name: string, at: number) =>
        [...tests].some(([test, positions]) => {
          const shown = [...positions].map((position) => Math.min(position, end))
          return nameOf.get(test) === name && shown.includes(at)
        })
      const changed = words.map((word, at) =>
        [...'pqr'].filter((name) => (isLooked(name, at) ? word : (others[at] ?? '')).includes(name)).join(''),
      )
      const truth = satisfies(reference, made, formula, trace)
      expect(satisfies(reference, made, formula, traceOf(changed, Math.min(back, end), names))).toBe(truth)
      for (const at of taken) expect(names[at - 1]).toBe('go')
      if (changed.join() !== words.join()) free++
    }),
    { numRuns: 3000, seed: 20251020 },
  )
  expect(free).toBeGreaterThan(1000)
})
