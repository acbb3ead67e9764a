/**
 * Compares allways with its peers on the workloads. Each tool has the same models in its own language, and must find
 * the same counts, with one thread and no reductions. The runs are interleaved, and the figures are medians. They cover
 * the whole process, but not generating and compiling. It ends with exit code 1 if counts differ. `--alone` leaves out
 * the runs with two workers, which take as long as all other runs.
 *
 *   npm run bench -- [--peers | --peer NAME...] [--quick] [--runs N] [--only NAME]... [--against CHECKOUT]
 *                    [--json FILE] [--baseline FILE] [--markdown] [--alone]
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { allways } from './peers/allways.ts'
import { measure, nodeAtRest } from './peers/measure.ts'
import type { Peer } from './peers/peer.ts'
import { rumur } from './peers/rumur.ts'
import { spin } from './peers/spin.ts'
import { tlc } from './peers/tlc.ts'
import { medianCost, type Report, type Row } from './report.ts'
import { againstBaseline, asMarkdown, asText } from './table.ts'
import { hasWorkers, twoWorkers } from './two-workers.ts'
import { root, type Workload, workloads } from './workloads.ts'

const { values } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    peer: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    against: { type: 'string' },
    json: { type: 'string' },
    baseline: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs ?? (values.quick ? 1 : 5))
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: expected a number of runs`)
const chosen = workloads(values.quick ? 'small' : 'large').filter(
  ({ name }) => values.only.length === 0 || values.only.includes(name),
)
if (chosen.length === 0) throw new Error(`--only ${values.only}: ${workloads('small').map(({ name }) => name)}`)

const say = (line: string) => process.stderr.write(`${line}\n`)
const scratch = mkdtempSync(resolve(tmpdir(), 'allways-bench-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

async function main(): Promise<void> {
  const here = allways(root)
  const all = [
    here,
    ...(values.against === undefined ? [] : [allways(values.against, 'allways before', [], undefined)]),
  ]
  const peers = [spin, rumur, tlc]
  for (const name of values.peer) {
    if (!peers.some((peer) => peer.name === name)) throw new Error(`--peer ${name}: expected SPIN, Rumur or TLC`)
  }
  all.push(...peers.filter(({ name }) => values.peers || values.peer.includes(name)))
  const tools = all.filter((peer) => {
    const why = peer.missing()
    if (why !== undefined) say(`not measured: ${why}`)
    return why === undefined
  })
  const loadBefore = loadavg()[0] as number
  const restBytes = await nodeAtRest()
  const rows: Row[] = []
  for (const workload of chosen) rows.push(await measureAll(workload, tools))
  const several = !values.alone && (await hasWorkers(chosen[0] as Workload))
  const workers = several ? await twoWorkers(chosen, runs, say) : undefined
  if (!several && !values.alone) say('not measured: two workers, because this allways has --workers 1 only')
  const report: Report = {
    machine: `${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    load: [loadBefore, loadavg()[0] as number],
    runs,
    restBytes,
    tools: Object.fromEntries(tools.map((tool) => [tool.name, tool.version()])),
    rows,
    ...(workers === undefined ? {} : { workers }),
  }
  if (values.quick) say('small sizes: the counts agree, the figures mean nothing')
  console.log(values.markdown ? asMarkdown(report) : asText(report))
  if (values.baseline !== undefined) {
    const baseline = JSON.parse(readFileSync(values.baseline, 'utf8')) as Report
    console.log(`\n${againstBaseline(report, baseline)}`)
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
}

async function measureAll(workload: Workload, tools: readonly Peer[]): Promise<Row> {
  const { name, design, params, counts, words } = workload
  const able = tools.filter((tool) => existsSync(tool.file(workload)))
  for (const tool of tools) if (!able.includes(tool)) say(`not measured: ${tool.name} has no model of ${name}`)
  const ready = able.map((tool) => {
    const folder = `${scratch}/${name}-${tool.name.replace(' ', '-')}`
    mkdirSync(folder)
    return { tool, run: tool.prepare(workload, folder), costs: [] as Row['costs'][string][] }
  })
  // a checkout builds itself on its first run
  for (const { tool } of ready.filter(({ tool }) => tool.name.startsWith('allways'))) {
    const warm = tool.prepare({ ...workload, design: 'small' }, scratch)
    await measure(warm.command, warm.args, warm.cwd)
  }
  for (let i = 0; i < runs; i++) {
    for (const { tool, run, costs } of ready) {
      const measured = await measure(run.command, run.args, run.cwd)
      const { code, output, errors, cpuSeconds, wallSeconds, peakBytes } = measured
      if (code !== 0) throw new Error(`${tool.name} ended with ${code} on ${name}:\n${output}${errors}`)
      const { states, transitions } = run.counts(output)
      if (states !== counts.states || transitions !== counts.transitions) {
        const expected = `${counts.states} states, ${counts.transitions} transitions`
        throw new Error(`${tool.name} found ${states} states, ${transitions} transitions in ${name}, not ${expected}`)
      }
      costs.push({ cpuSeconds, wallSeconds, peakBytes })
      say(`${name}, ${design}, ${tool.name}, run ${i + 1} of ${runs}: ${cpuSeconds.toFixed(1)} s of processor time`)
    }
  }
  const costs = Object.fromEntries(ready.map(({ tool, costs }) => [tool.name, medianCost(costs)]))
  return { name, design, params, ...counts, words, costs }
}

await main().catch((error: Error) => {
  say(`bench: ${error.message}`)
  process.exitCode = 1
})
