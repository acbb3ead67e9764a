/** Rumur, a checker for Murphi, on one thread. It is compiled like by rumur-run. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { type Job, numberIn, type Peer, type Run, withParams } from './peer.ts'
import { versionOf } from './version.ts'

const generates = ['--threads', '1', '--deadlock-detection', 'off', '--symmetry-reduction']
const compiles = ['-std=c11', '-O3', '-march=native', '-mtune=native', '-fwhole-program', '-mcx16', '-w']

/** Captures the declaration of a parameter's constant in a model, up to its value. */
export const murphiConstant = (name: string) => new RegExp(`(^  ${name}: )\\d+(?=;$)`, 'im')

/** The types of each model whose values the model only compares. The others are in some order, or part of numbers. */
const symmetric: Readonly<Record<string, readonly [type: string, size: string]>> = {
  'dns-race': ['Enactor', 'ENACTORS'],
  'two-phase-commit': ['Manager', 'MANAGERS'],
  paxos: ['Acceptor', 'ACCEPTORS'],
  kv: ['Client', 'CLIENTS'],
  leases: ['Droplet', 'DROPLETS'],
}

/** The model with scalarsets for its symmetric types. `undefined` if it has none. */
function withScalarsets(name: string, text: string): string | undefined {
  const [type, size] = symmetric[name] ?? []
  if (type === undefined) return undefined
  const declared = `  ${type}: 0 .. ${size} - 1;`
  if (!text.includes(declared)) throw new Error(`${name}: expected ${declared}`)
  return text.replace(declared, `  ${type}: scalarset(${size});`)
}

const rumurWith = (name: string, symmetry: 'off' | 'heuristic'): Peer => ({
  name,
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
    const sized = withParams(text, job.params, murphiConstant)
    const model = symmetry === 'off' ? sized : (withScalarsets(job.name, sized) ?? sized)
    writeFileSync(`${cwd}/model.m`, model)
    execFileSync('rumur', [...generates, symmetry, '--output', 'model.c', 'model.m'], { cwd, stdio: 'pipe' })
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
})

/** Without symmetry reduction. */
export const rumur = rumurWith('Rumur', 'off')
/** With symmetry reduction, for a model with symmetric types. */
export const rumurReduced = rumurWith('Rumur with scalarsets', 'heuristic')
export const hasSymmetry = ({ name }: Job): boolean => symmetric[name] !== undefined
