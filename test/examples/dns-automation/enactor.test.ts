import { describe, expect, it } from 'vitest'
import type { DesignName } from '../../../examples/dns-automation/designs.ts'
import { answer, treeName } from '../../../examples/dns-automation/records.ts'
import { endpoint, start } from './fixture.ts'

/** Enactor 1 picks plan 2 and is slow, and enactor 2 applies plan 4. */
const race = async (design: DesignName) => {
  const system = await start(design)
  const [slow, fast] = [system.enactor(1), system.enactor(2)]
  await system.store.publish(2)
  await slow.pick()
  await fast.pick()
  await fast.apply()
  await fast.find()
  await system.store.publish(3)
  await system.store.publish(4)
  await fast.pick()
  await fast.apply()
  return { ...system, slow, fast }
}

describe('an enactor that is alone', () => {
  it('applies the latest plan, and waits for the next', async () => {
    const { enactor, store, state } = await start('as deployed')
    const { gate, pick, apply, find } = enactor(1)
    await pick()
    expect(gate.waiting).toBe('clock.sleep')
    await store.publish(2)
    await store.publish(3)
    await pick()
    await apply()
    expect(await state()).toEqual({ active: 3, rollback: 1, trees: [1, 3] })
    await find()
    expect(gate.waiting).toBe('zone.change')
  })

  it('deletes all old plans at once', async () => {
    const { enactor, store, state } = await start('as deployed')
    const one = enactor(1)
    await store.publish(2)
    await one.pick()
    await one.apply()
    await one.find()
    expect(one.gate.waiting).toBe('clock.sleep')
    await store.publish(4)
    await one.pick()
    await one.apply()
    await one.find()
    await one.delete(1)
    expect(await state()).toEqual({ active: 4, rollback: 2, trees: [2, 4] })
    await one.delete(2)
    expect(await state()).toEqual({ active: 4, rollback: 2, trees: [4] })
    expect(one.gate.waiting).toBe('clock.sleep')
  })

  it('ends at the next sleep after it was stopped', async () => {
    const { enactor } = await start('recommended')
    const { gate, stop, ended, pick } = enactor(1)
    stop.abort()
    await pick()
    await ended
    expect(gate.waiting).toBe('')
  })

  it('fails if its zone cannot be reached', async () => {
    const { enactor, store, zone } = await start('recommended')
    const { ended, gate } = enactor(1)
    await store.publish(2)
    zone.read = () => Promise.reject(new Error('no route to the zone'))
    await Promise.all([gate.pass('clock.sleep', 'zone.read'), expect(ended).rejects.toThrow('no route to the zone')])
  })
})

describe('as deployed', () => {
  it('the endpoint goes empty, and stays so', async () => {
    const { zone, store, slow, fast, state } = await race('as deployed')
    await slow.apply()
    expect(await state()).toEqual({ active: 2, rollback: 4, trees: [1, 2, 4] })
    await fast.find()
    await fast.delete(1)
    await fast.delete(2)
    expect(await state()).toEqual({ active: 2, rollback: 4, trees: [4] })
    expect(await answer(zone, endpoint)).toBe('nothing')

    await store.publish(5)
    await fast.pick()
    for (let attempt = 0; attempt < 3; attempt++) {
      await fast.apply()
      expect(fast.events.at(-1)).toMatchObject({
        did: 'apply plan',
        change: { ok: false, failed: { name: treeName(endpoint, 2), expected: 'exists' } },
      })
      await fast.gate.pass('clock.sleep')
    }
    expect(await answer(zone, endpoint)).toBe('nothing')
    fast.stop.abort()
    await fast.apply()
    await fast.gate.pass('clock.sleep')
    await fast.ended
  })

  it('an active plan without a tree cannot be built again, either', async () => {
    const { zone, enactor, store } = await start('as deployed')
    const [one, two] = [enactor(1), enactor(2)]
    await store.publish(2)
    await one.pick()
    await two.pick()
    await one.apply()
    await zone.change({ deletes: [treeName(endpoint, 2)] })
    await two.apply()
    expect(two.events.at(-1)).toMatchObject({ change: { ok: false } })
  })
})

