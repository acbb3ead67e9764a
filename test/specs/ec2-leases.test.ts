import { describe, expect, test } from 'vitest'
import ec2Leases from '../../specs/ec2-leases.model.ts'
import type { PropertyResult } from '../../src/result.ts'
import { bundled } from './bundled.ts'
import { testStories, testTable } from './told.ts'

const loaded = await bundled('specs/ec2-leases.model.ts')

/**
 * Counts of the whole space, the lengths of the shortest counterexamples and witnesses, and the steps of the worst way
 * back. A separate program, written from the description of the system over plain objects, gave the same states and worst
 * ways back for every design. It has no transitions in which DynamoDB changes together with something else: those are
 * counted apart in test/language/joint.test.ts.
 */
const known = [
  {
    design: 'as deployed',
    counts: { states: 4518, transitions: 7841, depth: 73 },
    lengths: { bounded: 15, lapse: 5, zombie: 15, collapse: 27, capacity: 28, automation: 18 },
  },
  { design: 'no outage', counts: { states: 25, transitions: 37, depth: 13 }, lengths: {}, back: 0 },
  {
    design: 'short outage',
    counts: { states: 1295, transitions: 2435, depth: 39 },
    lengths: { lapse: 5, zombie: 15 },
    back: 5,
  },
  {
    design: 'longer outage',
    counts: { states: 3474, transitions: 5827, depth: 61 },
    lengths: { bounded: 15, lapse: 5, zombie: 15, collapse: 55, capacity: 56, automation: 20 },
  },
  {
    design: 'some more capacity',
    counts: { states: 2709, transitions: 4895, depth: 85 },
    lengths: { bounded: 24, lapse: 5, zombie: 24, collapse: 29, capacity: 30 },
    back: 23,
  },
  {
    design: 'ample capacity',
    counts: { states: 1839, transitions: 3441, depth: 41 },
    lengths: { lapse: 5, capacity: 30 },
    back: 5,
  },
  {
    design: 'admission limited by queue size',
    counts: { states: 2837, transitions: 5028, depth: 44 },
    lengths: { lapse: 5, zombie: 15, capacity: 28 },
    back: 8,
  },
  {
    design: 'admission limited, one too many',
    counts: { states: 4532, transitions: 7708, depth: 69 },
    lengths: { bounded: 15, lapse: 5, zombie: 15, collapse: 27, capacity: 28 },
    back: 13,
  },
  {
    design: 'LIFO',
    counts: { states: 6711, transitions: 11374, depth: 50 },
    lengths: { bounded: 15, lapse: 5, zombie: 15, collapse: 27, capacity: 28 },
    back: 7,
  },
  {
    design: 'drop expired attempts unserved',
    counts: { states: 2040, transitions: 3612, depth: 41 },
    lengths: { bounded: 19, lapse: 5, capacity: 28 },
    back: 6,
  },
  {
    design: 'short back-off',
    counts: { states: 3640, transitions: 6509, depth: 50 },
    lengths: { bounded: 19, lapse: 5, zombie: 15, collapse: 27, capacity: 28 },
    back: 12,
  },
  {
    design: 'back-off',
    counts: { states: 4733, transitions: 8625, depth: 53 },
    lengths: { bounded: 19, lapse: 5, zombie: 15, collapse: 27, capacity: 28 },
    back: 11,
  },
  {
    design: 'late throttle only',
    counts: { states: 12658, transitions: 25251, depth: 77 },
    lengths: { bounded: 15, launch: 18, lapse: 5, zombie: 15, collapse: 27, capacity: 28, refused: 18, automation: 18 },
  },
  {
    design: 'restart only',
    counts: { states: 13981, transitions: 29078, depth: 120 },
    lengths: { bounded: 15, lapse: 5, zombie: 15, collapse: 27, capacity: 27, automation: 18 },
  },
  {
    design: 'restart only, nobody asks',
    counts: { states: 1679, transitions: 2414, depth: 68 },
    lengths: { bounded: 19, lapse: 5, zombie: 23, collapse: 27, automation: 26 },
  },
  {
    design: 'throttle and restart',
    counts: { states: 21728, transitions: 45173, depth: 77 },
    lengths: { bounded: 15, launch: 18, lapse: 5, zombie: 15, collapse: 27, capacity: 28, refused: 18, automation: 18 },
  },
  {
    design: 'throttle and restart, two hosts',
    counts: { states: 10153, transitions: 22971, depth: 90 },
    lengths: { bounded: 0, launch: 6, lapse: 0, zombie: 0, collapse: 0, capacity: 2, refused: 3, automation: 0 },
  },
] satisfies Known[]

interface Known {
  readonly design: string
  readonly counts: { readonly states: number; readonly transitions: number; readonly depth: number }
  readonly lengths: { readonly [K in keyof typeof names]?: number }
  /** The worst way back by automation, where there always is one. */
  readonly back?: number
}

