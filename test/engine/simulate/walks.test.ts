/**
 * Walks on random models, judged by the reference interpreter and by the naive checker. `ALLWAYS_WALKS` says on how many
 * models (50 by default), `ALLWAYS_SEED` on which.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import { biasNames } from '../../../src/engine/simulate/biases.ts'
import { pathOf } from '../../../src/engine/simulate/picks.ts'
import { Walks } from '../../../src/engine/simulate/walks.ts'
import { actorsOf } from '../../../src/language/actions.ts'
import { spec } from '../../../src/language/spec.ts'
import { interpreter } from '../../../src/reference/interpret.ts'
import { simulateDesign } from '../../../src/run/simulate.ts'
import { lastState, traceOf } from '../../../src/trace/trace.ts'
import { Counts } from '../../differential/counts.ts'
import { descriptions } from '../../differential/generate.ts'
import { explore, tooBig } from '../../differential/naive.ts'
import { toModel } from '../../differential/to-model.ts'

const models = Number(process.env.ALLWAYS_WALKS ?? 50)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251019)
const depth = 12

describe('walks on random models', () => {
  it(
    `take steps of the reference interpreter, and show what is true (${models} models)`,
    async () => {
      const counts = new Counts()
      await fc.assert(
        fc.asyncProperty(descriptions, fc.constantFrom(...biasNames), async (description, bias) => {
          const naive = explore(description, 600, 2500)
          if (naive === tooBig) return fc.pre(false)
          const built = toModel(description)
          const reference = interpreter(built)
          const actors = actorsOf(built.actions)
          const kinds = built.properties.map(({ kind }) => kind)
          for (const walks of naive.errors.length > 0 ? [] : [1, 2, 3]) {
            const limits = { maxStates: walks === 3 ? 2 : 2 ** 30, maxBytes: 2 ** 30 }
            const made = new Walks(compile(built), { kinds, orders: [], actors, seed, bias, walks, depth, limits })
            while (!made.done) made.run(Number.POSITIVE_INFINITY, () => 0)
            expect(made.failure).toBe(undefined)
            const trace = traceOf(built, reference, pathOf(made, made.way))
            expect(trace.steps).toHaveLength(made.way.nth.length)
            expect(made.program.codec.decode(made.state)).toEqual(lastState(trace))
            counts.count('walks', ...(trace.steps.length === depth ? ['walks to the end'] : []))
          }
          const designs = spec({ name: 'random', model: () => toModel(description), designs: { only: {} } })
          const result = await simulateDesign(designs, 'only', { seed, bias, walks: 20, depth })
          if (naive.errors.length > 0) counts.count(result.error === undefined ? 'error missed' : 'error')
          else {
            expect(result.error).toBe(undefined)
            expect(result.states).toBeLessThanOrEqual(naive.states.size)
            for (const { name, verdict } of result.properties) {
              if (verdict === 'unknown') continue
              if (naive.verdicts.has(name)) expect(verdict, name).toBe(naive.verdicts.get(name))
              counts.count(verdict)
            }
          }
        }),
        { numRuns: models, seed, endOnFailure: true },
      )
      const often = ['walks', 'walks to the end', 'holds', 'violated', 'error']
      expect(counts.rarer(often, models / 25), counts.report()).toEqual([])
    },
    120_000 + models * 2000,
  )
})
