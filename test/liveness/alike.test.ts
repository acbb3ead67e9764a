import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/language/model.ts'
import { compareAlike } from './alike.ts'
import { models, specOf } from './alike-models.ts'

/** ALLWAYS_ALIKE=2000 ALLWAYS_SEED=1: more models, and other ones. */
const count = Number(process.env.ALLWAYS_ALIKE ?? 60)
const seed = Number(process.env.ALLWAYS_SEED ?? 20261130)

describe('runs of alike processes', () => {
  it('have the same properties over orbits as over all states', { timeout: 1e9 }, () => {
    const verdicts = new Map<string, number>()
    let [ofInstances, loops, unrolled, tooBig] = [0, 0, 0, 0]
    fc.assert(
      fc.property(models, (d) => {
        const seen = compareAlike((specOf(d) as unknown as { model: () => Model }).model())
        if (seen === undefined) {
          tooBig++
          return
        }
        for (const [key, times] of seen.verdicts) verdicts.set(key, times + (verdicts.get(key) ?? 0))
        ofInstances += seen.ofInstances
        loops += seen.loops
        unrolled += seen.unrolled
      }),
      { numRuns: count, seed },
    )
    const questions = [...verdicts.values()].reduce((sum, times) => sum + times, 0)
    if (process.env.ALLWAYS_ALIKE !== undefined) {
      console.log({ questions, ofInstances, loops, unrolled, tooBig, verdicts })
    }
    expect(questions).toBeGreaterThan(5 * count)
    expect(ofInstances).toBeGreaterThan(3 * count)
    expect(loops).toBeGreaterThan(2 * count)
    expect(unrolled).toBeGreaterThan(0)
    for (const kind of ['eventually', 'leadsTo', 'ltl', 'canAlwaysReach']) {
      for (const verdict of ['holds', 'violated']) expect(verdicts.get(`${kind} ${verdict}`) ?? 0).toBeGreaterThan(2)
    }
  })
})
