import { describe, expect, test } from 'vitest'
import networkManager from '../../specs/network-manager.model.ts'
import type { PropertyResult } from '../../src/result.ts'
import { bundled } from './bundled.ts'
import { testStories, testTable } from './told.ts'

const loaded = await bundled('specs/network-manager.model.ts')

/**
 * Counts of the whole space, the lengths of counterexamples and witnesses, and the steps of the worst way back. A
 * separate program, written from the description of the system over plain objects, gave the same states for every
 * design but `newest first`. It has no transitions in which the input changes together with something else: those are counted
 * apart in test/language/joint.test.ts.
 */
const known = [
  {
    design: 'as deployed',
    counts: { states: 24330, transitions: 202104, depth: 23 },
    lengths: { bounded: 6, serves: 3, gone: 3, dark: 2, full: 4, waits: 1, drains: 15 },
    back: { drained: 9 },
  },
  {
    design: 'as deployed, engineers stop launches',
    counts: { states: 49750, transitions: 455206, depth: 24 },
    lengths: { bounded: 6, accepted: 7, serves: 3, gone: 3, dark: 2, full: 4, waits: 1, drains: 15 },
    back: { drained: 9 },
  },
  {
    design: 'queue-size throttle',
    counts: { states: 8072, transitions: 69888, depth: 22 },
    lengths: { accepted: 6, serves: 3, gone: 3, dark: 2, full: 4, waits: 1, cleaned: 7, drains: 8 },
    back: { drained: 8 },
  },
  {
    design: 'throttle on launches only',
    counts: { states: 14272, transitions: 118080, depth: 23 },
    lengths: { bounded: 6, accepted: 6, serves: 3, gone: 3, dark: 2, full: 4, waits: 1, drains: 15 },
    back: { drained: 8 },
  },
  {
    design: 'throttle that looks before',
    counts: { states: 11814, transitions: 100836, depth: 22 },
    lengths: { bounded: 6, accepted: 6, serves: 3, gone: 3, dark: 2, full: 4, waits: 1, cleaned: 7, drains: 8 },
    back: { drained: 8 },
  },
  {
    design: 'throttle until drained',
    counts: { states: 10088, transitions: 86896, depth: 22 },
    lengths: { accepted: 6, serves: 3, gone: 3, dark: 2, full: 4, waits: 1 },
    back: { drained: 8 },
  },
  {
    design: 'newest first',
    counts: { states: 24330, transitions: 202104, depth: 23 },
    lengths: { bounded: 6, serves: 3, gone: 3, dark: 2, full: 4, waits: 1, ready: 8, cleaned: 8, drains: 9 },
    back: { drained: 9 },
  },
  {
    design: 'stale events dropped',
    counts: { states: 7734, transitions: 72846, depth: 21 },
    lengths: { bounded: 6, serves: 3, dark: 2, full: 4, waits: 1, drains: 14 },
    back: { drained: 6 },
  },
  {
    design: 'serves when ready',
    counts: { states: 17040, transitions: 122706, depth: 23 },
    lengths: { bounded: 6, gone: 3, dark: 2, full: 4, waits: 1, drains: 15 },
    back: { drained: 9 },
  },
  {
    design: 'recommended',
    counts: { states: 6022, transitions: 48872, depth: 20 },
    lengths: { accepted: 6, dark: 2, full: 4, waits: 1 },
    back: { drained: 6 },
  },
] satisfies Known[]

interface Known {
  readonly design: string
  readonly counts: { readonly states: number; readonly transitions: number; readonly depth: number }
  readonly lengths: { readonly [K in keyof typeof names]?: number }
  /** The worst ways back. */
  readonly back: { readonly drained: number }
}

const names = {
  bounded: 'backlog bounded',
  accepted: 'launch accepted',
  serves: 'no instance serves before its network is ready',
  gone: 'no work for an instance that is gone',
  dark: 'all leases back, and an instance launched without network',
  full: 'all leases back, and the backlog full',
  waits: 'a termination waits for the leases',
  ready: 'a launched instance becomes network-ready',
  cleaned: 'a terminated instance is cleaned up',
  drained: 'can always be drained',
  drains: 'a full backlog drains',
  stopped: 'once launches are stopped, the backlog drains',
  deadlock: 'no deadlock',
}

const wrong = (properties: readonly PropertyResult[]) => properties.filter((property) => !property.ok)
const broken = (properties: readonly PropertyResult[]) =>
  properties.filter(({ verdict }) => verdict !== 'holds').map(({ name }) => name)

test('every design is known here', () => {
  expect(Object.keys(networkManager.designs)).toEqual(known.map(({ design }) => design))
})

describe.each<Known>(known)('$design', ({ design, counts, lengths, back }) => {
  test('has its counts, verdicts and traces', async () => {
    const result = await loaded.check(design)

    expect(result).toMatchObject({ ...counts, complete: true })
    expect(wrong(result.properties)).toEqual([])
    const shown = (get: (property: PropertyResult) => number | undefined) =>
      Object.fromEntries(
        Object.entries(names).flatMap(([key, name]) => {
          const property = result.properties.find((other) => other.name === name)
          const value = property && get(property)
          return value === undefined ? [] : [[key, value]]
        }),
      )
    expect(
      shown(({ kind, counterexample, witness }) => (kind === 'reachable' ? witness : counterexample)?.steps.length),
    ).toEqual(lengths)
    expect(shown(({ value }) => value)).toEqual(back)
    // Only a throttle or an engineer refuses a launch.
    const idle = result.actions.filter(({ taken }) => taken === 0).map(({ name }) => name)
    expect(idle).toEqual('accepted' in lengths ? [] : ['caller RequestLimitExceeded'])
  })
})

const throttled = ['queue-size throttle', 'throttle until drained', 'recommended']

test.each(
  throttled.flatMap((design) => [
    { design, params: { slots: 3 } },
    { design, params: { callers: 2 } },
  ]),
)('the design $design has the same verdicts with $params', async ({ design, params }) => {
  const result = await loaded.check(design, { params })

  expect(result.complete).toBe(true)
  expect(wrong(result.properties)).toEqual([])
})

// At most one event an instance: the size of the fleet is a bound, and the only one.
test('where stale events are dropped, the backlog is bounded by the number of instances', async () => {
  const result = await loaded.check('stale events dropped', {
    params: { slots: 3 },
    properties: ['backlog bounded'],
  })

  expect(broken(result.properties)).toEqual([])
})

test('the recommended design has no step to spare', async () => {
  const without = async (params: { [name: string]: boolean | string }) =>
    broken((await loaded.check('recommended', { params })).properties)

  expect(await without({ throttle: 'none' })).toEqual(['backlog bounded', 'launch accepted'])
  expect(await without({ reopens: 'at a free slot' })).toContain('a full backlog drains')
  expect(await without({ dropsStale: false })).toContain('no work for an instance that is gone')
  expect(await without({ serves: 'when launched' })).toContain('no instance serves before its network is ready')
})

testStories(loaded)
testTable(loaded)
