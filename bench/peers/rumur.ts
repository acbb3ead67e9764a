/** Rumur, a checker for Murphi, on one thread and without symmetry reduction. It is compiled like by rumur-run. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { type Job, numberIn, type Peer, type Run, withParams } from './peer.ts'
import { versionOf } from './version.ts'

const generates = ['--threads', '1', '--symmetry-reduction', 'off', '--deadlock-detection', 'off']
const compiles = ['-std=c11', '-O3', '-march=native', '-mtune=native', '-fwhole-program', '-mcx16', '-w']

/** Captures the declaration of a parameter's constant in a model, up to its value. */
export const murphiConstant = (name: string) => new RegExp(`(^  ${name}: )\\d+(?=;$)`, 'im')

export const rumur: Peer = {
  name: 'Rumur',
  missing: () => {
    if (versionOf('gcc', '-dumpversion') === undefined) return 'Rumur needs gcc, as in apt-get install gcc'
    return versionOf('rumur', '--version') === undefined
      ? 'Rumur is not installed, as in apt-get install rumur'
      : undefined
  },
  version: () => `${versionOf('rumur', '--version')}, gcc ${versionOf('gcc', '-dumpversion')} -O3 -march=native`,
  file: (job: Job) => `${job.folder}/${job.name}.m`,
  prepare: (job: Job, cwd: string): Run => {
    const text = readFileSync(`${job.folder}/${job.name}.m`, 'utf8')
    const model = withParams(text, job.params, murphiConstant)
    writeFileSync(`${cwd}/model.m`, model)
    execFileSync('rumur', [...generates, '--output', 'model.c', 'model.m'], { cwd, stdio: 'pipe' })
    execFileSync('gcc', [...compiles, '-o', 'model', 'model.c', '-lpthread'], { cwd, stdio: 'pipe' })
    return {
      command: `${cwd}/model`,
      args: [],
      cwd,
      counts: (output) => {
        if (!output.includes('No error found')) throw new Error(`Rumur found an error:\n${output}`)
        return {
          states: numberIn(output, /(\d+) states, \d+ rules fired/),
          transitions: numberIn(output, /\d+ states, (\d+) rules fired/),
        }
      },
    }
  },
}
