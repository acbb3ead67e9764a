/** The workloads on which allways is compared with its peers. The models' designs have the sizes and counts. */
import { fileURLToPath } from 'node:url'
import { compile } from '../src/engine/compile/program.ts'
import { modelOf, type Spec } from '../src/language/spec.ts'
import type { Counts, Job } from './peers/peer.ts'
import dnsRace from './workloads/dns-race/dns-race.model.ts'
import fleet from './workloads/fleet/fleet.model.ts'
import kv from './workloads/kv/kv.model.ts'
import leases from './workloads/leases/leases.model.ts'
import paxos from './workloads/paxos/paxos.model.ts'
import peterson from './workloads/peterson/peterson.model.ts'
import raft from './workloads/raft/raft.model.ts'
import tickets from './workloads/tickets/tickets.model.ts'
import twoPhaseCommit from './workloads/two-phase-commit/two-phase-commit.model.ts'
import window from './workloads/window/window.model.ts'

export interface Workload extends Job {
  /** 32-bit words of a packed state. */
  readonly words: number
}

// each script is bundled into dist/bench/
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Parameters of sizes that are too large to finish. These runs stop at a number of states. */
const larger = {
  'dns-race': { plans: 8 },
  'two-phase-commit': { managers: 11 },
  peterson: { processes: 6 },
  leases: { lease: 9, renewAt: 2 },
}

/** The parameters of a workload on the command line. */
export function optionsOf({ params }: Workload): string[] {
  return Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`])
}

/** `changed`: parameters by the name of the workload, for sizes that differ from that of the design. */
export function workloads(
  design: 'small' | 'large',
  changed: Readonly<Record<string, Readonly<Record<string, number>>>> = {},
): Workload[] {
  const workload = (spec: Spec, module: string, spinDepth: number): Workload => ({
    name: spec.name,
    folder: `${root}bench/workloads/${spec.name}`,
    module,
    design,
    params: { ...(spec.designs[design]?.params as Job['params']), ...changed[spec.name] },
    counts: spec.designs[design]?.counts as Counts,
    spinDepth,
    words: compile(modelOf(spec, design, changed[spec.name]).model).words,
  })
  return [
    workload(dnsRace, 'DnsRace', 10_000),
    workload(twoPhaseCommit, 'TwoPhaseCommit', 10_000),
    workload(peterson, 'Peterson', 1_200_000),
    workload(leases, 'Leases', 3_000_000),
    workload(paxos, 'Paxos', 10_000),
    workload(raft, 'Raft', 10_000),
    workload(kv, 'Kv', 3_000_000),
    workload(window, 'Window', 3_000_000),
    workload(fleet, 'Fleet', 3_000_000),
    workload(tickets, 'Tickets', 1_200_000),
  ]
}

/** The workloads that have a larger size, at that size. */
export const largerWorkloads = (): Workload[] => workloads('large', larger).filter(({ name }) => name in larger)
