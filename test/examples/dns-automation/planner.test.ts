import { expect, it } from 'vitest'
import { MemoryPlanStore } from '../../../examples/dns-automation/plan-store.ts'
import { Planner } from '../../../examples/dns-automation/planner.ts'
import { Gate } from './gate.ts'

const start = (last: number) => {
  const gate = new Gate()
  const store = new MemoryPlanStore(1)
  const stop = new AbortController()
  const ports = {
    store: gate.guard('store', store),
    clock: gate.guard('clock', { sleep: async () => {} }),
    options: { everyMs: 100, last },
  }
  return { gate, store, stop, ended: new Planner(ports).run(stop.signal) }
}

it('the planner publishes one plan after the other, and ends after the last', async () => {
  const { gate, store, ended } = start(3)
  for (const plan of [2, 3]) {
    await gate.pass('clock.sleep', 'store.latest', 'store.publish')
    expect(await store.latest()).toBe(plan)
  }
  await ended
})

it('the planner ends at the next sleep after it was stopped', async () => {
  const { gate, store, stop, ended } = start(3)
  stop.abort()
  await gate.pass('clock.sleep')
  await ended
  expect(await store.latest()).toBe(1)
})

it('a store takes only newer plans', async () => {
  await expect(new MemoryPlanStore(3).publish(3)).rejects.toThrow('plan 3 is not newer than plan 3')
})
