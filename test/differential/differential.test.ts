/**
 * The engine and the reference interpreter define the meaning of a model, and this folder defines it a third time. All
 * three must agree on random models. `ALLWAYS_MODELS` is their number (1000 by default), `ALLWAYS_SEED` the seed.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare } from './compare.ts'
import { Coverage } from './coverage.ts'
import { systems } from './generate-systems.ts'
import { tooBig } from './naive.ts'

const models = Number(process.env.ALLWAYS_MODELS ?? 1000)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251019)

describe('random models', () => {
  it(
    `mean the same naively, to the reference interpreter and to the engine (${models} models)`,
    async () => {
      const coverage = new Coverage()
      let made = 0
      await fc.assert(
        fc.asyncProperty(systems, async (description) => {
          const found = await compare(description, { thoroughly: made++ % 8 === 0 })
          if (found === tooBig) fc.pre(false)
          else coverage.add(description, found)
        }),
        { numRuns: models, seed, interruptAfterTimeLimit: 900_000 + models * 40, markInterruptAsFailure: false },
      )
      expect(coverage.of('models')).toBeGreaterThanOrEqual(models)
      expect(coverage.missing(), coverage.report()).toEqual([])
    },
    960_000 + models * 40,
  )
})
