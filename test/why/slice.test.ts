/** `ALLWAYS_MODELS` says how many random models must break something (500 by default), `ALLWAYS_SEED` which. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpreter } from '../../src/reference/interpret.ts'
import { decides } from '../../src/trace/what-traces-show.ts'
import { whyOf } from '../../src/why/why.ts'
import { descriptions } from '../differential/generate.ts'
import { toModel } from '../differential/to-model.ts'
import { brokenByWalk, withSteps } from './walks.ts'

const models = Number(process.env.ALLWAYS_MODELS ?? 500)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251020)

describe('the causal slice', () => {
  it(`is enough to break the property, on walks through random models (${models} that break one)`, () => {
    const met = { models: 0, traces: 0, shorter: 0, dropped: 0, kinds: new Set<string>() }
    const dice = fc.array(fc.nat(1_000_000), { minLength: 15, maxLength: 15 })
    fc.assert(
      fc.property(descriptions, dice, (description, dice) => {
        const model = toModel(description)
        const reference = interpreter(model)
        const broken = brokenByWalk(model, reference, dice)
        if (broken.length === 0) fc.pre(false)
        met.models++
        for (const { property, trace } of broken) {
          const { slice, flows } = whyOf(model, reference, property, trace)
          const kept = withSteps(model, reference, trace, slice)
          expect(kept, `'${property.name}': the slice ${slice} is no run`).toBeDefined()
          if (kept !== undefined) expect(decides(reference, model, property, kept), `'${property.name}'`).toBe(true)
          for (const { path, from, to } of flows) {
            expect(slice).toContain(from)
            if (to <= trace.steps.length) expect(slice).toContain(to)
            expect(path).not.toBe('')
          }
          met.traces++
          met.kinds.add(property.kind)
          if (slice.length < trace.steps.length) met.shorter++
          met.dropped += trace.steps.length - slice.length
        }
      }),
      { numRuns: models, seed, maxSkipsPerRun: 1000, endOnFailure: true },
    )
    expect([...met.kinds].sort()).toEqual(['canAlwaysReach', 'deadlock', 'invariant', 'step'])
    expect(met.models).toBeGreaterThanOrEqual(models)
    expect(met.shorter).toBeGreaterThan(met.traces / 4)
  })
})
