/**
 * Random models drive a system that interprets them: no false alarm may be raised, and every mutant with another graph
 * must be found. It prints its seed first, which reproduces a failure.
 *
 *   npm run bench -- conform [models] [seed]
 */
import * as fc from 'fast-check'
import { conformMutant, conformsToItself, modelFor, mutantOf } from '../test/conform/random-drift.ts'
import { systems } from '../test/differential/generate-systems.ts'
import { textOf } from '../test/differential/to-text.ts'

const wanted = Number(process.argv[2] ?? 2000)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const counts = { models: 0, mutants: 0, transitions: 0, tried: 0, skipped: 0 }
console.log(`${wanted} models and ${wanted} mutants, seed ${seed}`)
let failures = 0
for (let i = 0; counts.models < wanted || counts.mutants < wanted; i++) {
  const [d] = fc.sample(systems, { seed: seed + i, numRuns: 1 })
  if (d === undefined) continue
  const model = modelFor(d)
  if (model === undefined) {
    counts.skipped++
    continue
  }
  if (counts.models < wanted) {
    for (const choices of ['driven', 'code'] as const) {
      const own = await conformsToItself(model, choices)
      if (own === undefined) break
      if (own.drift !== undefined || own.error !== undefined)
        fail('a false alarm', own.drift?.message ?? own.error?.message)
      if (choices === 'driven' && own.driven < own.drivable) fail('not all driven', `${own.driven} of ${own.drivable}`)
      if (choices === 'driven') {
        counts.models++
        counts.transitions += own.driven
        counts.tried += own.tried
      }
    }
  }
  let next = (seed + i) | 1
  const random = (below: number) => {
    next = (Math.imul(next, 1664525) + 1013904223) >>> 0
    return Math.floor((next / 2 ** 32) * below)
  }
  const mutant = mutantOf(model, random)
  if (mutant !== undefined && counts.mutants < wanted) {
    const found = await conformMutant(model, mutant)
    if (found !== undefined) {
      counts.mutants++
      if (found.drift === undefined) fail('a mutant was not found', mutant.what)
      else if (!found.drift.shortest) fail('not told at its shortest', mutant.what)
    }
  }
  if (i % 200 === 199) console.log(JSON.stringify(counts))

  function fail(what: string, more: string | undefined): void {
    failures++
    console.error(`seed ${seed + i}: ${what}: ${more}`)
    if (process.env.VERBOSE === '1') console.error(textOf(d as never))
  }
}
console.log(`${JSON.stringify(counts)}, ${failures} failures`)
process.exitCode = failures > 0 ? 1 : 0
