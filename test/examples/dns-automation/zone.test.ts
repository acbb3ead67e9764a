/** One suite for all zones. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { namesOlderThan, planNamed, tree } from '../../../examples/dns-automation/records.ts'
import {
  type DnsRecord,
  decide,
  exists,
  isAliasOf,
  isMissing,
  isNoAliasOf,
} from '../../../examples/dns-automation/zone.ts'
import { zones } from './zones.ts'

const one: DnsRecord = { name: 'one.example', addresses: ['10.0.0.1', '10.0.0.2'] }
const two: DnsRecord = { name: 'two.example', addresses: ['10.0.0.3'] }
const alias: DnsRecord = { name: 'www.example', target: 'one.example' }

describe.each(zones)('$name', ({ skip, open }) => {
  describe.skipIf(skip)(skip ?? 'a zone', () => {
    let opened: Awaited<ReturnType<typeof open>>
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())
    beforeEach(async () => {
      const { zone } = opened
      await zone.change({ deletes: (await zone.list('example')).map(({ name }) => name) })
    })

    it('starts empty', async () => {
      expect(await opened.zone.list('example')).toEqual([])
      expect(await opened.zone.read('one.example')).toBeUndefined()
    })

    it('gives back what was written', async () => {
      const { zone } = opened
      expect(await zone.change({ upserts: [one, alias] })).toEqual({ ok: true })
      expect(await zone.read('one.example')).toEqual(one)
      expect(await zone.read('www.example')).toEqual(alias)
      expect(await zone.list('example')).toEqual([one, alias])
    })

    it('an upsert replaces the whole record set, and its kind', async () => {
      const { zone } = opened
      await zone.change({ upserts: [one, alias] })
      await zone.change({ upserts: [{ name: 'one.example', addresses: ['10.0.0.9'] }] })
      expect(await zone.read('one.example')).toEqual({ name: 'one.example', addresses: ['10.0.0.9'] })
      await zone.change({ upserts: [{ name: 'www.example', addresses: ['10.0.0.9'] }] })
      expect(await zone.read('www.example')).toEqual({ name: 'www.example', addresses: ['10.0.0.9'] })
      await zone.change({ upserts: [alias] })
      expect(await zone.read('www.example')).toEqual(alias)
    })

    it('lists what is at a name and below, and nothing else', async () => {
      const { zone } = opened
      const names = ['a.www.example', 'b.a.www.example', 'otherwww.example', 'www.example']
      await zone.change({ upserts: names.map((name) => ({ name, addresses: ['10.0.0.1'] })) })
      expect((await zone.list('www.example')).map(({ name }) => name)).toEqual([
        'a.www.example',
        'b.a.www.example',
        'www.example',
      ])
    })

    it('a delete of what is not there does nothing', async () => {
      const { zone } = opened
      expect(await zone.change({ deletes: ['one.example'] })).toEqual({ ok: true })
      await zone.change({ upserts: [one, two] })
      await zone.change({ deletes: ['one.example'] })
      expect(await zone.list('example')).toEqual([two])
    })

    it.each([
      ['exists', exists('one.example'), exists('two.example')],
      ['is missing', isMissing('two.example'), isMissing('one.example')],
      ['is an alias of', isAliasOf('www.example', 'one.example'), isAliasOf('www.example', 'two.example')],
      ['is no alias of', isNoAliasOf('www.example', 'two.example'), isNoAliasOf('www.example', 'one.example')],
      ['is an alias', isNoAliasOf('two.example', 'one.example'), isAliasOf('one.example', 'one.example')],
    ])('%s: a batch is applied only if the condition holds', async (_, holds, fails) => {
      const { zone } = opened
      await zone.change({ upserts: [one, alias] })
      const upserts = [{ name: 'new.example', addresses: ['10.0.0.9'] }]
      const deletes = ['one.example']
      expect(await zone.change({ conditions: [holds, fails], upserts, deletes })).toEqual({ ok: false, failed: fails })
      expect(await zone.list('example')).toEqual([one, alias])
      expect(await zone.change({ conditions: [holds], upserts, deletes })).toEqual({ ok: true })
      expect(await zone.list('example')).toEqual([...upserts, alias])
    })

    it('copies an alias as it was before the batch', async () => {
      const { zone } = opened
      await zone.change({ upserts: [one, two, alias] })
      const change = await zone.change({
        upserts: [{ name: 'www.example', target: 'two.example' }],
        copies: [{ from: 'www.example', to: 'before.example', fallback: 'two.example' }],
      })
      expect(change).toEqual({ ok: true })
      expect(await zone.read('www.example')).toEqual({ name: 'www.example', target: 'two.example' })
      expect(await zone.read('before.example')).toEqual({ name: 'before.example', target: 'one.example' })
    })

    it('refuses to copy an alias whose target is gone, even if the batch creates that', async () => {
      const { zone } = opened
      await zone.change({ upserts: [alias] })
      const copy = { from: 'www.example', to: 'before.example' }
      const refused = await zone.change({ upserts: [one], copies: [copy] })
      expect(refused).toMatchObject({ ok: false, failed: { name: 'one.example', expected: 'exists' } })
      expect(await zone.list('example')).toEqual([alias])
      const missing = await zone.change({ upserts: [one], copies: [{ ...copy, from: 'no.example' }] })
      expect(missing).toMatchObject({ ok: false, failed: { name: 'no.example', expected: 'exists' } })
    })

    it('uses the fallback of a copy instead', async () => {
      const { zone } = opened
      await zone.change({ upserts: [alias] })
      const copies = [{ from: 'www.example', to: 'before.example', fallback: 'two.example' }]
      expect(await zone.change({ upserts: [two], copies })).toEqual({ ok: true })
      expect(await zone.read('before.example')).toEqual({ name: 'before.example', target: 'two.example' })
    })

    it('a resolver follows the alias, and gets nothing if the target is gone', async () => {
      const { zone } = opened
      await zone.change({ upserts: [one, alias] })
      expect(await zone.resolve('www.example')).toEqual(['10.0.0.1', '10.0.0.2'])
      expect(await zone.resolve('one.example')).toEqual(['10.0.0.1', '10.0.0.2'])
      await zone.change({ deletes: ['one.example'] })
      expect(await zone.resolve('www.example')).toEqual([])
      expect(await zone.resolve('no.example')).toEqual([])
    })

    it('of many batches at the same time, each sees all those before it', async () => {
      const { zone } = opened
      const plans = Array.from({ length: 8 }, (_, i) => i + 2)
      const at = (plan: number) => ({ name: 'www.example', target: tree('example', plan).name })
      await zone.change({ upserts: [tree('example', 1), at(1)] })
      const changes = await Promise.all(
        plans.map((plan) =>
          zone.change({
            conditions: [namesOlderThan('www.example', plan)],
            upserts: [tree('example', plan), at(plan)],
            copies: [{ from: 'www.example', to: `before-${plan}.example` }],
          }),
        ),
      )
      const applied = [1, ...plans.filter((_, i) => changes[i]!.ok)]
      expect(planNamed(await zone.read('www.example'))).toBe(9)
      // whatever was applied before a plan is what its copy names
      for (const [i, plan] of applied.entries()) {
        if (i > 0) expect(planNamed(await zone.read(`before-${plan}.example`))).toBe(applied[i - 1])
      }
    })

    it('of two batches with the same condition, one is refused', async () => {
      const { zone } = opened
      const create = (address: string) =>
        zone.change({
          conditions: [isMissing('one.example')],
          upserts: [{ name: 'one.example', addresses: [address] }],
        })
      const changes = await Promise.all([create('10.0.0.1'), create('10.0.0.2')])
      expect(changes.map(({ ok }) => ok).sort()).toEqual([false, true])
    })
  })
})

it('a decision looks up only names that it depends on', () => {
  const decision = decide({ conditions: [exists('one.example')], upserts: [two], deletes: ['three.example'] })
  expect(decision.next()).toEqual({ done: false, value: 'one.example' })
  expect(decision.next(one)).toEqual({
    done: true,
    value: {
      ok: true,
      writes: new Map([
        ['three.example', undefined],
        ['two.example', two],
      ]),
    },
  })
})
