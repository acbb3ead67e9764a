/**
 * Memory per state of properties of runs: the DNS automation's design 'recommended', with its nine properties, at a
 * size with millions of states (`npm run bench -- memory-of-runs [PLANS]`). PLANS is 11 by default: 26 million states, a
 * few minutes. The figure is the peak of the whole process, minus that of a Node that does nothing. It ends with exit
 * code 1 if a state takes more than 60 bytes.
 */
import { resolve } from 'node:path'
import { measure, nodeAtRest } from './peers/measure.ts'
import { root } from './workloads.ts'

const atMost = 60

const plans = Number(process.argv[2] ?? 11)
if (!Number.isInteger(plans) || plans < 8 || plans > 14) {
  throw new Error(`${process.argv[2]}: expected a number of plans from 8 to 14`)
}
const options = ['--design', 'recommended', '--param', 'enactors=3', '--param', `plans=${plans}`]
const once = ['--json', '--no-write', '--no-cache', '--workers', '1', '--max-memory', '16GB']
const bin = resolve(root, 'bin/allways.js')
const restBytes = await nodeAtRest()
const run = await measure(process.execPath, [bin, 'check', 'specs/dynamodb-dns.model.ts', ...options, ...once], root)
if (run.code !== 0) throw new Error(`it ended with ${run.code}:\n${run.errors}`)
const [result] = JSON.parse(run.output).results
const { states, transitions, bytesPerState, properties } = result
const bytes = (run.peakBytes - restBytes) / states
const line = [
  `${states.toLocaleString('en')} states`,
  `${transitions.toLocaleString('en')} transitions`,
  `${properties.length} properties`,
  `${bytesPerState.toFixed(1)} B a state for the graph`,
  `${bytes.toFixed(1)} B a state for the process, at most ${atMost}`,
  `${run.cpuSeconds.toFixed(0)} s`,
]
console.log(`${bytes <= atMost ? 'within' : 'MISSED'}  ${line.join(' · ')}`)
if (bytes > atMost) process.exitCode = 1
