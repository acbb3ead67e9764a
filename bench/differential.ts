/**
 * The differential suite at length: 100,000 random models unless told otherwise, with progress. The seed is printed
 * first; with it a failure can be had again.
 *
 *   npm run differential -- [models] [seed]
 */
import * as fc from 'fast-check'
import { compare } from '../test/differential/compare.ts'
import { Coverage } from '../test/differential/coverage.ts'
import { descriptions } from '../test/differential/generate.ts'
import { tooBig } from '../test/differential/naive.ts'

const models = Number(process.argv[2] ?? 100_000)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const round = 1000
const coverage = new Coverage()
const started = performance.now()
let left = 0

console.log(`${models} models, seed ${seed}`)
for (let done = 0; done < models; done += round) {
  const property = fc.asyncProperty(descriptions, async (description) => {
    const found = await compare(description)
    if (found !== tooBig) return coverage.add(description, found)
    left++
    fc.pre(false)
  })
  const numRuns = Math.min(round, models - done)
  const outcome = await fc.check(property, { numRuns, seed: seed + done, interruptAfterTimeLimit: 600_000 })
  if (outcome.failed) {
    console.error(fc.defaultReportMessage(outcome))
    process.exit(1)
  }
  const seconds = (performance.now() - started) / 1000
  console.log(`${coverage.counts.get('models') ?? 0} agree, ${left} too big to compare, ${Math.round(seconds)} s`)
}
console.log(coverage.report())
const missing = coverage.missing()
if (missing.length > 0) {
  console.error(`never met: ${missing.join(', ')}`)
  process.exit(1)
}
