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

describe('the times of published systems', () => {
  /** The shortest and the longest time; `undefined` without one. */
  const timesOf = async (of: Model) => {
    const { properties, error } = await checkDesign(
      spec({ name: 'published', model: () => of, designs: { one: {} } }),
      'one',
    )
    expect(error).toBe(undefined)
    return properties.flatMap(({ kind, verdict, value }) =>
      kind === 'shortestTime' || kind === 'longestTime' ? [[verdict, value]] : [],
    )
  }

  it('are 17 minutes at least for the bridge, and at most all that there are', async () => {
    expect(await timesOf(bridge({ minutes: 100 }))).toEqual([
      ['holds', 17],
      ['holds', 100],
    ])
  })

  // the least: the other train leaves at once, and the train starts again in 7. The most: the other train takes 20 to the
  // bridge and 5 over it, and then the train takes 15 to start
  it('are 7 to 40 units for a train on its way to the bridge', async () => {
    expect(await timesOf(trainGate({ reaction: 9, alike: false }))).toEqual([
      ['holds', 7],
      ['holds', 40],
    ])
  })

  // the second process may see no owner just before the first writes
  it.each([1, 2, 3])("are at most two writes of %i units in Fischer's protocol", async (write) => {
    expect(await timesOf(fischer({ write, wait: write + 1, isMeasured: true }))).toEqual([
      ['holds', 0],
      ['holds', 2 * write],
    ])
  })
})
