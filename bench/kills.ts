/**
 * Kills two `check --update` of one project at random moments. It does so 100 times by default, and checks the files
 * that they leave. It prints its seed first; the moments also depend on the machine. It ends with exit code 1 if an
 * entry of the lock is lost, a file is torn, or a leftover lock file blocks the next run.
 *
 *   npm run bench -- kills [rounds] [seed]
 */
import { fileURLToPath } from 'node:url'
import { killRuns } from '../test/kills/kills.ts'

const rounds = Number(process.argv[2] ?? 100)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
// dist/bench/kills.mjs
const allways = fileURLToPath(new URL('../../bin/allways.js', import.meta.url))

console.log(`${rounds} rounds, seed ${seed}`)
const { killed, writing, finished, troubles } = await killRuns(allways, rounds, seed, console.log)
for (const trouble of troubles) console.error(trouble)
console.log(
  `${killed} runs were killed, ${writing} times while one wrote, ${finished} finished: ${troubles.length} troubles`,
)
process.exitCode = troubles.length === 0 ? 0 : 1
