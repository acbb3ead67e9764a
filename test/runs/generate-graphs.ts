/** Tapes of bytes as a graph that is a model. */
import * as fc from 'fast-check'
import { fairness, temporal } from '../differential/generate-runs.ts'
import { Tape } from '../differential/tape.ts'
import type { GraphD, GraphProcess, Table, Where } from './graph-model.ts'

const bytes = (minLength: number, maxLength: number) => fc.array(fc.nat(255), { minLength, maxLength, size: 'max' })

/** Random graphs; each is decided by two tapes, of the graph and of its runs, and is simpler where they are smaller. */
export const graphs = fc
  .tuple(bytes(150, 300), bytes(50, 150))
  .map(([ofGraph, ofRuns]) => graph(new Tape(ofGraph), new Tape(ofRuns)))

function graph(tape: Tape, runs: Tape): GraphD {
  const nodes = tape.between(2, 8)
  const node = () => tape.below(nodes)
  const table = (full: boolean): Table =>
    Array.from({ length: nodes }, () => {
      const lead = tape.chance(full ? 2 : 1, full ? 3 : 2) ? 1 : 0
      return tape.list(lead, lead + (tape.chance(1, 4) ? 1 : 0), node)
    })
  const fault = () => (tape.chance(1, 5) ? { budget: tape.between(1, 2), table: table(false) } : null)
  const named = (names: readonly string[]) => names.slice(0, tape.below(names.length + 1))

  const processes = Object.fromEntries(
    named(['p', 'q']).map((name): [string, GraphProcess] => {
      const instances = tape.weighted([
        [5, 1],
        [4, 2],
        [1, 0],
      ] as const)
      const labels = ['one', 'two'].slice(0, tape.between(1, 2))
      const steps = labels.map((label) => {
        const tables = Array.from({ length: instances }, () => table(true))
        return [label, { fair: fairness(runs), tables, next: tape.pick(labels) }] as const
      })
      return [name, { instances, fair: fairness(runs), steps: Object.fromEntries(steps), crash: fault() }]
    }),
  )
  const actions = Object.fromEntries(
    named(['act', 'react', 'drift']).map((name) => [name, { fair: fairness(runs), table: table(false) }]),
  )
  const names = {
    processes: Object.entries(processes).map(([name, { instances, steps }]) => ({
      name,
      instances,
      steps: Object.keys(steps),
    })),
    actions: Object.keys(actions),
  }
  const running = names.processes.filter(({ instances }) => instances > 0)
  const where = (): Where => {
    if (running.length === 0 || runs.chance(2, 3)) return { nodes: runs.list(1, 3, () => runs.below(nodes)) }
    const { name, instances, steps } = runs.pick(running)
    return { process: name, instance: runs.below(instances), label: runs.pick(steps) }
  }
  return {
    nodes,
    initial: tape.list(1, 2, node),
    processes,
    actions,
    storm: fault(),
    fair: fairness(runs),
    temporal: temporal(runs, names, where),
  }
}
