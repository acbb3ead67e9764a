/**
 * Gain by a second worker in large runs. The first four workloads have too many states to finish, and stop at a number
 * of states. `paxos`, `raft` and `fleet` run whole, at the size of their design 'large'. The machine's ceiling is two
 * runs side by side, with one worker each. The figures are wall time, so nothing else should run. It ends with exit code
 * 1 if two workers reach less than 0.85 of the ceiling.
 *
 *   npm run bench -- workers [STATES] [--only NAME] [--runs N]   (20,000,000 states and medians of 5 by default)
 */
import { parseArgs } from 'node:util'
import { twoWorkers } from './two-workers.ts'
import { largerWorkloads, workloads } from './workloads.ts'

const atLeast = 0.85

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, runs: { type: 'string', default: '5' } },
})
const maxStates = Number(positionals[0] ?? 20_000_000)
const runs = Number(values.runs)
const isChosen = ({ name }: { name: string }) => values.only === undefined || name === values.only
const stopped = largerWorkloads().filter(isChosen)
const whole = workloads('large').filter((one) => ['paxos', 'raft', 'fleet'].includes(one.name) && isChosen(one))
if (
  !Number.isInteger(maxStates) ||
  maxStates < 1_000_000 ||
  !Number.isInteger(runs) ||
  runs < 1 ||
  stopped.length + whole.length === 0
) {
  throw new Error('expected a number of states from 1,000,000 on, a number of runs, and the name of a workload')
}
const rows = [
  ...(await twoWorkers(stopped, runs, console.error, maxStates)),
  ...(await twoWorkers(whole, runs, console.error)),
]
for (const row of rows) {
  const { name, oneSeconds, twoSeconds, sideBySideSeconds } = row
  const ofCeiling = sideBySideSeconds / 2 / twoSeconds
  const line = [
    name,
    whole.some((one) => one.name === name) ? 'all states' : `${maxStates.toLocaleString('en')} states`,
    `one worker ${oneSeconds.toFixed(1)} s`,
    `two ${twoSeconds.toFixed(1)} s`,
    `two runs side by side ${sideBySideSeconds.toFixed(1)} s`,
    `${(oneSeconds / twoSeconds).toFixed(2)} times faster`,
    `${ofCeiling.toFixed(2)} of the ceiling, at least ${atLeast}`,
  ]
  console.log(`${ofCeiling >= atLeast ? 'within' : 'MISSED'}  ${line.join(' · ')}`)
  if (ofCeiling < atLeast) process.exitCode = 1
}
