/** Which changes of the step into a region of no return closed the way back, against a search that knows no model. */
import { bool, int, model } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { results } from '../../runs/runs-of.ts'
import { built, fits, type Rule, random, type State } from '../ways-back-models.ts'

// biome-ignore lint/suspicious/noExplicitAny: results of any shape
type Any = any

/** Steps of a shortest way to the goal by the rules that may be used. */
function stepsBack(rules: readonly Rule[], goal: Partial<State>, from: State): number | undefined {
  const seen = [from]
  const depth = [0]
  for (let at = 0; at < seen.length; at++) {
    const state = seen[at] as State
    if (fits(goal, state)) return depth[at]
    for (const rule of rules) {
      const next = { ...state, ...rule.makes }
      if (!rule.used || !fits(rule.when, state) || seen.some((one) => fits(one, next))) continue
      seen.push(next)
      depth.push((depth[at] as number) + 1)
    }
  }
  return undefined
}

describe('what the step into a region of no return closed', () => {
  it('is what a search from the state without that change says, in random models', async () => {
    let told = 0
    let silent = 0
    await fc.assert(
      fc.asyncProperty(random, async (one) => {
        const { back } = await results(() => built(one))
        const trace = (back as Any).counterexample
        if (trace === undefined || trace.steps.length === 0) return
        const last = trace.steps.at(-1)
        const expected = last.changes.flatMap(({ path, before }: Any) => {
          const supposed = { ...last.state, [path]: before } as State
          if (one.when !== null && !fits(one.when, supposed)) return []
          const steps = stepsBack(one.rules, one.goal, supposed)
          return steps === undefined || steps === 0 ? [] : [{ path, value: before, steps }]
        })
        expect(trace.why.undone ?? []).toEqual(expected)
        if (expected.length > 0) told++
        else silent++
      }),
      { numRuns: 1500, seed: 20 },
    )
    expect(told).toBeGreaterThan(20)
    expect(silent).toBeGreaterThan(100)
  })

  it('is not told of a model that fails where nobody has been', async () => {
    const state = { fuel: int(0, 2), gone: bool, odd: bool }
    const { back } = await results(() =>
      model({
        name: 'tank',
        state,
        init: (s) => {
          s.fuel = 2
        },
        actions: {
          burn: {
            when: (s) => s.fuel === 2,
            do: (s) => {
              s.fuel = 0
              s.gone = true
            },
          },
          refill: {
            when: (s) => s.gone || s.fuel > 0,
            do: (s) => {
              if (s.gone && s.fuel > 0) throw new Error('never so')
              s.odd = s.fuel > 0
            },
          },
        },
        resting: () => true,
        temporal: ({ canAlwaysReach }) => ({ back: canAlwaysReach((s) => s.odd || s.fuel > 0, { using: ['refill'] }) }),
      }),
    )
    expect((back as Any).counterexample.why.undone).toBeUndefined()
  })
})
