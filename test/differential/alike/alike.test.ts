/**
 * Random models with alike processes: one order of the instances must give the results of all orders. `ALLWAYS_MODELS`
 * is their number, `ALLWAYS_SEED` the seed.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Counts } from '../counts.ts'
import { compareAlike, compareLookalike, tooBig } from './compare.ts'
import { type AlikeModel, alikeModelsWithFormulas, lookalikes } from './generate.ts'

const models = Number(process.env.ALLWAYS_MODELS ?? 24)
const seed = Number(process.env.ALLWAYS_SEED ?? 23)

async function run(of: fc.Arbitrary<AlikeModel>, compare: (made: AlikeModel, thoroughly: boolean) => Promise<string>) {
  const counts = new Counts()
  let n = 0
  const details = await fc.check(
    fc.asyncProperty(of, async (made) => {
      const found = await compare(made, n++ % 4 === 0)
      counts.count(found)
      if (found === tooBig) fc.pre(false)
    }),
    { numRuns: models, seed, endOnFailure: process.env.ALLWAYS_FIRST !== undefined },
  )
  if (details.failed) {
    const text = (details.counterexample as [AlikeModel] | null)?.[0]
    throw new Error(`seed ${seed}, ${details.counterexamplePath}: ${text?.planted ?? ''}\n${text?.text}`, {
      cause: details.errorInstance,
    })
  }
  return counts
}

describe(`random models with alike processes (${models} models)`, () => {
  it('have the same results if one order of the instances is explored as if all are', async () => {
    const counts = await run(alikeModelsWithFormulas, compareAlike)
    expect(counts.of('agrees')).toBeGreaterThan(models / 3)
  })

  it('that only look alike are refused, or have the same results', async () => {
    const counts = await run(lookalikes, compareLookalike)
    expect(counts.of('refused')).toBeGreaterThan(models / 8)
  })
})
