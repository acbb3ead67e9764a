import { describe, expect, test } from 'vitest'
import nlbHealth from '../../specs/nlb-health.model.ts'
import type { PropertyResult } from '../../src/result.ts'
import { bundled } from './bundled.ts'
import { testStories, testTable } from './told.ts'

const loaded = await bundled('specs/nlb-health.model.ts')

/**
 * Counts of the whole space, the lengths of counterexamples and witnesses, and the steps of the worst way back. A
 * separate program, written from the description of the system over plain objects, gave the same states for every
 * design. It has no transitions in which the input changes together with something else: those are counted
 * apart in test/language/joint.test.ts.
 */
const known = [
  {
    design: 'as deployed',
    counts: { states: 2050, transitions: 21904, depth: 22 },
    lengths: { capacity: 11, all: 13, zones: 11, nodes: 11, healthyOut: 9, late: 7 },
    back: { steady: 11 },
  },
  {
    design: 'as deployed, a zone dies',
    counts: { states: 20530, transitions: 232550, depth: 26 },
    lengths: { capacity: 10, all: 13, zones: 11, nodes: 10, healthyOut: 9, late: 7 },
    back: { steady: 11 },
  },
  {
    design: 'as deployed, new checkers',
    counts: { states: 2050, transitions: 16460, depth: 21 },
    lengths: { capacity: 5, all: 9, zones: 9, nodes: 5, healthyOut: 5, late: 7 },
    back: { steady: 11 },
  },
  {
    design: 'as deployed, late results wait',
    counts: { states: 30, transitions: 258, depth: 10 },
    lengths: { late: 7 },
    back: { steady: 6 },
  },
  {
    design: 'as deployed, new checkers, late results wait',
    counts: { states: 1922, transitions: 14076, depth: 25 },
    lengths: { capacity: 5, all: 9, zones: 9, nodes: 5, healthyOut: 5, late: 7 },
    back: { steady: 12 },
  },
  {
    design: 'as deployed, engineers',
    counts: { states: 4100, transitions: 49574, depth: 23 },
    lengths: { capacity: 11, all: 13, zones: 11, nodes: 11, healthyOut: 9, late: 7 },
    back: { steady: 11 },
  },
  {
    design: 'as deployed, engineers, new checkers',
    counts: { states: 4100, transitions: 38750, depth: 21 },
    lengths: { capacity: 5, all: 9, zones: 9, nodes: 5, healthyOut: 5, late: 7, disabled: 13 },
    back: { steady: 11 },
  },
  {
    design: 'nothing new, a zone dies',
    counts: { states: 50, transitions: 379, depth: 6 },
    lengths: {},
    back: { steady: 3 },
  },
  {
    design: 'velocity limit on zones',
    counts: { states: 1026, transitions: 10960, depth: 18 },
    lengths: { healthyOut: 9, late: 7 },
    back: { steady: 7 },
  },
  {
    design: 'velocity limit on zones, a zone dies',
    counts: { states: 10290, transitions: 116782, depth: 22 },
    lengths: { capacity: 10, nodes: 10, healthyOut: 9, late: 7 },
    back: { steady: 9 },
  },
  {
    design: 'velocity limit on zones, new checkers',
    counts: { states: 1538, transitions: 12460, depth: 18 },
    lengths: { capacity: 5, nodes: 5, healthyOut: 5, late: 7 },
    back: { steady: 9 },
  },
  {
    design: 'velocity limit on nodes and zones',
    counts: { states: 1010, transitions: 10764, depth: 18 },
    lengths: { healthyOut: 9, late: 7 },
    back: { steady: 7 },
  },
  {
    design: 'velocity limit on nodes and zones, a zone dies',
    counts: { states: 9074, transitions: 103386, depth: 24 },
    lengths: { capacity: 10, healthyOut: 9, late: 7, evacuated: 16 },
    back: { steady: 9 },
  },
  {
    design: 'velocity limit on nodes and zones, new checkers',
    counts: { states: 738, transitions: 5876, depth: 18 },
    lengths: { healthyOut: 5, late: 7 },
    back: { steady: 7 },
  },
  {
    design: 'velocity limit on nodes and zones, new checkers, a zone dies',
    counts: { states: 2242, transitions: 19576, depth: 19 },
    lengths: { capacity: 4, healthyOut: 5, late: 7, evacuated: 10 },
    back: { steady: 9 },
  },
  {
    design: 'velocity limit that looks before',
    counts: { states: 4900, transitions: 52265, depth: 25 },
    lengths: { capacity: 11, all: 13, zones: 11, nodes: 11, healthyOut: 9, late: 7 },
    back: { steady: 11 },
  },
  { design: 'admit when ready', counts: { states: 3, transitions: 21, depth: 2 }, lengths: {}, back: { steady: 0 } },
  {
    design: 'admit when ready, a zone dies',
    counts: { states: 103, transitions: 802, depth: 11 },
    lengths: {},
    back: { steady: 6 },
  },
  {
    design: 'admit when ready, new checkers, a zone dies',
    counts: { states: 51, transitions: 282, depth: 7 },
    lengths: {},
    back: { steady: 3 },
  },
  {
    design: 'failover off',
    counts: { states: 34, transitions: 316, depth: 10 },
    lengths: { late: 7 },
    back: { steady: 5 },
  },
  {
    design: 'failover off, a zone dies',
    counts: { states: 346, transitions: 3436, depth: 12 },
    lengths: { late: 7 },
    back: { steady: 7 },
  },
  {
    design: 'failover off, new checkers',
    counts: { states: 130, transitions: 924, depth: 11 },
    lengths: { capacity: 5, nodes: 5, late: 7 },
    back: { steady: 7 },
  },
  {
    design: 'all removal off, a zone dies',
    counts: { states: 16, transitions: 145, depth: 2 },
    lengths: { steady: 1, quiet: 1, evacuated: 1, evacuatedReady: 1 },
  },
  {
    design: 'fail open',
    counts: { states: 2050, transitions: 21904, depth: 22 },
    lengths: { capacity: 11, all: 13, zones: 11, nodes: 11, healthyOut: 9, late: 7 },
    back: { steady: 8 },
  },
  {
    design: 'failover loads the checks',
    counts: { states: 2050, transitions: 21904, depth: 22 },
    lengths: { capacity: 11, all: 13, zones: 11, nodes: 11, healthyOut: 9, late: 7, quiet: 14, back: 16 },
    back: { steady: 12 },
  },
  {
    design: 'failover loads the checks, velocity limit',
    counts: { states: 1026, transitions: 10960, depth: 18 },
    lengths: { healthyOut: 9, late: 7, quiet: 14 },
    back: { steady: 8 },
  },
  {
    design: 'failover loads the checks, return when worked off',
    counts: { states: 2050, transitions: 21520, depth: 28 },
    lengths: { capacity: 11, all: 13, zones: 11, nodes: 11, healthyOut: 9, late: 7, quiet: 24, back: 24 },
    back: { steady: 14 },
  },
  {
    design: 'failover loads the checks, both',
    counts: { states: 1026, transitions: 10864, depth: 24 },
    lengths: { healthyOut: 9, late: 7 },
    back: { steady: 8 },
  },
  { design: 'recommended', counts: { states: 98, transitions: 763, depth: 10 }, lengths: {}, back: { steady: 6 } },
] satisfies Known[]

