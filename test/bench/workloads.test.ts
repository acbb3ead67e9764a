import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withParams } from '../../bench/peers/peer.ts'
import { murphiConstant } from '../../bench/peers/rumur.ts'
import { tlaConstant } from '../../bench/peers/tlc.ts'
import dnsRace from '../../bench/workloads/dns-race/dns-race.model.ts'
import leases from '../../bench/workloads/leases/leases.model.ts'
import peterson from '../../bench/workloads/peterson/peterson.model.ts'
import twoPhaseCommit from '../../bench/workloads/two-phase-commit/two-phase-commit.model.ts'
import { checkDesign } from '../../src/run/check.ts'

const modules = [
  ['dns-race', dnsRace, 'DnsRace'],
  ['two-phase-commit', twoPhaseCommit, 'TwoPhaseCommit'],
  ['peterson', peterson, 'Peterson'],
  ['leases', leases, 'Leases'],
] as const

test.each(modules)('%s has its counts at its small size, and everything holds', async (_name, spec) => {
  const { states, transitions, properties } = await checkDesign(spec, 'small')
  expect({ states, transitions }).toEqual(spec.designs.small?.counts)
  expect(properties.map(({ verdict }) => verdict)).toEqual(properties.map(() => 'holds'))
})

test.each(modules)('%s takes the parameters of its designs in every language', (name, spec, module) => {
  const folder = `bench/workloads/${name}`
  const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8')
  for (const { params } of Object.values(spec.designs)) {
    const numbers = params as Record<string, number>
    // a parameter that is not found throws
    withParams(read(`${name}.m`), numbers, murphiConstant)
    withParams(read(`${module}.cfg`), numbers, tlaConstant)
    withParams(read(`${name}.pml`), numbers, (macro) => new RegExp(`(^#define ${macro} )\\d+$`, 'im'))
  }
})
