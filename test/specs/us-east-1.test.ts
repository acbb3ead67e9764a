import { type Model, spec } from 'allways'
import { describe, expect, test } from 'vitest'
import { dns } from '../../specs/us-east-1/dns.ts'
import { health } from '../../specs/us-east-1/health.ts'
import { leases } from '../../specs/us-east-1/leases.ts'
import { asDeployed } from '../../specs/us-east-1/model.ts'
import { network } from '../../specs/us-east-1/network.ts'
import usEast1 from '../../specs/us-east-1.model.ts'
import { checkDesign } from '../../src/run/check.ts'
import { bundled } from './bundled.ts'
import { testStories, testTable } from './told.ts'

const loaded = await bundled('specs/us-east-1.model.ts')

const broken = async (design: string, params: { readonly [name: string]: string } = {}) =>
  (await loaded.check(design, { params })).properties
    .filter(({ kind, verdict }) => kind !== 'reachable' && kind !== 'reachableInOrder' && verdict !== 'holds')
    .map(({ name }) => name)

/** States and transitions of the whole space, and the worst way back of the region with its operators. */
const known = [
  ['as deployed', 16848, 200520, 12],
  ['race fixed', 4, 10, 2],
  ['wedge mended', 16848, 206136, 12],
  ['queue-size throttle in the Network Manager', 1248, 11304, 9],
  ['queue-size throttle in the lease manager', 5184, 51480, 10],
  ['velocity control', 11232, 130872, 11],
  ['announced fixes', 4, 10, 2],
  ['announced fixes but the race', 1248, 11304, 9],
  ['every fix but the race', 384, 2816, 7],
] as const

test('every design is known here', () => {
  expect(Object.keys(usEast1.designs)).toEqual(known.map(([design]) => design))
})

test.each(known)('%s has its counts, and the verdicts that it expects', async (design, states, transitions, back) => {
  const result = await loaded.check(design)

  expect(result).toMatchObject({ states, transitions, complete: true })
  expect(result.properties.filter(({ ok }) => !ok)).toEqual([])
  const recovers = result.properties.find(({ name }) => name === 'the region recovers with its operators')
  expect(recovers?.value).toBe(back)
})

describe('the day', () => {
  test('goes through its events one after the other, and ends well', async () => {
    const result = await loaded.check('as deployed', { properties: ['the day'] })

    const witness = result.properties[0]?.witness
    expect(witness?.steps).toHaveLength(27)
    // No two events in one state: each has steps of its own.
    expect(witness?.milestones?.map(({ at }) => at)).toEqual([
      1, 2, 4, 5, 6, 8, 10, 12, 13, 14, 15, 18, 20, 22, 24, 25, 26, 27,
    ])
  })

  test('tells its events by the clock', async () => {
    const result = await loaded.check('as deployed', { properties: ['the day'] })

    const names = result.properties[0]?.witness?.milestones?.map(({ name }) => name) ?? []
    // From 20:00 on 19 October.
    const hours = names.map((name) => /(\d\d):(\d\d)/.exec(name)?.slice(1).map(Number) ?? [])
    const minutes = hours.map(([hour = 0, minute = 0]) => ((hour + 4) % 24) * 60 + minute)
    expect(minutes).toHaveLength(18)
    expect(minutes).toEqual([...minutes].sort((a, b) => a - b))
  })
})

test('nobody but operators leads out of the endpoint that is empty for good', async () => {
  const result = await loaded.check('as deployed', { properties: ['the region recovers by automation'] })

  expect(result.properties[0]?.noReturn?.exits).toContain('dns endpoint is repaired by an operator')
})

describe('every fix but the race', () => {
  const recovery = 'the region recovers by automation'

  test.each([{ wedge: 'for good' }, { leaseLimit: 'none' }])(
    'recovers by automation only with %o mended',
    async (p) => {
      expect(await broken('every fix but the race', p)).toContain(recovery)
    },
  )

  test.each([{ networkLimit: 'none' }, { velocity: 'none' }])('recovers by automation with %o, too', async (p) => {
    expect(await broken('every fix but the race', p)).not.toContain(recovery)
  })
})

// A property that a module keeps whatever its surroundings do also holds in the composition. Only that is tested.
test.each<[string, () => Model<string>, readonly string[]]>([
  ['dns', () => dns(asDeployed), ['endpoint never empty', 'recovers by automation']],
  ['leases', () => leases(asDeployed), ['no collapse', 'no request is refused', 'recovers by automation']],
  ['network', () => network(asDeployed), ['backlog bounded', 'network state is never late']],
  ['health', () => health(asDeployed), ['no healthy zone out', 'enough zones in service']],
])('the module %s alone breaks what it breaks in the region, whatever its input does', async (name, model, breaks) => {
  const alone = spec({ name, model, designs: { alone: {} } })
  const { properties, complete } = await checkDesign(alone, 'alone')

  expect(complete).toBe(true)
  expect(properties.filter(({ verdict }) => verdict !== 'holds').map((property) => property.name)).toEqual(breaks)
})

testStories(loaded)
testTable(loaded)
