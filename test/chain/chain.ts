/** A chain of states, at whose end an invariant is violated: checked, stored and replayed by the real command. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ended } from '../cli/ended.ts'

/** Seven verdicts: of five properties, of a witness, and of deadlock. */
export const chainSpec = (steps: number) => `import { int, model, spec } from 'allways'
const last = ${steps}
const chain = () =>
  model({
    name: 'chain',
    state: { n: int(0, last) },
    actions: { up: { when: (s) => s.n < last, do: (s) => { s.n++ } } },
    fair: true,
    resting: (s) => s.n === last,
    invariants: { 'not the end': (s) => s.n < last, 'in bounds': (s) => s.n <= last },
    reachable: { 'the end': (s) => s.n === last },
    steps: { 'only up': (before, after) => after.n === before.n + 1 },
    temporal: ({ eventually }) => ({
      'comes to the end': eventually((s) => s.n === last),
      'comes further': eventually((s) => s.n > last),
    }),
  })
export default spec({
  name: 'chain', model: chain,
  designs: { long: { expect: { 'not the end': 'violated', 'comes further': 'violated' } } },
})
`

/** The output and the cost of one command, without the bundler, which is a process of its own. */
export interface Took {
  readonly what: string
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakBytes: number
}

export interface ChainRuns {
  readonly check: Took
  readonly replay: Took
  readonly limited: Took
  readonly stories: readonly { readonly name: string; readonly bytes: number }[]
}

/** `limited` is the same check with a time limit of `maxSeconds` seconds. */
export async function runChain(allways: string, steps: number, maxSeconds: number): Promise<ChainRuns> {
  const cwd = mkdtempSync(join(tmpdir(), 'allways-chain-'))
  try {
    mkdirSync(join(cwd, 'specs'))
    writeFileSync(join(cwd, 'specs/chain.model.ts'), chainSpec(steps))
    const check = await take(allways, ['check', '--update', '--json', '--no-cache'], cwd)
    const folder = join(cwd, 'counterexamples/chain/long')
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    const replay = await take(allways, ['replay', 'counterexamples/chain/long/not-the-end.json'], cwd)
    // beside the lock, a verdict that is not known would count as lost
    const limit = ['--max-seconds', String(maxSeconds), '--counterexamples', 'others', '--lock', 'none.json']
    const limited = await take(allways, ['check', '--json', '--no-cache', ...limit], cwd)
    const stories = names.map((name) => ({ name, bytes: statSync(join(folder, name)).size }))
    return { check, replay, limited, stories }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** Writes what the process has taken when it ends. */
const preload = `import { writeFileSync } from 'node:fs'
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeFileSync(process.env.CHAIN_USAGE, JSON.stringify({ cpu: userCPUTime + systemCPUTime, rss: maxRSS }))
})`

async function take(allways: string, args: readonly string[], cwd: string): Promise<Took> {
  const usage = join(cwd, 'usage.json')
  const { NO_COLOR: _, CI: __, GITHUB_ACTIONS: ___, ...env } = process.env
  const since = performance.now()
  const imported = `data:text/javascript,${encodeURIComponent(preload)}`
  const child = spawn(process.execPath, ['--import', imported, allways, ...args], {
    cwd,
    env: { ...env, CHAIN_USAGE: usage },
  })
  const { code, stdout, stderr } = await ended(child)
  const { cpu, rss } = JSON.parse(readFileSync(usage, 'utf8'))
  return {
    ...{ what: args.join(' '), code, stdout, stderr },
    ...{ cpuSeconds: cpu / 1e6, wallSeconds: (performance.now() - since) / 1000, peakBytes: rss * 1024 },
  }
}