describe('compare-and-swap', () => {
  it('an enactor whose plan is older gives up its run', async () => {
    const { slow, state } = await race('compare-and-swap')
    await slow.apply()
    expect(await state()).toEqual({ active: 4, rollback: 2, trees: [1, 2, 4] })
    expect(slow.gate.waiting).toBe('clock.sleep')
  })

  it('cleanup deletes the plan to roll back to', async () => {
    const { fast, state } = await race('compare-and-swap')
    await fast.find()
    await fast.delete(1)
    await fast.delete(2)
    expect(await state()).toEqual({ active: 4, rollback: 2, trees: [4] })
  })

  it('a plan that is already active is refused', async () => {
    const { enactor, store, state } = await start('compare-and-swap')
    const [one, two] = [enactor(1), enactor(2)]
    await store.publish(2)
    await one.pick()
    await two.pick()
    await one.apply()
    await two.apply()
    expect(await state()).toEqual({ active: 2, rollback: 1, trees: [1, 2] })
    expect(two.gate.waiting).toBe('clock.sleep')
  })
})

describe('recommended', () => {
  it('an enactor whose plan is older skips the endpoint, and cleans up as far as its plan allows', async () => {
    const { slow, state } = await race('recommended')
    await slow.apply()
    expect(await state()).toEqual({ active: 4, rollback: 2, trees: [1, 2, 4] })
    expect(slow.gate.waiting).toBe('zone.list')
    await slow.find()
    expect(slow.gate.waiting).toBe('clock.sleep')
  })

  it('cleanup spares the plan to roll back to', async () => {
    const { fast, state } = await race('recommended')
    await fast.find()
    await fast.delete(1)
    await fast.delete(2)
    expect(await state()).toEqual({ active: 4, rollback: 2, trees: [2, 4] })
    expect(fast.events.at(-1)).toMatchObject({ did: 'delete old plan', plan: 2, change: { ok: false } })
    expect(fast.gate.waiting).toBe('clock.sleep')
  })

  it('a plan is applied after the active tree was lost, and the rollback record names it', async () => {
    const { zone, enactor, store, state } = await start('recommended')
    const { pick, apply } = enactor(1)
    await zone.change({ deletes: [treeName(endpoint, 1)] })
    await store.publish(2)
    await pick()
    await apply()
    expect(await state()).toEqual({ active: 2, rollback: 2, trees: [2] })
  })
})

describe('two endpoints', () => {
  const endpoints = [endpoint, 'kinesis.example']

  it('are applied one after the other, and cleaned up together', async () => {
    const { enactor, store, zone } = await start('as deployed', { endpoints, age: 1 })
    const { gate, pick, apply } = enactor(1)
    await store.publish(2)
    await pick()
    await apply()
    expect(await answer(zone, 'kinesis.example')).toBe('10.0.1.1 10.0.1.2 10.0.1.3')
    await apply()
    expect(await answer(zone, 'kinesis.example')).toBe('10.0.2.1 10.0.2.2 10.0.2.3')
    await gate.pass('zone.list', 'zone.list')
    for (const name of endpoints) await gate.passOne(treeName(name, 1))
    expect((await zone.list('example')).map(({ name }) => name).filter((name) => name.startsWith('plan'))).toEqual([
      'plan-2.dynamodb.example',
      'plan-2.kinesis.example',
    ])
    expect(gate.waiting).toBe('clock.sleep')
  })

  it.each([
    ['give up', 'clock.sleep'],
    ['skip', 'zone.change'],
  ] as const)('%s: an enactor that is refused at the first stands at %s', async (refused, waiting) => {
    const { enactor, store } = await start('compare-and-swap', { endpoints, refused })
    const [one, two] = [enactor(1), enactor(2)]
    await store.publish(2)
    await one.pick()
    await two.pick()
    await one.apply()
    await two.apply()
    expect(two.gate.waiting).toBe(waiting)
  })
})
