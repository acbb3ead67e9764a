import { describe, expect, test } from 'vitest'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import { checkDesign } from '../../src/check.ts'

/**
 * Counts of the whole space, and the lengths of the shortest counterexamples and witnesses. A separate program,
 * written from the description of the system over plain objects, gave the same numbers.
 */
const known = [
  {
    design: 'as deployed',
    counts: { states: 905, transitions: 1856, depth: 17 },
    lengths: { empty: 9, rollback: 6, back: 6, deletes: 9, stale: 4, deleted: 6, deadlock: 13 },
  },
  {
    design: 'atomic cleanup',
    counts: { states: 554, transitions: 1103, depth: 14 },
    lengths: { empty: 8, rollback: 5, back: 6, deletes: 8, stale: 4, deleted: 5, deadlock: 11 },
  },
  {
    design: 'larger age threshold',
    counts: { states: 2906, transitions: 6178, depth: 21 },
    lengths: { empty: 10, rollback: 7, back: 6, deletes: 10, stale: 4, deleted: 7, deadlock: 14 },
  },
  {
    design: 're-check before each write',
    counts: { states: 1387, transitions: 2886, depth: 21 },
    lengths: { empty: 11, rollback: 7, back: 8, deletes: 11, stale: 5, deleted: 7, deadlock: 17 },
  },
  {
    design: 'compare-and-swap',
    counts: { states: 391, transitions: 797, depth: 14 },
    lengths: { rollback: 6, stale: 4, deleted: 6 },
  },
  {
    design: 'guarded cleanup',
    counts: { states: 1057, transitions: 2198, depth: 18 },
    lengths: { back: 6, stale: 4, deleted: 8 },
  },
  {
    design: 'tolerant rollback',
    counts: { states: 922, transitions: 1896, depth: 18 },
    lengths: { empty: 9, rollback: 6, back: 6, deletes: 9, stale: 4, deleted: 6 },
  },
  {
    design: 'recommended',
    counts: { states: 401, transitions: 813, depth: 14 },
    lengths: { stale: 4, deleted: 8 },
  },
]

const names = {
  empty: 'endpoint never empty',
  rollback: 'rollback target exists',
  back: 'active plan never goes back',
  deletes: 'cleanup never deletes the active plan',
  stale: 'a stale plan is written',
  deleted: 'a formerly active plan is deleted',
  deadlock: 'no deadlock',
}

test('every design is known here', () => {
  expect(Object.keys(dynamodbDns.designs)).toEqual(known.map(({ design }) => design))
})

describe.each(known)('$design', ({ design, counts, lengths }) => {
  test('has its counts, verdicts and shortest traces', async () => {
    const result = await checkDesign(dynamodbDns, design, { exhaustive: true })

    expect(result).toMatchObject({ ...counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
    const found = result.properties.map(({ name, counterexample, witness }) => {
      return [name, (counterexample ?? witness)?.steps.length]
    })
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(names).map(([key, name]) => [name, lengths[key as keyof typeof lengths]])),
    )
  })

  test.each([{ enactors: 3 }, { endpoints: 2 }, { crashes: 1 }])('has the same verdicts with %o', async (params) => {
    const result = await checkDesign(dynamodbDns, design, { params })

    expect(result.properties).toHaveLength(Object.keys(names).length)
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
  })
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
