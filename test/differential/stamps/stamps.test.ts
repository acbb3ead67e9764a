/**
 * Random models with stamps mean the same to the engine, to the reference interpreter, and to a naive explorer that
 * gives stamps integers without end. `ALLWAYS_STAMP_MODELS` is their number.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpreter } from '../../../src/reference/interpret.ts'
import type { Result } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { expectSameBySeveral, expectSameInPassing } from '../by-several.ts'
import { Asked } from '../naive-runs.ts'
import { reached } from '../reached.ts'
import { Tape } from '../tape.ts'
import { toSpec } from '../to-model.ts'
import { type Cond, randomModel, textOf } from './description.ts'
import { explore, isTrue, levelsByCounters, type State } from './naive.ts'

const models = Number(process.env.ALLWAYS_STAMP_MODELS ?? 250)
const seed = Number(process.env.ALLWAYS_SEED ?? 20201102)
const mostStates = 400

const figures = ({ states, transitions, depth, properties }: Result) => ({
  ...{ states, transitions, depth },
  verdicts: Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict])),
})

/** The number of states that the reference interpreter reaches. */
function byReference(text: string): number {
  return reached(interpreter(toSpec(text).model({}))).length
}

describe('random models with stamps', () => {
  it(`have the states, transitions and verdicts of the same models with integers (${models} models)`, async () => {
    const seen = { whole: 0, broken: 0, lassos: 0, loopsOfOne: 0, counted: 0 }
    const tapes = fc.array(fc.nat(255), { minLength: 150, maxLength: 150 })
    await fc.assert(
      fc.asyncProperty(tapes, async (bytes) => {
        const d = randomModel(new Tape(bytes))
        const naive = explore(d, mostStates)
        if (naive === undefined) return fc.pre(false)
        const text = textOf(d)
        const spec = toSpec(text)
        const result = await checkDesign(spec, 'only', { exhaustive: true, symmetry: 'off' })
        if (naive.errors.size > 0) {
          expect([...naive.errors]).toContain(result.error?.code)
          seen.broken++
          return
        }
        const asked = new Asked<Cond>(naive.graph, (c, i) => isTrue(c, naive.states[i] as State))
        const { verdict } = asked.answer(d.temporal)
        const told = (truth: boolean) => (truth ? 'holds' : 'violated')
        const { invariant, reachable, step } = naive.verdicts
        const verdicts = {
          ...{ invariant: told(invariant as boolean), step: told(step as boolean) },
          ...{ reachable: told(reachable as boolean), temporal: verdict, 'no deadlock': 'holds' },
        }
        const { states, transitions, depth, verdicts: decided } = figures(result)
        expect(result.error).toBeUndefined()
        expect({ states, transitions, depth, verdicts: decided }).toEqual({
          ...{ states: naive.states.length, transitions: naive.transitions, depth: naive.levels.length - 1 },
          verdicts: verdict === 'skipped' ? { ...verdicts, temporal: decided.temporal } : verdicts,
        })
        expect(result.levels).toEqual(naive.levels)
        expect(byReference(text)).toBe(naive.states.length)
        const counted = levelsByCounters(d, 4, 20_000)
        if (counted !== undefined) {
          expect(naive.levels.slice(0, 5)).toEqual(counted.slice(0, naive.levels.length))
          seen.counted++
        }
        const lasso = result.properties.find(({ name }) => name === 'temporal')?.counterexample
        if (lasso?.loopAt !== undefined && lasso.loopAt < lasso.steps.length) {
          seen.lassos++
          if (lasso.loopAt === lasso.steps.length - 1) seen.loopsOfOne++
        }
        seen.whole++
        const made = spec.model({})
        for (const workers of [2, 3]) expectSameBySeveral(made, result, workers)
        expectSameInPassing(made, result)
        // the same figures with states as trees, and over one order of alike instances
        const asTrees = await checkDesign(spec, 'only', { exhaustive: true, symmetry: 'off', flatWords: 1 })
        expect(figures(asTrees)).toEqual(figures(result))
        if (d.alike) {
          const reduced = await checkDesign(spec, 'only', { exhaustive: true, symmetry: 'prove' })
          expect(reduced.error).toBeUndefined()
          expect(figures(reduced)).toEqual(figures(result))
        }
      }),
      { numRuns: models, seed, interruptAfterTimeLimit: 400_000, markInterruptAsFailure: false },
    )
    expect(seen.whole, JSON.stringify(seen)).toBeGreaterThan(models / 2)
    // loops of one step, which only renew a stamp, are rare
    if (models >= 250) expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0)
  }, 500_000)
})
