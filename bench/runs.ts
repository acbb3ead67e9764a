/**
 * Cost of properties of runs: one property of each sort on the DNS automation, compared with an exploration that checks
 * safety alone. Both are in processor time and in the same process. The figures are medians of five runs. It ends with
 * exit code 1 if a bar of the project is missed.
 */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import dns from '../specs/dynamodb-dns.model.ts'
import { compile } from '../src/engine/compile/program.ts'
import { Search } from '../src/engine/search/search.ts'
import type { Edges } from '../src/engine/store/edges.ts'
import type { Model } from '../src/language/model.ts'
import { type Property, questions } from '../src/language/properties.ts'
import { modelOf } from '../src/language/spec.ts'
import { type Temporal, type Temporals, temporals } from '../src/language/temporal.ts'
import { type Graph, parents } from '../src/liveness/graph.ts'
import { Liveness } from '../src/liveness/liveness.ts'

const runs = 5
// taken before a model is loaded, because models have no access to the clock
const now = performance.now.bind(performance)
const params = { enactors: 3, plans: 7 }

interface State {
  readonly latest: number
  readonly records: readonly { readonly active: number; readonly trees: { has(plan: number): boolean } }[]
  readonly enactor: readonly { readonly at: string; readonly plan: number }[]
}

/** One property of each sort, over the model's own predicates. */
function properties(make: Temporals<State, string>): { readonly [name: string]: Temporal } {
  const full = (s: State) => s.records.every((record) => record.trees.has(record.active))
  const settled = (s: State) => full(s) && s.records.every((record) => record.active === s.latest)
  const applying = (s: State) => s.enactor[0]?.at === 'apply plan'
  return {
    'can always reach': make.canAlwaysReach(settled, { using: ['planner', 'enactor'] }),
    'leads to': make.leadsTo(applying, (s) => !applying(s)),
    'eventually always': make.eventuallyAlways(settled),
    'always eventually': make.alwaysEventually(full),
    ltl: make.always(
      make.implies(
        applying,
        make.until(applying, (s) => !applying(s)),
      ),
    ),
  }
}

interface Sample {
  readonly states: number
  readonly transitions: number
  readonly safetySeconds: number
  readonly allSeconds: number
  readonly seconds: { readonly [property: string]: number }
  readonly graphBytesPerTransition: number
  readonly verdicts: readonly string[]
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function explore(model: Model, keepGraph: boolean): Search {
  const exploration = new Search(compile(model), {
    kinds: model.properties.map(({ kind }) => kind),
    actions: model.actions.length,
    limits: { maxStates: 2 ** 30, maxBytes: 2 ** 34 },
    keepGraph,
  })
  while (!exploration.done) exploration.run(1000, now)
  return exploration
}

/** The model with mixed fairness: the last enactor is strongly fair. */
function mixed(model: Model): Model {
  const { fairness } = model
  return { ...model, fairness: fairness.map((one, i) => ({ ...one, strong: i === fairness.length - 1 })) }
}

function sample(): Sample {
  const safety = modelOf(dns, 'tolerant rollback', params).model
  const states = safety.properties.filter(({ formula }) => formula === undefined)
  const temporal = Object.entries(properties(temporals as unknown as Temporals<State, string>)).map(
    ([name, { kind, formula }]): Property => ({
      name,
      kind,
      formula,
      test: undefined,
      ...(kind === 'canAlwaysReach' ? { using: safety.actions.flatMap((a, i) => (a.kind === 'step' ? [i] : [])) } : {}),
    }),
  )
  const before = cpu()
  explore({ ...safety, properties: states }, false)
  const between = cpu()
  const model = mixed({ ...safety, properties: [...states, ...temporal] })
  const exploration = explore(model, true)
  const explored = cpu()
  const { rows, labels, initial } = exploration as Search & { rows: Edges }
  const graph = { rows, labels, initial, actions: model.actions.length, parent: parents(rows, initial) }
  const liveness = new Liveness(graph as Graph, questions(model).fairness)
  const seconds: Record<string, number> = { exploration: explored - between }
  const verdicts: string[] = []
  questions(model).asked.forEach((question, i) => {
    if (question === undefined) return
    const started = cpu()
    verdicts.push(liveness.decide(question).verdict)
    seconds[(model.properties[i] as Property).name] = cpu() - started
  })
  return {
    states: exploration.store.count,
    transitions: exploration.transitions,
    safetySeconds: between - before,
    allSeconds: cpu() - between,
    seconds,
    graphBytesPerTransition: (exploration.rows?.bytes ?? 0) / exploration.transitions,
    verdicts,
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number

function main(): void {
  const samples: Sample[] = []
  for (let i = 0; i < runs; i++) {
    const text = execFileSync(process.execPath, [process.argv[1] as string, '--sample'], { encoding: 'utf8' })
    samples.push(JSON.parse(text))
  }
  const [first] = samples as [Sample]
  const report = {
    machine: `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
    states: first.states,
    transitions: first.transitions,
    verdicts: first.verdicts.join(' '),
    safetySeconds: median(samples.map((s) => s.safetySeconds)),
    allSeconds: median(samples.map((s) => s.allSeconds)),
    ...Object.fromEntries(
      Object.keys(first.seconds).map((name) => [name, median(samples.map((s) => s.seconds[name] as number))]),
    ),
    allToSafety: median(samples.map((s) => s.allSeconds / s.safetySeconds)),
    graphBytesPerTransition: first.graphBytesPerTransition,
  }
  for (const [name, value] of Object.entries(report)) {
    console.log(`${name.padEnd(30)} ${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}`)
  }
  const bars: [string, number, number][] = [
    ['everything with five properties of runs, in explorations for safety alone', report.allToSafety, 2],
    ['bytes a transition, for the graph', report.graphBytesPerTransition, 8],
  ]
  for (const [name, value, bar] of bars) {
    console.log(`${value <= bar ? 'within' : 'MISSED'}  ${name}: ${value.toFixed(2)}, at most ${bar}`)
  }
  if (first.states < 1_000_000 || bars.some(([, value, bar]) => value > bar)) process.exitCode = 1
}

if (process.argv.includes('--sample')) console.log(JSON.stringify(sample()))
else main()
