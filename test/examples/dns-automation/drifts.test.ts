/** Drifts planted in the service: each is found by driving the code, and told at its shortest. */
import { beforeAll, describe, expect, it } from 'vitest'
import { driverOn } from '../../../examples/dns-automation/driver.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { conformDesign } from '../../../src/conform/conform.ts'
import { type Drift, drifted, drifts } from './drifts.ts'

const inMemory = async () => ({ zone: new MemoryZone(), close: async () => {} })
const options = { file: 'spec', driverFile: 'driver', digest: '', locate: () => undefined }

const drive = (drift: Drift | undefined, design: string) =>
  conformDesign(driverOn(inMemory, drifted(drift)), design, options)

describe('a drift is found, and its story is the shortest', () => {
  it.each(Object.entries(drifts))('%s', async (name, [design, at, steps, says]) => {
    const { drift } = await drive(name as Drift, design)
    const last = drift?.trace.steps.at(-1)
    console.log(
      name,
      '|',
      design,
      '|',
      last?.process,
      last?.name,
      '|',
      drift?.trace.steps.length,
      '|',
      drift?.shortest,
      '|',
      drift?.message,
    )
    expect(drift).toMatchObject({ shortest: true, message: expect.stringContaining(says) })
    expect(`${last?.process} ${last?.name}`).toBe(at)
    expect(drift?.trace.steps.length).toBe(steps)
  })
})
