import { describe, expect, it } from 'vitest'
import type { Model } from '../../../src/language/model.ts'
import { spec } from '../../../src/language/spec.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { bridge, fischer, leaderLease, retransmission, trainGate } from './published-models.ts'

/** The verdict of the first property of a model. */
async function verdictOf(model: Model): Promise<string | undefined> {
  const { properties, error } = await checkDesign(
    spec({ name: 'published', model: () => model, designs: { one: {} } }),
    'one',
  )
  expect(error).toBe(undefined)
  return properties[0]?.verdict
}

describe('published timed systems', () => {
  it.each([2, 3, 4, 5, 6])(
    "keep Fischer's mutual exclusion of %i processes if the wait is longer than the write",
    async (processes) => {
      for (const [wait, verdict] of [
        [1, 'violated'],
        [2, 'violated'],
        [3, 'holds'],
      ] as const) {
        expect([wait, await verdictOf(fischer({ processes, wait, write: 2 }))]).toEqual([wait, verdict])
      }
    },
    120_000,
  )

  it.each([
    [16, 'violated'],
    [17, 'holds'],
    [18, 'holds'],
  ] as const)('bring four people over the bridge in %i minutes: %s', async (minutes, verdict) => {
    expect(await verdictOf(bridge({ minutes }))).toBe(verdict)
  })

  it.each([
    [9, 'holds'],
    [10, 'violated'],
    [11, 'violated'],
  ] as const)('let one train on the bridge if the gate reacts within %i units: %s', async (reaction, verdict) => {
    expect(await verdictOf(trainGate({ reaction }))).toBe(verdict)
  })

  it.each([1, 2, 3])('time out too early if the time-out is at most twice a delay of %i', async (delay) => {
    expect(await verdictOf(retransmission({ delay, timeout: 2 * delay - 1 }))).toBe('violated')
    expect(await verdictOf(retransmission({ delay, timeout: 2 * delay }))).toBe('violated')
    expect(await verdictOf(retransmission({ delay, timeout: 2 * delay + 1 }))).toBe('holds')
  })

  it('have two leaders if the others are not more patient than the lease, by their slowest and fastest clocks', async () => {
    for (const [drift, threshold] of [
      [[1, 1], 11],
      // the leader may take 12 units, and the others take at least 13 of 15
      [[0.9, 1.1], 15],
      // 20 and 21
      [[0.5, 1], 21],
    ] as const) {
      for (const [patience, verdict] of [
        [threshold - 1, 'violated'],
        [threshold, 'holds'],
        [threshold + 1, 'holds'],
      ] as const) {
        expect([patience, await verdictOf(leaderLease({ lease: 10, patience, drift }))]).toEqual([patience, verdict])
      }
    }
  })
})