// Lassos are left out, because the reported one need not be the shortest.
const names = {
  bounded: 'queue stays bounded',
  launch: 'a launch succeeds when a leased droplet exists',
  lapse: 'a lease lapses',
  zombie: 'a zombie is queued though DynamoDB is up',
  collapse: 'a host collapses though DynamoDB is up',
  capacity: 'a launch fails for want of a lease',
  refused: 'a launch fails under the throttle',
  automation: 'recovers by automation',
  deadlock: 'no deadlock',
}

const traceOf = ({ kind, verdict, counterexample, witness }: PropertyResult) => {
  if (kind === 'reachable') return witness
  return verdict === 'violated' ? counterexample : undefined
}

test('every design is known here', () => {
  expect(Object.keys(ec2Leases.designs)).toEqual(known.map(({ design }) => design))
})

/** Steps that a runbook leaves out, with their design. Every other step of every design is taken. */
const notTaken: { readonly [design: string]: readonly string[] } = {
  'late throttle only': ['operator restart host'],
  'restart only': ['operator throttle', 'operator un-throttle'],
  'restart only, nobody asks': ['operator throttle', 'operator un-throttle'],
}

describe.each<Known>(known)('$design', ({ design, counts, lengths, back }) => {
  test('has its counts, verdicts and shortest traces', async () => {
    const result = await loaded.check(design)

    expect(result).toMatchObject({ ...counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
    const property = (name: string) => result.properties.find((other) => other.name === name)
    const shown = Object.entries(names).flatMap(([key, name]) => {
      const found = property(name)
      const trace = found && traceOf(found)
      return trace ? [[key, trace.steps.length]] : []
    })
    expect(Object.fromEntries(shown)).toEqual(lengths)
    expect(property('recovers by automation')?.value).toBe(back)
    expect(result.actions.filter(({ taken }) => taken === 0).map(({ name }) => name)).toEqual(notTaken[design] ?? [])
  })
})

const verdicts = async (design: string, params: object) => {
  const { complete, properties } = await loaded.check(design, { params: { ...params } })
  expect(complete).toBe(true)
  const of = (name: string) => properties.find((property) => property.name === name)?.verdict
  return {
    automation: of('recovers by automation'),
    settles: of('settles'),
    ...(of('recovers with the runbook') && { runbook: of('recovers with the runbook') }),
  }
}

const heals = { automation: 'holds', settles: 'holds' }
const never = { automation: 'violated', settles: 'violated' }
const onlyWithLuck = { automation: 'holds', settles: 'violated' }

describe('the same numbers heal or do not', () => {
  test.each([0, 1, 2, 3])('after up to %i rounds without DynamoDB it heals', async (longestOutage) => {
    expect(await verdicts('short outage', { longestOutage })).toEqual(heals)
  })

  test.each([4, 5, 6])('after up to %i rounds it may not', async (longestOutage) => {
    expect(await verdicts('short outage', { longestOutage })).toEqual(never)
  })

  test('two hosts heal after a short outage, too', async () => {
    expect(await verdicts('short outage', { hosts: 2 })).toEqual(heals)
  })

  test('a second short outage, before the first is digested, makes a long one', async () => {
    expect(await verdicts('short outage', { outages: 2 })).toEqual(never)
  })

  test('no launches are needed to collapse', async () => {
    expect(await verdicts('as deployed', { launches: false })).toEqual(never)
  })
})

test.each([6, 8, 9])(
  'the trap does not come from the bound of the queue: it is there with room for %i',
  async (room) => {
    expect(await verdicts('as deployed', { room })).toEqual(never)
  },
)

test.each(['some more capacity', 'admission limited, one too many', 'short back-off'])(
  '%s settles where nobody asks for instances',
  async (design) => {
    expect(await verdicts(design, {})).toEqual(onlyWithLuck)
    expect(await verdicts(design, { launches: false })).toEqual(heals)
  },
)

// Six droplets for a host that serves four in a round, with shorter leases: other numbers that stand alike.
describe('a larger host', () => {
  const larger = { droplets: 6, service: 4, lease: 8, room: 9 }

  test('heals after a short outage only', async () => {
    expect(await verdicts('short outage', { ...larger, longestOutage: 2 })).toEqual(heals)
    expect(await verdicts('as deployed', larger)).toEqual(never)
  })

  test.each([
    { design: 'late throttle only', runbook: 'violated' },
    { design: 'restart only', runbook: 'violated' },
    { design: 'throttle and restart', runbook: 'holds' },
  ])('$design: the runbook $runbook', async ({ design, runbook }) => {
    expect(await verdicts(design, larger)).toEqual({ ...never, runbook })
  })
})

// It is asked of where DynamoDB is back: its return is no way out of that.
test('only a restart leads out of the region of no return', async () => {
  const { properties } = await loaded.check('throttle and restart', {
    properties: ['recovers by automation'],
  })

  expect(properties[0]?.noReturn).toMatchObject({
    exits: ['operator restart host'],
    otherwiseHolds: true,
  })
})

testStories(loaded)
testTable(loaded)
