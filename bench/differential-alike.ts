/**
 * The differential suite of alike processes at length: random models, explored in one order of their instances and in all,
 * and models that only look alike. It prints its seed first, which reproduces a failure.
 *
 *   npm run bench -- differential-alike [models] [lookalikes] [seed]
 */
import * as fc from 'fast-check'
import { compareAlike, compareLookalike, tooBig } from '../test/differential/alike/compare.ts'
import { type AlikeModel, alikeModelsWithFormulas, lookalikes } from '../test/differential/alike/generate.ts'
import { Counts } from '../test/differential/counts.ts'

const models = Number(process.argv[2] ?? 5000)
const ofLookalikes = Number(process.argv[3] ?? 1000)
const seed = Number(process.argv[4] ?? Math.floor(Math.random() * 2 ** 31))
const round = 25

console.log(`${models} models and ${ofLookalikes} that only look alike, seed ${seed}`)
await compareAll('models', models, alikeModelsWithFormulas, compareAlike)
await compareAll('that only look alike', ofLookalikes, lookalikes, compareLookalike)

async function compareAll(
  what: string,
  total: number,
  of: fc.Arbitrary<AlikeModel>,
  compare: (made: AlikeModel, thoroughly: boolean) => Promise<string>,
): Promise<void> {
  const counts = new Counts()
  let n = 0
  const planted = new Counts()
  const started = performance.now()
  const one = fc.asyncProperty(of, async (made) => {
    const found = await compare(made, n++ % 4 === 0)
    counts.count(found)
    if (made.planted !== undefined) planted.count(`${made.planted}: ${found}`)
    if (found === tooBig) fc.pre(false)
  })
  for (let done = 0; done < total; done += round) {
    const details = await fc.check(one, { numRuns: Math.min(round, total - done), seed: seed + done })
    if (details.failed) {
      const made = details.counterexample?.[0]
      console.error(`seed ${details.seed}: ${made?.planted ?? ''}\n${made?.text}`)
      console.error((details.errorInstance as Error | null)?.stack)
      process.exit(1)
    }
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(`${Math.min(done + round, total)} ${what}, ${seconds} s`)
  }
  console.log(`${counts.report()}\n${planted.report()}`)
}
