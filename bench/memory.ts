/**
 * Memory per state in large runs: the workloads with states of two or three words have too many states to finish, and stop at a number of states
 * (`npm run bench -- memory [STATES]`, 50,000,000 by default). The figure is the peak of the whole process, minus that
 * of a Node that does nothing. It does not depend on the machine's load. It ends with exit code 1 if a state takes more
 * than 8 bytes in addition to its words.
 */
import { allways } from './peers/allways.ts'
import { measure, nodeAtRest } from './peers/measure.ts'
import { largerWorkloads, optionsOf, root } from './workloads.ts'

const atMost = 8

const maxStates = Number(process.argv[2] ?? 50_000_000)
if (!Number.isInteger(maxStates) || maxStates < 5_000_000) {
  throw new Error(`${process.argv[2]}: expected a number of states from 5,000,000 on`)
}
const restBytes = await nodeAtRest()
for (const workload of largerWorkloads()) {
  const run = allways(root, 'allways', ['--max-states', `${maxStates}`, ...optionsOf(workload)]).prepare(workload, '')
  const { code, output, errors, peakBytes, cpuSeconds } = await measure(run.command, run.args, run.cwd)
  // 3: the search stopped at the number of states
  if (code !== 3) throw new Error(`${workload.name} ended with ${code}, not at ${maxStates} states:\n${errors}`)
  const { states, bytesPerState } = JSON.parse(output).results[0] as { states: number; bytesPerState: number }
  const over = (peakBytes - restBytes) / states - 4 * workload.words
  const line = [
    workload.name,
    Object.entries(workload.params)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    `${states.toLocaleString('en')} states`,
    `${workload.words} words`,
    `${bytesPerState.toFixed(1)} B for the states`,
    `${over.toFixed(1)} B over the words for the process, at most ${atMost}`,
    `${cpuSeconds.toFixed(0)} s`,
  ]
  console.log(`${over <= atMost ? 'within' : 'MISSED'}  ${line.join(' · ')}`)
  if (over > atMost) process.exitCode = 1
}
