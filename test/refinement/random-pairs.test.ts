/**
 * The engine, the reference interpreter and a naive judge must agree on random refinements: on the verdict, on the
 * number of steps, and on runs that break a promise. `ALLWAYS_MODELS` is their number, `ALLWAYS_SEED` the seed.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spec } from '../../src/index.ts'
import type { Plain } from '../../src/plain.ts'
import { checkDesign } from '../../src/run/check.ts'
import { isViolation, judged } from './naive.ts'
import { modelOf, pairs } from './pairs.ts'

const models = Number(process.env.ALLWAYS_MODELS ?? 1000)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251019)

describe('random pairs of models', () => {
  it('have the refinements that a naive judge of traces finds', async () => {
    const seen = { holds: 0, step: 0, start: 0, run: 0, end: 0 }
    await fc.assert(
      fc.asyncProperty(pairs, async (pair) => {
        const expected = judged(pair)
        const result = await checkDesign(spec({ name: 'pair', model: () => modelOf(pair), designs: { it: {} } }), 'it')
        expect(result.error).toBeUndefined()
        const found = result.properties[0]
        expect(found?.kind).toBe('refinement')
        expect(found?.verdict).toBe(expected.kind === 'holds' ? 'holds' : 'violated')
        const { counterexample } = found ?? {}
        if (expected.kind === 'holds' || counterexample === undefined) {
          seen.holds++
          return
        }
        const { steps, loopAt, initial } = counterexample
        expect(loopAt === undefined).toBe(expected.kind === 'step')
        if (expected.kind === 'step') {
          expect(steps.length).toBe(expected.length)
          seen[steps.length === 0 ? 'start' : 'step']++
          return
        }
        const at = (state: Plain) => (state as { readonly x: number }).x
        const states = [initial.state, ...steps.map(({ state }) => state)].map((state) => at(state as Plain))
        const loop = steps.slice(loopAt).map(({ name, process }, i) => ({
          from: states[(loopAt as number) + i] as number,
          to: states[(loopAt as number) + i + 1] as number,
          action: 'def'.indexOf(process ?? name),
        }))
        expect(isViolation(pair, states.slice(loopAt), loop)).toBe(true)
        seen[loop.length === 0 ? 'end' : 'run']++
      }),
      { numRuns: models, seed },
    )
    console.log(seen)
    if (models >= 500) for (const times of Object.values(seen)) expect(times).toBeGreaterThan(models / 100)
  }, 600_000)
})
