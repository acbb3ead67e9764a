/**
 * Kills checks that make checkpoints, at 200 random moments by default, and lets later runs go on from there. It prints
 * its seed first; the moments also depend on the machine. It ends with exit code 1 if a result differs from that of one
 * run by more than seconds and memory.
 *
 *   npm run bench -- checkpoints [kills] [seed]
 */
import { fileURLToPath } from 'node:url'
import { killCheckpoints } from '../test/kills/checkpoints.ts'

const kills = Number(process.argv[2] ?? 200)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
// dist/bench/checkpoints.mjs
const allways = fileURLToPath(new URL('../../bin/allways.js', import.meta.url))

console.log(`${kills} kills, seed ${seed}`)
const { killed, resumed, finished, troubles } = await killCheckpoints(allways, kills, seed, console.log)
for (const trouble of troubles) console.error(trouble)
console.log(
  `${killed} runs were killed, ${resumed} went on from a checkpoint, ${finished} finished: ${troubles.length} troubles`,
)
process.exitCode = troubles.length === 0 ? 0 : 1
