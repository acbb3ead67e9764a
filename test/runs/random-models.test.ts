/**
 * The verdicts on the runs of random graphs, end to end: as models, by `checkDesign`. `ALLWAYS_GRAPHS` says how many
 * to make (2,000 by default), `ALLWAYS_SEED` which.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Counts } from '../differential/counts.ts'
import { expectedInGraphs, expectedOften, seenInRuns } from '../differential/coverage-runs.ts'
import { compareGraph } from './compare-graphs.ts'
import { graphs } from './generate-graphs.ts'

const models = Number(process.env.ALLWAYS_GRAPHS ?? 2000)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251123)

describe('the runs of random graphs', () => {
  it(
    `are judged as they are naively (${models} graphs)`,
    async () => {
      const counts = new Counts()
      await fc.assert(
        fc.asyncProperty(graphs, async (graph) => {
          const { told, asked } = await compareGraph(graph)
          counts.count(...seenInRuns(graph.temporal, told, asked))
        }),
        { numRuns: models, seed },
      )
      const missing = [...counts.rarer(expectedOften, models / 100), ...counts.rarer(expectedInGraphs, models / 500)]
      expect(missing, counts.report()).toEqual([])
    },
    900_000 + models * 60,
  )
})