interface Known {
  readonly design: string
  readonly counts: { readonly states: number; readonly transitions: number; readonly depth: number }
  readonly lengths: { readonly [K in keyof typeof names]?: number }
  /** The worst ways back. */
  readonly back?: { readonly steady: number }
}

const names = {
  capacity: 'healthy capacity in service',
  all: 'not all zones out',
  zones: 'zones out within velocity',
  nodes: 'nodes out within velocity',
  healthyOut: 'all targets healthy, and a zone out of DNS',
  late: 'the checks are late',
  steady: 'can always be steady',
  quiet: 'eventually quiet',
  back: 'capacity comes back',
  disabled: 'with failover disabled, capacity comes back',
  evacuated: 'a dead zone is evacuated',
  evacuatedReady: 'once the network is ready, a dead zone is evacuated',
  deadlock: 'no deadlock',
}

/** The steps that a design never takes, for the reason that its note gives. */
const idle: { readonly [design: string]: readonly string[] } = {
  'as deployed, late results wait': ['failover fail zone over', 'failover bring zone back'],
  'nothing new, a zone dies': ['check return to DNS', 'failover bring zone back', 'bring new instances into service'],
  'admit when ready': [
    'check remove from DNS',
    'check return to DNS',
    'failover fail zone over',
    'failover bring zone back',
    'work off a change',
  ],
  'admit when ready, a zone dies': ['check return to DNS'],
  'admit when ready, new checkers, a zone dies': ['check return to DNS', 'failover bring zone back'],
  'failover off': ['failover fail zone over', 'failover bring zone back'],
  'failover off, a zone dies': ['failover fail zone over', 'failover bring zone back'],
  'failover off, new checkers': ['failover fail zone over', 'failover bring zone back'],
  'all removal off, a zone dies': [
    'check remove from DNS',
    'check return to DNS',
    'failover fail zone over',
    'failover bring zone back',
    'work off a change',
  ],
  recommended: ['check return to DNS'],
}

const wrong = (properties: readonly PropertyResult[]) => properties.filter((property) => !property.ok)
const broken = async (design: string, params: { readonly [name: string]: number | boolean | string }) =>
  (await loaded.check(design, { params })).properties
    .filter(({ kind, verdict }) => kind !== 'reachable' && verdict !== 'holds')
    .map(({ name }) => name)

test('every design is known here', () => {
  expect(Object.keys(nlbHealth.designs)).toEqual(known.map(({ design }) => design))
})

describe.each<Known>(known)('$design', ({ design, counts, lengths, back = {} }) => {
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
    expect(result.actions.filter(({ taken }) => taken === 0).map(({ name }) => name)).toEqual(idle[design] ?? [])
  })
})

test.each(['as deployed', 'velocity limit on zones', 'velocity limit on nodes and zones'])(
  'the design %s has the same verdicts where it takes one change more to degrade the checks',
  async (design) => {
    const result = await loaded.check(design, { params: { load: 4 } })

    expect(result.complete).toBe(true)
    expect(wrong(result.properties)).toEqual([])
  },
)

test('the recommended design holds under the other reading, and if a failover is load, too', async () => {
  expect(await broken('recommended', { unready: 'checkers', zones: 2, demand: 1, nodeLimit: 1 })).toEqual([])
  expect(await broken('recommended', { failoverLoads: true })).toEqual([])
})

test('without admission, the limits of the recommended design leave a true loss beside a false one', async () => {
  expect(await broken('recommended', { admission: 'at once' })).toEqual([
    'healthy capacity in service',
    'a dead zone is evacuated',
  ])
})

testStories(loaded)
testTable(loaded)
