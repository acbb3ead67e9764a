import { describe, expect, test } from 'vitest'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import { checkDesign } from '../../src/check.ts'
import type { PropertyResult } from '../../src/result.ts'

/**
 * Counts of the whole space, the lengths of the shortest counterexamples and witnesses, and the steps of the worst way
 * back. A separate program, written from the description of the system over plain objects, gave the same counts and
 * lengths of the properties of states and steps.
 */
const known = [
  {
    design: 'as deployed',
    counts: { states: 905, transitions: 1856, depth: 17 },
    lengths: {
      ...{ empty: 9, rollback: 6, back: 6, deletes: 9, stale: 4, deleted: 6 },
      ...{ automation: 9, converges: 13, deadlock: 13 },
    },
  },
  {
    design: 'as deployed, operator on call',
    counts: { states: 946, transitions: 1940, depth: 19 },
    lengths: {
      ...{ empty: 9, rollback: 6, back: 6, deletes: 9, stale: 4, deleted: 6 },
      ...{ automation: 9, converges: 13 },
    },
    back: { operator: 5 },
  },
  {
    design: 'atomic cleanup',
    counts: { states: 554, transitions: 1103, depth: 14 },
    lengths: {
      empty: 8,
      rollback: 5,
      back: 6,
      deletes: 8,
      stale: 4,
      deleted: 5,
      automation: 8,
      converges: 11,
      deadlock: 11,
    },
  },
  {
    design: 'larger age threshold',
    counts: { states: 2906, transitions: 6178, depth: 21 },
    lengths: {
      empty: 10,
      rollback: 7,
      back: 6,
      deletes: 10,
      stale: 4,
      deleted: 7,
      automation: 10,
      converges: 14,
      deadlock: 14,
    },
  },
  {
    design: 're-check before each write',
    counts: { states: 1387, transitions: 2886, depth: 21 },
    lengths: {
      empty: 11,
      rollback: 7,
      back: 8,
      deletes: 11,
      stale: 5,
      deleted: 7,
      automation: 11,
      converges: 17,
      deadlock: 17,
    },
  },
  {
    design: 'compare-and-swap',
    counts: { states: 391, transitions: 797, depth: 14 },
    lengths: { rollback: 6, stale: 4, deleted: 6 },
    back: { automation: 4 },
  },
  {
    design: 'guarded cleanup',
    counts: { states: 1057, transitions: 2198, depth: 18 },
    lengths: { back: 6, stale: 4, deleted: 8 },
    back: { automation: 5 },
  },
  {
    design: 'tolerant rollback',
    counts: { states: 922, transitions: 1896, depth: 18 },
    lengths: { empty: 9, rollback: 6, back: 6, deletes: 9, stale: 4, deleted: 6 },
    back: { automation: 5 },
  },
  {
    design: 'recommended',
    counts: { states: 548, transitions: 1119, depth: 17 },
    lengths: { stale: 4, deleted: 8 },
    back: { automation: 5 },
  },
] satisfies Known[]

interface Known {
  readonly design: string
  readonly counts: { readonly states: number; readonly transitions: number; readonly depth: number }
  readonly lengths: { readonly [K in keyof typeof names]?: number }
  /** The worst ways back. */
  readonly back?: { readonly automation?: number; readonly operator?: number }
}

const names = {
  empty: 'endpoint never empty',
  rollback: 'rollback target exists',
  back: 'active plan never goes back',
  deletes: 'cleanup never deletes the active plan',
  stale: 'a stale plan is written',
  deleted: 'a formerly active plan is deleted',
  automation: 'recovers by automation',
  operator: 'recovers with an operator',
  converges: 'converges',
  deadlock: 'no deadlock',
}

test('every design is known here', () => {
  expect(Object.keys(dynamodbDns.designs)).toEqual(known.map(({ design }) => design))
})

describe.each<Known>(known)('$design', ({ design, counts, lengths, back = {} }) => {
  test('has its counts, verdicts and shortest traces', async () => {
    const result = await checkDesign(dynamodbDns, design, { exhaustive: true })

    expect(result).toMatchObject({ ...counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
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
  })

  test.each([{ enactors: 3 }, { endpoints: 2 }, { crashes: 1 }, { permanentCrashes: 1 }])(
    'has the same verdicts with %o',
    async (params) => {
      const result = await checkDesign(dynamodbDns, design, { params })

      expect(result.complete).toBe(true)
      expect(result.properties.filter((property) => !property.ok)).toEqual([])
    },
  )
})

test('with a single enactor there is no race: nothing but the rollback record breaks', async () => {
  const result = await checkDesign(dynamodbDns, 'as deployed', { params: { enactors: 1 } })

  const broken = result.properties.filter(({ verdict }) => verdict !== 'holds').map(({ name }) => name)
  expect(broken).toEqual(['rollback target exists'])
})

test('a cleanup that spares the active plan only still deletes what the rollback record names', async () => {
  const result = await checkDesign(dynamodbDns, 'guarded cleanup', { params: { cleanupGuard: 'active' } })

  const broken = result.properties.filter(({ verdict }) => verdict !== 'holds').map(({ name }) => name)
  expect(broken).toEqual(['rollback target exists', 'active plan never goes back'])
})

test('the recommended design holds without the tolerant write, too', async () => {
  const result = await checkDesign(dynamodbDns, 'recommended', { params: { tolerantRollback: false } })

  expect(result.properties.filter((property) => property.verdict !== 'holds')).toEqual([])
})

test('the region of no return of the design as deployed is left by an operator only', async () => {
  const result = await checkDesign(dynamodbDns, 'as deployed, operator on call', {
    properties: ['recovers by automation'],
  })

  expect(result.properties[0]?.noReturn).toMatchObject({
    exits: ['operator install plan by hand'],
    otherwiseHolds: true,
  })
})

// An enactor that goes down between two endpoints leaves the second behind. The next one finds the first up to date,
// gives up there, and never comes to the second.
test('compare-and-swap that gives up needs a second endpoint and a crash to get stuck; one that skips does not', async () => {
  const params = { endpoints: 2, permanentCrashes: 1 }
  const verdict = async (refused: string) => {
    const result = await checkDesign(dynamodbDns, 'recommended', { params: { ...params, refused } })
    return result.properties.filter(({ verdict }) => verdict !== 'holds').map(({ name }) => name)
  }

  expect(await verdict('give up')).toEqual(['recovers by automation', 'converges'])
  expect(await verdict('skip')).toEqual([])
})
