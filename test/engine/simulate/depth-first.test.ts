/**
 * Depth-first searches of random models, judged by the naive checker. `ALLWAYS_SEARCHES` says on how many models (50 by
 * default), `ALLWAYS_SEED` on which.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import { DepthFirst } from '../../../src/engine/simulate/depth-first.ts'
import { spec } from '../../../src/language/spec.ts'
import { simulateDesign } from '../../../src/run/simulate.ts'
import { Counts } from '../../differential/counts.ts'
import { descriptions } from '../../differential/generate.ts'
import { explore, tooBig } from '../../differential/naive.ts'
import { toModel } from '../../differential/to-model.ts'

const models = Number(process.env.ALLWAYS_SEARCHES ?? 50)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251019)
/** Kinds that it decides: if all states are seen, one of these is found if, and only if, it is there. */
const decided = ['invariant', 'step', 'reachable', 'deadlock']

describe('depth-first searches of random models', () => {
  it(
    `see every state with a large table, and say nothing false with a small one (${models} models)`,
    async () => {
      const counts = new Counts()
      await fc.assert(
        fc.asyncProperty(descriptions, async (description) => {
          const naive = explore(description, 600, 2500)
          if (naive === tooBig) return fc.pre(false)
          const designs = spec({ name: 'random', model: () => toModel(description), designs: { only: {} } })
          if (naive.errors.length > 0) {
            const { error } = await simulateDesign(designs, 'only', { seed, bitstate: 2 ** 20 })
            counts.count(error === undefined ? 'error missed' : 'error')
            return
          }
          const built = toModel(description)
          // an expectation that nobody can meet keeps the search from ending early
          const kinds = [...built.properties.map(({ kind }) => kind)]
          const all = new DepthFirst(compile(built), {
            ...{ kinds: kinds.map(() => 'formula'), actions: built.actions.length, seed, stream: 0, depth: 10_000 },
            ...{ tableBytes: 2 ** 20, maxBytes: 2 ** 26 },
          })
          while (!all.done) all.run(Number.POSITIVE_INFINITY, () => 0)
          expect(all.failure).toBe(undefined)
          expect(all.seen.count).toBe(naive.states.size)
          expect([all.isAtEnd, all.cut, all.steps]).toEqual([true, 0, naive.states.size])
          for (const bitstate of [2 ** 20, 64, 4]) {
            const result = await simulateDesign(designs, 'only', {
              seed,
              bitstate,
              depth: bitstate === 64 ? 2 : 10_000,
            })
            expect(result.error).toBe(undefined)
            expect(result.states).toBeLessThanOrEqual(naive.states.size)
            expect(result.complete).toBe(false)
            for (const { name, kind, verdict } of result.properties) {
              const wanted = kind === 'reachable' || kind === 'reachableInOrder'
              const truth = naive.verdicts.get(name)
              if (truth === undefined) continue
              expect([truth, 'unknown'], name).toContain(verdict)
              if (verdict === (wanted ? 'violated' : 'holds')) throw new Error(`${name} is said to be proved`)
              const isThere = truth === (wanted ? 'holds' : 'violated')
              if (bitstate === 2 ** 20 && decided.includes(kind)) {
                expect(verdict, name).toBe(isThere ? truth : 'unknown')
                counts.count(`${kind} ${verdict}`)
              } else if (isThere) counts.count(verdict === 'unknown' ? 'missed' : 'found all the same')
            }
          }
        }),
        { numRuns: models, seed, endOnFailure: true },
      )
      const often = ['invariant violated', 'step violated', 'reachable holds', 'deadlock violated', 'invariant unknown']
      expect(counts.rarer([...often, 'missed', 'found all the same', 'error'], models / 25), counts.report()).toEqual(
        [],
      )
    },
    120_000 + models * 2000,
  )
})
