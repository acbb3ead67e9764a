/** Checks with checkpoints, killed at random moments until they end: whether each result is that of one run. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../fuzz/random.ts'

const model = (name: string, size: number, more: string, head = '', instances = 5) => `
import { array, int, model, process, spec } from 'allways'
${head}
const state = { at: array(${instances}, int(0, ${size})), ...wide }
const sum = (s: { at: readonly number[] }) => s.at.reduce((total, value) => total + value, 0)
const counter = process(state, {
  instances: ${instances},
  fair: true,
  resting: ['count'],
  steps: {
    count: {
      when: (s, me) => s.at[me.id]! < ${size},
      do: (s, me) => { s.at[me.id] = s.at[me.id]! + 1; note(s, me.id) },
    },
  },
})
export default spec({
  name: '${name}',
  model: () => model({
    name: '${name}', state, processes: { counter },
    ${more}
  }),
  designs: { only: {} },
})
`
const flat = 'const wide = {}; const note = (_: unknown, __: number) => {}'
const wide = `
const wide = { last: array(7, int(0, 1 << 28)) }
const note = (s: { last: { [i: number]: number } }, id: number) => { s.last[id] = (s.last[id]! * 5 + id + 1) % 7 }
`
/** Specs of all that a checkpoint has to keep, by name. */
export const specs = {
  'states that hold': model('states', 13, `invariants: { 'within': (s) => s.at[0]! <= 13 },`, flat),
  'findings late and early': model(
    'findings',
    12,
    `invariants: { 'sum below 50': (s) => sum(s) < 50, 'sum below 9': (s) => sum(s) < 9, 'within': (s) => s.at[0]! <= 12 },
    reachable: { 'all at 11': (s) => s.at.every((value) => value === 11) },
    steps: { 'the third stops at 10': (before, after) => after.at[2]! < 11 || before.at[2] === after.at[2] },`,
    flat,
  ),
  'properties of runs': model(
    'runs',
    16,
    `temporal: ({ canAlwaysReach, eventually, eventuallyAlways, leadsTo }) => ({
      'all done': eventually((s) => sum(s) === 64),
      'the first ends': canAlwaysReach((s) => s.at[0] === 16),
      'one leads to two': leadsTo((s) => s.at[0] === 3, (s) => s.at[1] === 9),
      'the last stays low': eventuallyAlways((s) => s.at[3]! < 7),
    }),`,
    flat,
    4,
  ),
  'wide states': model('wide', 6, `invariants: { 'sum below 29': (s) => sum(s) < 29 },`, wide),
} as const
export type SpecName = keyof typeof specs

export interface Outcome {
  killed: number
  /** Of the runs, how many went on from a checkpoint. */
  resumed: number
  finished: number
  readonly troubles: string[]
}

/** Kills until there were `kills`. @param allways the command's file */
export async function killCheckpoints(
  allways: string,
  kills: number,
  seed: number,
  tell: (line: string) => void,
  names = Object.keys(specs) as readonly SpecName[],
): Promise<Outcome> {
  const random = new Random(seed)
  const outcome: Outcome = { killed: 0, resumed: 0, finished: 0, troubles: [] }
  const cwd = mkdtempSync(join(tmpdir(), 'allways-checkpoints-'))
  execFileSync(process.execPath, [allways, '--version'])
  const { CI: _, GITHUB_ACTIONS: __, ...env } = process.env
  const run = async (spec: SpecName, options: readonly string[], afterMs?: number, signal?: 'SIGKILL' | 'SIGTERM') => {
    const file = `${specs[spec].match(/name: '(\w+)'/)?.[1]}.model.ts`
    writeFileSync(join(cwd, file), specs[spec])
    const args = [allways, 'check', file, '--no-write', '--no-cache', '--no-types', '--json', ...options]
    const child = spawn(process.execPath, args, { cwd, env })
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (data) => (texts[name] += data))
    const timer = afterMs === undefined ? undefined : setTimeout(() => child.kill(signal), afterMs)
    const code = await new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
    clearTimeout(timer)
    return { code, ...texts }
  }
  try {
    while (outcome.killed < kills) {
      for (const name of names) {
        const began = performance.now()
        const whole = await run(name, [])
        const ms = performance.now() - began
        const expected = toldOf(whole.stdout)
        if (whole.code !== 0 && whole.code !== 1) outcome.troubles.push(`${name}: ${whole.stderr}`)
        const folder = join(cwd, 'checkpoints')
        for (let runs = 1; ; runs++) {
          // the later runs get more time, so that the last one ends
          const afterMs = runs > 12 ? undefined : ms * (0.25 + 0.9 * (random.below(1000) / 1000)) * (runs > 6 ? 2 : 1)
          const signal = random.below(4) === 0 ? 'SIGTERM' : 'SIGKILL'
          const every = random.of(['20ms', '150ms', '1s'] as const)
          const options = ['--checkpoint', folder, '--resume', '--every', every]
          const { code, stdout, stderr } = await run(name, options, afterMs, signal)
          if (stderr.includes('goes on from a checkpoint')) outcome.resumed++
          if (code === null || code === 130) {
            outcome.killed++
            continue
          }
          outcome.finished++
          if (toldOf(stdout) !== expected || code !== whole.code) {
            outcome.troubles.push(
              `${name}: after ${runs} runs, exit code ${code}:\n${stdout}${stderr}\nnot\n${expected}`,
            )
          }
          tell(`${name}: ended after ${runs} runs`)
          break
        }
        rmSync(folder, { recursive: true, force: true })
        if (outcome.killed >= kills) break
      }
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
  return outcome
}

/** The results, without what may differ from run to run. */
function toldOf(stdout: string): string {
  if (stdout === '') return 'nothing'
  const { results } = JSON.parse(stdout) as { results: object[] }
  return JSON.stringify(results.map((result) => ({ ...result, seconds: 0, bytesPerState: 0, workers: 1 })))
}
