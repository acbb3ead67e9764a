/**
 * Speed of random walks: walks, steps and successors per second of processor time, for each bias. It uses a bundled
 * spec and the workload of the leases, at sizes whose states were never counted. The figures are medians of five runs.
 */
import { cpus, loadavg } from 'node:os'
import dns from '../specs/dynamodb-dns.model.ts'
import { compile } from '../src/engine/compile/program.ts'
import { type BiasName, biasNames } from '../src/engine/simulate/biases.ts'
import { Walks } from '../src/engine/simulate/walks.ts'
import { actorsOf } from '../src/language/actions.ts'
import { modelOf, type Params, type Spec } from '../src/language/spec.ts'
import { median } from './report.ts'
import leases from './workloads/leases/leases.model.ts'

const runs = 5
const steps = 1_000_000

interface Sample {
  readonly walks: number
  readonly steps: number
  readonly successors: number
  readonly states: number
}

function walked(spec: Spec, design: string, params: Params, bias: BiasName, seed: number): Sample {
  const { model } = modelOf(spec, design, params)
  const walks = new Walks(compile(model), {
    kinds: model.properties.map(({ kind }) => kind),
    ...{ orders: [], actors: actorsOf(model.actions), seed, bias, walks: Number.POSITIVE_INFINITY, depth: 200 },
    limits: { maxStates: 2 ** 30, maxBytes: 2 ** 30 },
  })
  // if every property is decided early, the walks end early, and the test below fails
  const cpu = () => process.cpuUsage().user + process.cpuUsage().system
  // a clock that jumps at each reading, so that a slice has 256 steps
  let slices = 0
  walks.run(100, () => slices++)
  const before = { walks: walks.walks, steps: walks.steps, successors: walks.successors }
  const started = cpu()
  while (!walks.done && walks.steps < before.steps + steps) walks.run(100, () => slices++)
  const seconds = (cpu() - started) / 1e6
  if (walks.done)
    throw new Error(`${spec.name}: everything was found after ${walks.steps} steps: choose another design`)
  return {
    walks: (walks.walks - before.walks) / seconds,
    steps: (walks.steps - before.steps) / seconds,
    successors: (walks.successors - before.successors) / seconds,
    states: walks.store.count,
  }
}

const machine = `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`
console.log(`${machine}, medians of ${runs}, a second of the processor`)
const thousands = (n: number) => `${Math.round(n / 1000)} k`
for (const [spec, design, params] of [
  [dns, 'tolerant rollback', { enactors: 5, plans: 12 }],
  [leases, 'large', { droplets: 12 }],
] as const) {
  console.log(`\n${spec.name}, ${design}, ${JSON.stringify(params)}`)
  for (const bias of biasNames) {
    const samples = Array.from({ length: runs }, (_, seed) => walked(spec, design, params, bias, seed))
    const of = (what: keyof Sample) => median(samples.map((sample) => sample[what]))
    const rates = `${Math.round(of('walks'))} walks, ${thousands(of('steps'))} steps, ${thousands(of('successors'))} successors`
    console.log(`  ${bias.padEnd(13)} ${rates}; ${thousands(of('states'))} states seen`)
  }
}
