/**
 * Reductions: what allways and the peers save by them. Each workload runs in allways without and with symmetry, in SPIN
 * without and with partial order reduction, and in Rumur without and with scalarsets, if the model has a symmetric type.
 * The runs are interleaved, and the figures are medians. It prints a table in Markdown.
 *
 *   npm run bench -- reductions [--quick] [--runs N] [--only NAME]...
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { allways } from './peers/allways.ts'
import { measure } from './peers/measure.ts'
import { numberIn, type Peer } from './peers/peer.ts'
import { hasSymmetry, rumur, rumurReduced } from './peers/rumur.ts'
import { spin, spinReduced } from './peers/spin.ts'
import { median } from './report.ts'
import { type Workload, workloads } from './workloads.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const scratch = mkdtempSync(resolve(tmpdir(), 'allways-bench-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

interface Found {
  readonly states: number
  readonly seconds: number
}

/** In SPIN, the states of a workload with a formula include those of its automaton. */
function statesIn(output: string): number {
  if (!output.startsWith('{')) return numberIn(output, /(\d+) states(?:, stored|, \d+ rules fired)/)
  const [result] = (JSON.parse(output) as { results: { states: number; stored?: number }[] }).results
  return result?.stored ?? result?.states ?? 0
}

async function pair(workload: Workload, tools: readonly Peer[]): Promise<readonly Found[]> {
  const ready = tools.map((tool) => {
    const folder = `${scratch}/${workload.name}-${tool.name.replaceAll(' ', '-')}`
    mkdirSync(folder)
    return { tool, run: tool.prepare(workload, folder), seconds: [] as number[], states: 0 }
  })
  for (let i = 0; i < Number(values.runs); i++) {
    for (const one of ready) {
      const { code, output, errors, cpuSeconds } = await measure(one.run.command, one.run.args, one.run.cwd)
      if (code !== 0) throw new Error(`${one.tool.name} ended with ${code} on ${workload.name}:\n${output}${errors}`)
      one.states = statesIn(output)
      one.seconds.push(cpuSeconds)
    }
  }
  return ready.map(({ states, seconds }) => ({ states, seconds: median(seconds) }))
}

const seconds = (n: number) => `${n.toFixed(n < 10 ? 2 : 1)} s`
// the bundle lies in dist/bench/
const root = fileURLToPath(new URL('../..', import.meta.url))
const cell = ([plain, reduced]: readonly Found[]) =>
  plain === undefined || reduced === undefined
    ? '–'
    : `${(reduced.states / plain.states).toFixed(3)} of the states, ${seconds(reduced.seconds)} for ${seconds(plain.seconds)}`

const chosen = workloads(values.quick ? 'small' : 'large').filter(
  ({ name }) => values.only.length === 0 || values.only.includes(name),
)
const spins = spin.missing() === undefined
const rumurs = rumur.missing() === undefined
for (const tool of [spin, rumur]) {
  const why = tool.missing()
  if (why !== undefined) console.error(`not measured: ${why}`)
}
console.log('| workload | allways, symmetry | Rumur, scalarsets | SPIN, partial order |\n|---|---|---|---|')
for (const workload of chosen) {
  const byAllways = hasSymmetry(workload)
    ? await pair(workload, [allways(root), allways(root, 'allways with symmetry', [], 'on')])
    : []
  const bySpin = spins ? await pair(workload, [spin, spinReduced]) : []
  const symmetric = rumurs && hasSymmetry(workload) && existsSync(rumur.file(workload))
  const byRumur = symmetric ? await pair(workload, [rumur, rumurReduced]) : []
  console.log(`| ${workload.name} | ${cell(byAllways)} | ${cell(byRumur)} | ${cell(bySpin)} |`)
}
console.log(`\n${values.quick ? 'Small sizes, l' : 'L'}oad ${loadavg()[0]?.toFixed(1)}, medians of ${values.runs}.`)
