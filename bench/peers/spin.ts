/**
 * SPIN, with the fastest of its exact and exhaustive settings: depth-first, no partial order reduction, no compression
 * of states, a hash table with at least two places per state, and only the stack that the search needs. It stores all
 * variables, also those that nothing reads.
 *
 * If the model has an `ltl` formula, the measured run checks it under weak fairness of processes. Its states include
 * those of the formula's automaton. So a run before, without the formula, counts the states and transitions.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { type Counts, type Job, numberIn, type Peer, type Run } from './peer.ts'
import { versionOf } from './version.ts'

/** Every model has less than 30 processes. SPIN's default is enough for 6 of them with fairness. */
const options = ['-O2', '-w', '-DNFAIR=3', '-DVECTORSZ=1024', '-DMEMLIM=65536']

function spinWith(name: string, reduction: readonly string[]): Peer {
  const flags = [...options, ...reduction]
  return {
    name,
    missing: () => {
      if (versionOf('gcc', '-dumpversion') === undefined) return 'SPIN needs gcc, as in apt-get install gcc'
      return versionOf('spin', '-V') === undefined ? 'SPIN is not installed, as in apt-get install spin' : undefined
    },
    version: () =>
      `${versionOf('spin', '-V')}, gcc ${versionOf('gcc', '-dumpversion')} -O2 ${['-DSAFETY', ...reduction].join(' ')}`,
    file: (job: Job) => `${job.folder}/${job.name}.pml`,
    prepare: (job: Job, cwd: string): Run => {
      const model = readFileSync(`${job.folder}/${job.name}.pml`, 'utf8')
      copyFileSync(`${job.folder}/${job.name}.pml`, `${cwd}/model.pml`)
      const macros = Object.entries(job.params).map(([name, value]) => `-D${name.toUpperCase()}=${value}`)
      execFileSync('spin', ['-o1', '-o2', ...macros, '-a', 'model.pml'], { cwd, stdio: 'pipe' })
      // SPIN prints counts with 8 digits; the comparison needs all digits
      const source = readFileSync(`${cwd}/pan.c`, 'utf8').replaceAll('%9.8g', '%9.15g')
      writeFileSync(`${cwd}/pan.c`, source)
      const compile = (...more: readonly string[]) =>
        execFileSync('gcc', [...flags, ...more, '-o', 'pan', 'pan.c'], { cwd, stdio: 'pipe' })
      const command = `${cwd}/pan`
      const args = (states: number) => ['-n', `-m${job.spinDepth}`, `-w${Math.ceil(Math.log2(2 * states))}`]
      if (!/^ltl /m.test(model)) {
        compile('-DSAFETY')
        return { command, args: args(job.counts.states), cwd, counts: countsIn }
      }
      compile('-DSAFETY', '-DNOCLAIM')
      const counts = countsIn(execFileSync(command, args(job.counts.states), { cwd, encoding: 'utf8' }))
      compile()
      const counted = (output: string) => {
        checkOutput(output)
        return counts
      }
      return { command, args: ['-a', '-f', ...args(2 * job.counts.states)], cwd, counts: counted }
    },
  }
}

/** @throws Error if SPIN found an error or did not search everything */
function checkOutput(output: string): void {
  if (numberIn(output, /errors: (\d+)/) > 0) throw new Error(`SPIN found an error:\n${output}`)
  if (/max search depth too small|Search not completed/.test(output)) {
    throw new Error(`SPIN did not search everything:\n${output}`)
  }
}

function countsIn(output: string): Counts {
  checkOutput(output)
  // SPIN's transitions are all visits of states, with the visit of the initial one
  const visits = numberIn(output, /(\d+) transitions \(= stored\+matched\)/)
  return { states: numberIn(output, /(\d+) states, stored/), transitions: visits - 1 }
}

export const spin = spinWith('SPIN', ['-DNOREDUCE'])
export const spinReduced = spinWith('SPIN with partial order reduction', [])
