/**
 * The meaning of a model is defined twice, and here a third time: random models must mean the same to all.
 * `ALLWAYS_MODELS` says how many to make (1000 by default), `ALLWAYS_SEED` which.
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
