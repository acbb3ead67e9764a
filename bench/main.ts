/**
 * Speed, memory and start, each as a ratio to a yardstick in the same run. The figures are medians of five runs. It
 * ends with exit code 1 if a bar of the project is missed. `npm run bench` runs it; `--json` prints one JSON document.
 */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import dns from '../specs/dynamodb-dns.model.ts'
import { compile } from '../src/engine/compile/program.ts'
import { modelOf } from '../src/language/spec.ts'
import { checkDesign } from '../src/run/check.ts'
import { probeNanoseconds } from './yardstick.ts'

const design = 'tolerant rollback'
const params = { enactors: 3, plans: 7 }
const runs = 5
const now = performance.now.bind(performance)

interface Sample {
  readonly states: number
  readonly transitions: number
  readonly seconds: number
  readonly bytesPerState: number
  readonly peakBytesPerState: number
  readonly probeNanoseconds: number
}

async function sample(): Promise<Sample> {
  const rest = process.memoryUsage.rss()
  const result = await checkDesign(dns, design, { params, exhaustive: true })
  // maxRSS is in kilobytes on every system
  const peak = process.resourceUsage().maxRSS * 1024
  const words = compile(modelOf(dns, design, params).model).words
  return {
    states: result.states,
    transitions: result.transitions,
    seconds: result.seconds,
    bytesPerState: result.bytesPerState,
    peakBytesPerState: (peak - rest) / result.states,
    probeNanoseconds: probeNanoseconds(result.states, words, Math.min(result.transitions, 10_000_000), now),
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

const root = fileURLToPath(new URL('../..', import.meta.url))

function wallSeconds(args: readonly string[]): number {
  const started = now()
  execFileSync(process.execPath, args, { cwd: root, stdio: 'ignore' })
  return (now() - started) / 1000
}

function main(): void {
  const samples: Sample[] = []
  const starts: number[] = []
  const coldStarts: number[] = []
  const bare: number[] = []
  const check = ['bin/allways.js', 'check', 'specs/dynamodb-dns.model.ts', '--design', 'as deployed', '--no-write']
  const first = [...check, '--no-cache', '--property', 'endpoint never empty']
  // a checkout builds itself on its first run
  wallSeconds(['bin/allways.js', '--version'])
  for (let i = 0; i < runs; i++) {
    samples.push(
      JSON.parse(execFileSync(process.execPath, [process.argv[1] as string, '--sample'], { encoding: 'utf8' })),
    )
    rmSync(`${root}node_modules/.cache/allways`, { recursive: true, force: true })
    coldStarts.push(wallSeconds(first))
    starts.push(wallSeconds(first))
    bare.push(wallSeconds(['-e', '0']))
  }
  const { states, transitions } = samples[0] as Sample
  const perTransition = median(samples.map((s) => (s.seconds / s.transitions) * 1e9))
  const report = {
    machine: `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
    workload: `dynamodb-dns, ${design}, ${JSON.stringify(params)}`,
    states,
    transitions,
    millionTransitionsPerSecond: 1000 / perTransition,
    nanosecondsPerTransition: perTransition,
    nanosecondsPerProbe: median(samples.map((s) => s.probeNanoseconds)),
    transitionPerProbe: median(samples.map((s) => ((s.seconds / s.transitions) * 1e9) / s.probeNanoseconds)),
    bytesPerState: median(samples.map((s) => s.bytesPerState)),
    peakBytesPerState: median(samples.map((s) => s.peakBytesPerState)),
    firstCounterexampleSeconds: median(starts),
    firstCounterexampleColdSeconds: median(coldStarts),
    bareNodeSeconds: median(bare),
  }
  const bars: [string, number, number][] = [
    ['a transition, in hash-and-probes', report.transitionPerProbe, 4],
    ['bytes a state, peak of the process over its rest', report.peakBytesPerState, 48],
    [
      'from the shell to the first counterexample, in starts of Node',
      report.firstCounterexampleSeconds / report.bareNodeSeconds,
      5,
    ],
    ['the same without a bundle of an earlier run', report.firstCounterexampleColdSeconds / report.bareNodeSeconds, 8],
  ]
  if (process.argv.includes('--json')) console.log(JSON.stringify(report, undefined, 2))
  else {
    for (const [name, value] of Object.entries(report)) {
      console.log(`${name.padEnd(30)} ${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}`)
    }
    for (const [name, value, bar] of bars) {
      console.log(`${value <= bar ? 'within' : 'MISSED'}  ${name}: ${value.toFixed(2)}, at most ${bar}`)
    }
  }
  if (states <= 1_000_000 || bars.some(([, value, bar]) => value > bar)) process.exitCode = 1
}

if (process.argv.includes('--sample')) console.log(JSON.stringify(await sample()))
else main()
