import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withParams } from '../../bench/peers/peer.ts'
import { murphiConstant } from '../../bench/peers/rumur.ts'
import { tlaConstant } from '../../bench/peers/tlc.ts'
import dnsRace from '../../bench/workloads/dns-race/dns-race.model.ts'
import fleet from '../../bench/workloads/fleet/fleet.model.ts'
import kv from '../../bench/workloads/kv/kv.model.ts'
import leases from '../../bench/workloads/leases/leases.model.ts'
import paxos from '../../bench/workloads/paxos/paxos.model.ts'
import peterson from '../../bench/workloads/peterson/peterson.model.ts'
import raft from '../../bench/workloads/raft/raft.model.ts'
import tickets from '../../bench/workloads/tickets/tickets.model.ts'
import twoPhaseCommit from '../../bench/workloads/two-phase-commit/two-phase-commit.model.ts'
import window from '../../bench/workloads/window/window.model.ts'
import { checkDesign } from '../../src/run/check.ts'

const modules = [
  ['dns-race', dnsRace, 'DnsRace'],
  ['two-phase-commit', twoPhaseCommit, 'TwoPhaseCommit'],
  ['peterson', peterson, 'Peterson'],
  ['leases', leases, 'Leases'],
  ['paxos', paxos, 'Paxos'],
  ['raft', raft, 'Raft'],
  ['kv', kv, 'Kv'],
  ['window', window, 'Window'],
  ['fleet', fleet, 'Fleet'],
  ['tickets', tickets, 'Tickets'],
] as const

test.each(modules)('%s has its counts at its small size, and everything holds', async (_name, spec) => {
  const { states, transitions, properties } = await checkDesign(spec, 'small')
  expect({ states, transitions }).toEqual(spec.designs.small?.counts)
  expect(properties.map(({ verdict }) => verdict)).toEqual(properties.map(() => 'holds'))
})

test.each(modules)('%s takes the parameters of its designs in every language', (name, spec, module) => {
  const folder = `bench/workloads/${name}`
  // Murphi has no properties of runs
  const isOfRuns = name === 'tickets'
  const files = [
    ...(isOfRuns ? [] : [[`${folder}/${name}.m`, murphiConstant] as const]),
    [`${folder}/${module}.cfg`, tlaConstant],
    [`${folder}/${name}.pml`, (macro: string) => new RegExp(`(^#define ${macro} )\\d+$`, 'im')],
  ] as const
  for (const { params } of Object.values(spec.designs)) {
    for (const [file, pattern] of files) {
      // a parameter that is not found throws
      withParams(readFileSync(file, 'utf8'), params as Record<string, number>, pattern)
    }
  }
})
