/** Drifts planted in the service: each is found by driving the code, and told at its shortest. */
import { describe, expect, it } from 'vitest'
import { driverOn } from '../../../examples/dns-automation/driver.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { conformDesign } from '../../../src/conform/conform.ts'
import { type Drift, drifted, drifts } from './drifts.ts'

const inMemory = async () => ({ zone: new MemoryZone(), close: async () => {} })
const options = { file: 'spec', driverFile: 'driver', digest: '', locate: () => undefined }

describe('a drift is found, and its story is the shortest', () => {
  it.each(Object.entries(drifts))('%s', async (name, [design, at, steps, says]) => {
    const { drift } = await conformDesign(driverOn(inMemory, drifted(name as Drift)), design, options)
    const last = drift?.trace.steps.at(-1)
    expect(drift).toMatchObject({ message: expect.stringContaining(says), shortest: true })
    expect({ at: `${last?.process} ${last?.name}`, steps: drift?.trace.steps.length }).toEqual({ at, steps })
  })
})

describe('code without a drift passes', () => {
  it.each(['as deployed', 'compare-and-swap', 'recommended', 'guarded cleanup', 'tolerant rollback'])(
    '%s, with one plan less',
    async (design) => {
      const result = await conformDesign(driverOn(inMemory, drifted()), design, { ...options, params: { plans: 3 } })
      expect(result.drift).toBeUndefined()
      expect(result.driven).toBe(result.drivable)
    },
  )
})
