/**
 * Random logs of random models, judged by a search that tries everything. `ALLWAYS_LOGS` is the number of models (500 by
 * default), `ALLWAYS_SEED` the seed.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Counts } from '../differential/counts.ts'
import { descriptions } from '../differential/generate.ts'
import { compareLogs, expectedInLogs, tooBig } from './compare-logs.ts'

const models = Number(process.env.ALLWAYS_LOGS ?? 500)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251020)

describe('random logs', () => {
  it(
    `are judged as by a search that tries everything (${models} models)`,
    () => {
      const counts = new Counts()
      fc.assert(
        fc.property(descriptions, fc.nat(), (description, seed) => {
          const seen = compareLogs(description, seed)
          if (seen === tooBig) fc.pre(false)
          else counts.count(...seen)
        }),
        { numRuns: models, seed, interruptAfterTimeLimit: 60_000 + models * 100, markInterruptAsFailure: false },
      )
      for (const one of expectedInLogs)
        expect(counts.of(one), `${one}: ${counts.report()}`).toBeGreaterThan(models / 20)
    },
    120_000 + models * 100,
  )
})
