/**
 * Random models that combine links, partitions, stamps, timers, crashes, several steps at a label, withdrawn steps,
 * actions of instances and compositions, with alike instances or not. They mean the same to the engine, to the reference
 * interpreter, and to a naive exploration unit by unit. `ALLWAYS_WORD_MODELS` is their number, `ALLWAYS_SEED` the first.
 */
import { describe, expect, it } from 'vitest'
import { Tape } from '../tape.ts'
import { compareWords, tooBig } from './compare.ts'
import { randomModel, textOf } from './description.ts'

const models = Number(process.env.ALLWAYS_WORD_MODELS ?? 30)
const first = Number(process.env.ALLWAYS_SEED ?? 1)

const tapeOf = (seed: number): Tape => {
  let at = seed * 2654435761 + 12345
  const next = () => {
    at = (Math.imul(at ^ (at >>> 15), 2246822519) + 3266489917) | 0
    return (at >>> 16) & 255
  }
  return new Tape(Array.from({ length: 400 }, next))
}

describe(`random models of the words of control planes (${models} models)`, () => {
  it('mean the same naively and in both executions, over orbits, by several workers and as trees', async () => {
    const counts: Record<string, number> = { agrees: 0, broken: 0, [tooBig]: 0 }
    for (let seed = first; seed < first + models; seed++) {
      const d = randomModel(tapeOf(seed))
      try {
        const found = await compareWords(d, 400, seed % 2 === 0)
        counts[found] = (counts[found] ?? 0) + 1
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}\n${textOf(d)}`, { cause: error })
      }
    }
    expect(counts.agrees, JSON.stringify(counts)).toBeGreaterThan(models / 4)
    // models with errors are one in ten
    if (models >= 100) expect(counts.broken, JSON.stringify(counts)).toBeGreaterThan(0)
  }, 600_000)
})
