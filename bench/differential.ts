/**
 * The differential suites at length: by default 100,000 random models, and the same number of random graphs and of random
 * logs. It prints its seed first, which reproduces a failure, then its progress.
 *
 *   npm run differential -- [models] [seed]
 */
import * as fc from 'fast-check'
import { compare } from '../test/differential/compare.ts'
import { Counts } from '../test/differential/counts.ts'
import { Coverage } from '../test/differential/coverage.ts'
import { expectedInGraphs, expectedOften, seenInRuns } from '../test/differential/coverage-runs.ts'
import { descriptions } from '../test/differential/generate.ts'
import { systems } from '../test/differential/generate-systems.ts'
import { tooBig } from '../test/differential/naive.ts'
import { textOf } from '../test/differential/to-text.ts'
import { compareGraph } from '../test/runs/compare-graphs.ts'
import { graphs } from '../test/runs/generate-graphs.ts'
import { compareLogs, expectedInLogs } from '../test/validate/compare-logs.ts'

const models = Number(process.argv[2] ?? 100_000)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const round = 250
const coverage = new Coverage()
const ofGraphs = new Counts()
const ofLogs = new Counts()
const started = performance.now()
let left = 0
let made = 0

const randomModel = fc.asyncProperty(systems, async (description) => {
  const found = await compare(description, { thoroughly: made++ % 8 === 0 })
  if (found !== tooBig) return coverage.add(description, found)
  left++
  fc.pre(false)
})
const randomGraph = fc.asyncProperty(graphs, async (graph) => {
  const { told, asked } = await compareGraph(graph)
  ofGraphs.count('graphs', ...seenInRuns(graph.temporal, told, asked))
})

const randomLog = fc.property(descriptions, fc.nat(), (description, ofLog) => {
  const found = compareLogs(description, ofLog)
  if (found === tooBig) fc.pre(false)
  else ofLogs.count('logs', ...found)
})

console.log(`${models} models, graphs and logs, seed ${seed}`)
for (let done = 0; done < models; done += round) {
  const options = { numRuns: Math.min(round, models - done), seed: seed + done }
  expectAgreement(await fc.check(randomModel, options), ([d]) => textOf(d))
  expectAgreement(await fc.check(randomGraph, options), ([graph]) => JSON.stringify(graph))
  expectAgreement(await fc.check(randomLog, options), ([d, ofLog]) => `log ${ofLog} of\n${JSON.stringify(d)}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  const agreed = `${coverage.of('models')} models, ${ofGraphs.of('graphs')} graphs and ${ofLogs.of('logs')} logs agree`
  console.log(`${agreed}, ${left} models too big to compare, ${seconds} s`)
}
console.log(`${coverage.report()}\n\nof graphs:\n${ofGraphs.report()}\n\nof logs:\n${ofLogs.report()}`)
const missing = [
  ...coverage.missing(),
  ...ofGraphs.rarer([...expectedOften, ...expectedInGraphs], 1),
  ...ofLogs.rarer(expectedInLogs, 1),
]
if (missing.length > 0) {
  console.error(`never met, or seldom: ${missing.join(', ')}`)
  process.exit(1)
}

/** Ends the process if there is a difference. Prints the smallest model that shows it, as an author would write it. */
function expectAgreement<T>(
  { failed, counterexample, seed, errorInstance }: fc.RunDetails<T>,
  text: (one: T) => string,
) {
  if (!failed) return
  const least = counterexample === null ? 'nothing was made in time' : text(counterexample)
  console.error(`seed ${seed}:\n${least}\n\n${(errorInstance as Error | null)?.stack}`)
  process.exit(1)
}
