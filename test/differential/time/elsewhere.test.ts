/**
 * Random models with timers, in every way of exploring: with alike instances in one order, by several workers, and with
 * states as trees. `ALLWAYS_MODELS` is their number, `SEED` the first.
 */
import { describe, expect, it } from 'vitest'
import { spec } from '../../../src/language/spec.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { expectSameBySeveral, expectSameInPassing } from '../by-several.ts'
import { describeTime, tapeOf } from './description.ts'
import { timedModel } from './to-model.ts'

const runs = Number(process.env.ALLWAYS_MODELS ?? 48)
const first = Number(process.env.SEED ?? 1)

describe('random models with timers', () => {
  it('are the same in one order of alike instances, for several workers, and as trees', {
    timeout: 3_600_000,
  }, async () => {
    let alike = 0
    let values = 0
    for (let seed = first; seed < first + runs; seed++) {
      const of = describeTime(tapeOf(seed))
      const made = timedModel(of, seed % 2 === 0 ? 'measured' : 'timers')
      const one = spec({ name: 'timed', model: () => made, designs: { one: {} } })
      const all = await checkDesign(one, 'one', { symmetry: 'off', maxStates: 20_000 })
      if (!all.complete) continue
      expect({ seed, error: all.error }).toEqual({ seed, error: undefined })
      const seen = ({ properties }: typeof all) => properties.map(({ name, verdict, value }) => [name, verdict, value])
      const quotient = await checkDesign(one, 'one', { symmetry: 'prove' })
      expect({ seed, seen: seen(quotient) }).toEqual({ seed, seen: seen(all) })
      const trees = await checkDesign(one, 'one', { symmetry: 'off', flatWords: 1 })
      expect({ seed, seen: seen(trees), states: trees.states }).toEqual({ seed, seen: seen(all), states: all.states })
      if (quotient.symmetry !== undefined) alike++
      values += all.properties.filter(({ kind, value }) => kind.endsWith('Time') && (value ?? 0) > 0).length
      expectSameBySeveral(made, all, 2 + (seed % 3))
      expectSameInPassing(made, all)
    }
    expect(alike).toBeGreaterThan(0)
    expect(values).toBeGreaterThan(0)
  })
})
