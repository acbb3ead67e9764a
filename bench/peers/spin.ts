/**
 * SPIN, with the fastest of its exact and exhaustive settings: depth-first, no partial order reduction, no compression
 * of states, a hash table with at least two places per state, and only the stack that the search needs.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { type Job, numberIn, type Peer, type Run } from './peer.ts'
import { versionOf } from './version.ts'

export const spin: Peer = {
  name: 'SPIN',
  missing: () => {
    if (versionOf('gcc', '-dumpversion') === undefined) return 'SPIN needs gcc, as in apt-get install gcc'
    return versionOf('spin', '-V') === undefined ? 'SPIN is not installed, as in apt-get install spin' : undefined
  },
  version: () => `${versionOf('spin', '-V')}, gcc ${versionOf('gcc', '-dumpversion')} -O2 -DSAFETY -DNOREDUCE`,
  file: (job: Job) => `${job.folder}/${job.name}.pml`,
  prepare: (job: Job, cwd: string): Run => {
    copyFileSync(`${job.folder}/${job.name}.pml`, `${cwd}/model.pml`)
    const macros = Object.entries(job.params).map(([name, value]) => `-D${name.toUpperCase()}=${value}`)
    execFileSync('spin', [...macros, '-a', 'model.pml'], { cwd, stdio: 'pipe' })
    // SPIN prints counts with 8 digits; the comparison needs all digits
    const source = readFileSync(`${cwd}/pan.c`, 'utf8').replaceAll('%9.8g', '%9.15g')
    writeFileSync(`${cwd}/pan.c`, source)
    const options = ['-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-DVECTORSZ=1024', '-DMEMLIM=65536']
    execFileSync('gcc', [...options, '-o', 'pan', 'pan.c'], { cwd, stdio: 'pipe' })
    const hashBits = Math.ceil(Math.log2(2 * job.counts.states))
    return {
      command: `${cwd}/pan`,
      args: ['-n', `-m${job.spinDepth}`, `-w${hashBits}`],
      cwd,
      counts: (output) => {
        if (numberIn(output, /errors: (\d+)/) > 0) throw new Error(`SPIN found an error:\n${output}`)
        if (/max search depth too small|Search not completed/.test(output)) {
          throw new Error(`SPIN did not search everything:\n${output}`)
        }
        // SPIN's transitions are all visits of states, with the visit of the initial one
        const visits = numberIn(output, /(\d+) transitions \(= stored\+matched\)/)
        return { states: numberIn(output, /(\d+) states, stored/), transitions: visits - 1 }
      },
    }
  },
}
