/** How it may go on forever in a region of no return, against the rules of random models. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { results } from '../../runs/runs-of.ts'
import { built, fits, type Rule, random, type State } from '../ways-back-models.ts'

// biome-ignore lint/suspicious/noExplicitAny: results of any shape
type Any = any

const is = (a: State, b: State) => fits(a, b)
const leads = (rule: Rule, from: State): State => ({ ...from, ...rule.makes })
const moves = (rule: Rule, from: State) => fits(rule.when, from) && !is(leads(rule, from), from)

/** All that can be had by the rules that may be used, each with the least number of steps to it. */
function reached(used: readonly Rule[], from: State): Map<string, { readonly state: State; readonly steps: number }> {
  const found = new Map([[JSON.stringify(from), { state: from, steps: 0 }]])
  for (const { state, steps } of found.values()) {
    for (const rule of used) {
      const next = leads(rule, state)
      const key = JSON.stringify(next)
      if (fits(rule.when, state) && !found.has(key)) found.set(key, { state: next, steps: steps + 1 })
    }
  }
  return found
}

/** Whether some loop in which no rule stays enabled without being taken can be had from there. */
function hasFairLoop(used: readonly Rule[], from: State): boolean {
  const all = [...reached(used, from).values()].map(({ state }) => state)
  return all.some((state) => {
    const on = reached(used, state)
    // the states from which it is reached again: if all, they are a component that nothing leads out of
    const round = [...on.values()].every((other) => reached(used, other.state).has(JSON.stringify(state)))
    return round && on.size > 1
  })
}

describe('how it goes on in a region of no return', () => {
  it('is a loop of what may be used, in random models, wherever there is one', async () => {
    let told = 0
    let silent = 0
    await fc.assert(
      fc.asyncProperty(random, async (one) => {
        const { back } = await results(() => built(one))
        const { counterexample, noReturn } = back as Any
        if (counterexample === undefined) return
        const end = (counterexample.steps.at(-1) ?? counterexample.initial).state as State
        const used = one.rules.filter((rule) => rule.used)
        const { round } = noReturn
        if (round === undefined) {
          silent++
          expect(hasFairLoop(used, end)).toBe(false)
          return
        }
        told++
        expect(reached(used, end).get(JSON.stringify(round.state))?.steps).toBe(round.after)
        const states = [round.state as State]
        const taken = new Set<number>()
        for (const { name, changes } of round.steps) {
          const at = states.at(-1) as State
          const number = Number(/\d+$/.exec(name)?.[0])
          const rule = one.rules[number] as Rule
          expect([rule.used, moves(rule, at)]).toEqual([true, true])
          const next = leads(rule, at)
          expect(Object.fromEntries(changes.map(({ path, after }: Any) => [path, after]))).toEqual(
            Object.fromEntries(Object.entries(next).filter(([name, value]) => at[name as keyof State] !== value)),
          )
          states.push(next)
          taken.add(number)
        }
        expect(round.steps.length).toBeGreaterThan(0)
        expect(is(states.at(-1) as State, round.state)).toBe(true)
        one.rules.forEach((rule, i) => {
          if (rule.used && !taken.has(i)) expect(states.some((state) => !moves(rule, state))).toBe(true)
        })
      }),
      { numRuns: 1500, seed: 21 },
    )
    expect([told > 20, silent > 100]).toEqual([true, true])
  })
})
