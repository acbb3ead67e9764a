/** A slice of `npm run bench -- conform`, which holds more random models to themselves and to their mutants. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systems } from '../differential/generate-systems.ts'
import { conformMutant, conformsToItself, modelFor, mutantOf } from './random-drift.ts'

const seed = 20251020
/** Each was missed once. */
const missed = [900852, 100113, 100590, 101631, 102350, 29]
const wanted = 60

const seeds = [...missed, ...Array.from({ length: 4 * wanted }, (_, i) => seed + i)]
const models = seeds
  .map((seed) => {
    const [d] = fc.sample(systems, { seed, numRuns: 1 })
    return { seed, model: d === undefined ? undefined : modelFor(d) }
  })
  .flatMap(({ seed, model }) => (model === undefined ? [] : [{ seed, model }]))

/** Whole numbers below the argument, from a seed. */
function numbers(seed: number): (below: number) => number {
  let next = seed | 1
  return (below) => {
    next = (Math.imul(next, 1664525) + 1013904223) >>> 0
    return Math.floor((next / 2 ** 32) * below)
  }
}

describe('a system that interprets its model', () => {
  it(`conforms to it, and is driven along all of it (${wanted} models)`, { timeout: 300_000 }, async () => {
    let held = 0
    for (const { seed, model } of models) {
      if (held === wanted) break
      const driven = await conformsToItself(model, 'driven')
      if (driven === undefined) continue
      held++
      expect([seed, driven.drift?.message, driven.error, driven.drivable - driven.driven]).toEqual([
        ...[seed, undefined, undefined, 0],
      ])
      const chosen = await conformsToItself(model, 'code')
      expect([seed, chosen?.drift?.message, chosen?.error]).toEqual([seed, undefined, undefined])
    }
    expect(held).toBe(wanted)
  })

  it(`drifts if it interprets a mutant with another graph (${wanted} mutants)`, { timeout: 300_000 }, async () => {
    let found = 0
    for (const { seed, model } of models) {
      if (found === wanted) break
      const mutant = mutantOf(model, numbers(seed))
      const result = mutant === undefined ? undefined : await conformMutant(model, mutant)
      if (result === undefined) continue
      found++
      expect([seed, mutant?.what, result.drift?.shortest]).toEqual([seed, mutant?.what, true])
    }
    expect(found).toBe(wanted)
  })
})
