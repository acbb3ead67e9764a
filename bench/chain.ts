/**
 * A chain of 1,000,000 steps with a violated invariant: the script checks it, stores its stories, replays one of them,
 * and checks it again with --max-seconds 5. Check and replay may take at most 60 s of processor time together, and 1
 * GiB each. The limited check may take at most 7 s. It ends with exit code 1 if one of these bars is missed, or if a
 * verdict is wrong. The bundler is a separate process and is not counted.
 *
 *   npm run bench -- chain [steps]
 */
import { fileURLToPath } from 'node:url'
import { runChain, type Took } from '../test/chain/chain.ts'

const steps = Number(process.argv[2] ?? 1_000_000)
const most = { cpuSeconds: 60, peakBytes: 2 ** 30, limit: 5, limitedSeconds: 7 }
// dist/bench/chain.mjs
const allways = fileURLToPath(new URL('../../bin/allways.js', import.meta.url))

const { check, replay, limited, stories } = await runChain(allways, steps, most.limit)
const row = ({ what, code, cpuSeconds, wallSeconds, peakBytes }: Took) =>
  `${what}: exit code ${code}, ${cpuSeconds.toFixed(1)} s of processor time, ${wallSeconds.toFixed(1)} s, ${Math.ceil(peakBytes / 2 ** 20)} MiB`
for (const one of [check, replay, limited]) console.log(row(one))
for (const { name, bytes } of stories) console.log(`${name}: ${(bytes / 1e6).toFixed(1)} MB`)

const cpuSeconds = check.cpuSeconds + replay.cpuSeconds
const bounds: readonly (readonly [string, boolean])[] = [
  ['check: every verdict as expected', check.code === 0],
  ['replay: reproduced', replay.code === 0],
  [
    `check and replay: ${cpuSeconds.toFixed(1)} of ${most.cpuSeconds} s of processor time`,
    cpuSeconds <= most.cpuSeconds,
  ],
  ['check and replay: at most 1 GiB', Math.max(check.peakBytes, replay.peakBytes) <= most.peakBytes],
  // a fast machine may finish before the limit
  ['limit: done, or inconclusive', limited.code === 0 || limited.code === 3],
  [`limit: ${limited.wallSeconds.toFixed(1)} of ${most.limitedSeconds} s`, limited.wallSeconds <= most.limitedSeconds],
]
for (const [what, isWithin] of bounds) console.log(`${isWithin ? '✓' : '✗'} ${what}`)
process.exitCode = bounds.every(([, isWithin]) => isWithin) ? 0 : 1
