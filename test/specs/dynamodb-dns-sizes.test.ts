/** The DNS designs at other sizes than their own, and with one part changed. */
import { describe, expect, test } from 'vitest'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import { bundled } from './bundled.ts'
import { names } from './dynamodb-dns-names.ts'

type Name = string

const loaded = await bundled('specs/dynamodb-dns.model.ts')

const brokenIn = async (design: Name, params: Record<string, unknown> = {}) => {
  const { complete, properties } = await loaded.check(design, { params })
  expect(complete).toBe(true)
  return Object.entries(names)
    .filter(([, name]) => properties.some((property) => property.name === name && property.verdict === 'violated'))
    .map(([key]) => key)
    .join(' ')
}

/** The properties that break at a larger size, but not at the size of the design, by the least that has to be added. */
const breaksOnlyWith: { readonly [D in Name]?: { readonly [size: string]: string } } = {
  'single enactor': { 'a crash for good': 'automation converges' },
  'tombstones, cleared on delete': { 'a third enactor': 'empty rollback deletes automation converges deadlock' },
  'keep plans in flight': { 'one more plan': 'trees' },
  'global lock': { 'a crash for good': 'automation converges' },
  'global lock, plan picked before': { 'a crash for good': 'automation converges deadlock' },
}

const larger = (design: Name) => {
  const params: { readonly enactors?: number; readonly endpoints?: number; readonly plans?: number } =
    dynamodbDns.designs[design]?.params ?? {}
  const sizes = {
    'a third enactor': { enactors: 3 },
    'a second endpoint': { endpoints: 2 },
    'a crash': { crashes: 1 },
    'a crash for good': { permanentCrashes: 1 },
    'one more plan': { plans: (params.plans ?? 4) + 1 },
  }
  // A size that a design sets itself is part of what it is about.
  // Three enactors and two endpoints have millions of states where they hold a lock or tombstones: a sweep, and no test.
  return Object.entries(sizes)
    .filter(([, size]) => !Object.keys(size).some((key) => key !== 'plans' && key in params))
    .filter(([, size]) => !('endpoints' in size && (params.enactors ?? 2) > 2))
}

describe.each(Object.keys(dynamodbDns.designs))(
  '%s breaks at larger sizes as it does without, but for what is listed',
  (name) => {
    const { expect: expected = {} } = dynamodbDns.designs[name] as {
      readonly expect?: { readonly [property: string]: string }
    }
    const own = Object.entries(names).flatMap(([key, property]) =>
      expected[property] === 'violated' && !['stale', 'deleted'].includes(key) ? key : [],
    )

    test.each(larger(name))('with %s', async (size, params) => {
      const more = breaksOnlyWith[name]?.[size]?.split(' ') ?? []
      const broken = (await brokenIn(name, params)).split(' ').filter((key) => key !== 'stale' && key !== 'deleted')
      expect(broken.filter(Boolean).sort()).toEqual([...own, ...more].sort())
    })
  },
)

const keep = { cleanupGuard: 'active and rollback' }

test.each<[Name, Record<string, unknown>, broken: string]>([
  // An enactor that goes down between two endpoints leaves the second behind. The next one finds the first up to date,
  // gives up there, and never comes to the second.
  ['compare-and-swap', { endpoints: 2, crashes: 1 }, 'rollback automation converges'],
  ['compare-and-swap', { endpoints: 2, permanentCrashes: 1 }, 'rollback automation converges'],
  ['recommended', { endpoints: 2, permanentCrashes: 1, refused: 'give up' }, 'automation converges'],
  ['skip an endpoint that is newer', { endpoints: 2, crashes: 1 }, 'rollback'],
  ['skip an endpoint that is newer', { endpoints: 2, permanentCrashes: 1 }, 'rollback'],
  ['tag read at pick, abort', { endpoints: 2, crashes: 1 }, 'rollback'],
  ['tag read at pick, abort', { endpoints: 2, permanentCrashes: 1 }, 'rollback'],
  ['recommended', { endpoints: 2, permanentCrashes: 1 }, ''],
  // The entry of an enactor that is gone keeps trees forever, if enough plans or another crash follow.
  ['keep plans in flight, compare-and-swap', { plans: 5, permanentCrashes: 1 }, 'rollback trees'],
  ['keep plans in flight, compare-and-swap', { crashes: 1, permanentCrashes: 1 }, 'rollback trees'],
  // The effect of the guard on designs that seem to break nothing but the rollback record.
  ['tag read at pick, abort', keep, ''],
  ['tag read at pick, give up the endpoint', keep, ''],
  ['global lock', keep, ''],
  ['global lock as a lease', keep, 'back'],
  ['global lock as a lease', { ...keep, compareAndSwap: 'newer plan' }, ''],
  ['recommended', { tolerantRollback: false }, ''],
  // If no guard looks, a tombstone also marks what is in service.
  ['tombstones, kept', { cleanupGuard: 'none' }, 'empty rollback back deletes automation converges deadlock'],
])('%s with %o breaks: %s', async (design, params, broken) => {
  expect(await brokenIn(design, params)).toBe(broken)
})
