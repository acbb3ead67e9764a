import { describe, expect, it } from 'vitest'
import { SpecError } from '../../src/errors.ts'
import type { Question } from '../../src/liveness/formula.ts'
import { Liveness } from '../../src/liveness/liveness.ts'
import type { NumberedFormula } from '../../src/plain.ts'
import { always, and, atom, eventually, leadsTo, next, not, or, taken, until } from './meaning.ts'
import { type PlainGraph, packed } from './plain-graph.ts'

/** A ring; atom i is true of state i. */
const ring: PlainGraph = {
  states: 40,
  initial: 1,
  actions: 40,
  edges: Array.from({ length: 40 }, (_, from) => ({ from, action: from, to: (from + 1) % 40 })),
  atoms: Array.from({ length: 40 }, (_, state) => new Set([state])),
}
const liveness = new Liveness(packed(ring), [{ strong: false, actions: ring.edges.map(({ action }) => action) }])
const ask = (formula: NumberedFormula) => liveness.decide({ kind: 'formula', formula }).verdict
const upTo = (count: number) => [...Array(count).keys()]

describe('room', () => {
  it('that is too small for the search leaves every question open', () => {
    const questions: [Question, bytes: number][] = [
      [{ kind: 'canAlwaysReach', goal: atom(0), when: undefined, using: undefined }, 32],
      [{ kind: 'formula', formula: eventually(atom(0)) }, 40],
      // 21 pairs of each state, 8 bytes each, and 20 truths
      [{ kind: 'order', goals: upTo(20).map((state) => atom(state)) }, 21 * 8 + 20],
    ]
    for (const [question, bytes] of questions) {
      expect(liveness.decide(question, { maxBytes: 40 * bytes - 1 })).toEqual({ verdict: 'unknown' })
      expect(liveness.decide(question, { maxBytes: 40 * bytes }).verdict).toBe('holds')
    }
  })

  it('that the edges of the product outgrow leaves the question open', () => {
    const question: Question = { kind: 'formula', formula: until(atom(0), atom(1)) }
    expect(liveness.decide(question, { maxBytes: 40 * 40 })).toEqual({ verdict: 'unknown' })
    expect(liveness.decide(question, { maxBytes: 40 * 400 }).verdict).toBe('holds')
  })

  it('that is too small for the product leaves only what needs it open', () => {
    // over 40 states × 100 states of the automaton × 12 bytes
    const far = upTo(100).reduce<NumberedFormula>((formula) => next(formula), atom(20))
    const maxBytes = 40 * 1000
    expect(liveness.decide({ kind: 'formula', formula: far }, { maxBytes })).toEqual({ verdict: 'unknown' })
    expect(liveness.decide({ kind: 'formula', formula: far }).verdict).toBe('holds')
    expect(liveness.decide({ kind: 'formula', formula: eventually(atom(1)) }, { maxBytes }).verdict).toBe('holds')
  })

  it('that the machine does not have leaves the question open', () => {
    const graph = packed(ring)
    const broken = new Liveness({ ...graph, parent: () => Number(new Int32Array(-1)) }, [])
    expect(broken.decide({ kind: 'formula', formula: eventually(atom(39)) })).toEqual({ verdict: 'unknown' })
  })

  it('is no excuse for other mistakes', () => {
    const parent = () => {
      throw new TypeError('broken')
    }
    const broken = new Liveness({ ...packed(ring), parent }, [])
    expect(() => broken.decide({ kind: 'formula', formula: eventually(atom(39)) })).toThrow('broken')
  })
})

describe('a formula', () => {
  it('may speak of 31 predicates, and not of 32', () => {
    const all = (count: number) => always(or(...upTo(count).map(atom), taken(...upTo(40))))
    expect(ask(all(30))).toBe('holds')
    expect(() => ask(all(31))).toThrow(SpecError)
    expect(() => ask(all(31))).toThrow('more than 31 predicates')
  })

  it('that speaks of one predicate many times speaks of one', () => {
    const one = or(...upTo(40).map(() => or(atom(0), taken(3))))
    expect(ask(one)).toBe('holds')
  })

  it('in a usual shape may speak of any number', () => {
    expect(ask(always(eventually(and(...upTo(40).map((i) => or(atom(i), atom(0)))))))).toBe('holds')
    expect(ask(leadsTo(or(...upTo(40).map(atom)), atom(39)))).toBe('holds')
  })

  it('may have 31 untils, the last of them minded as the first, and not 32', () => {
    // none of these comes about, and each could be put off forever
    const never = (count: number) => upTo(count).map((i) => eventually(and(atom(i % 4), atom(4 + Math.floor(i / 4)))))
    expect(ask(not(or(...never(31))))).toBe('holds')
    expect(ask(not(or(...never(30), eventually(atom(7)))))).toBe('violated')
    expect(ask(not(or(eventually(atom(7)), ...never(30))))).toBe('violated')
    expect(() => ask(not(or(...never(32))))).toThrow('32 parts')
  })

  it('whose automaton has too many states or transitions is refused', () => {
    const awaited = and(...upTo(12).map((i) => always(eventually(atom(i)))))
    expect(() => ask(not(awaited))).toThrow(SpecError)
    expect(() => ask(not(awaited))).toThrow('several properties')
    expect(() => ask(not(and(...upTo(12).map((i) => eventually(atom(i))))))).toThrow('several properties')
  })
})
