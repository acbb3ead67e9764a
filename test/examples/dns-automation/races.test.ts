/** Many runs with random delays: the service breaks what its design breaks in the model, and nothing else. */
import { setImmediate as immediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { SteppedClock } from '../../../examples/dns-automation/clock.ts'
import { delayed } from '../../../examples/dns-automation/delayed.ts'
import { type DesignName, designs } from '../../../examples/dns-automation/designs.ts'
import { Enactor } from '../../../examples/dns-automation/enactor.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { MemoryPlanStore } from '../../../examples/dns-automation/plan-store.ts'
import { Planner } from '../../../examples/dns-automation/planner.ts'
import { install, stateOf } from '../../../examples/dns-automation/records.ts'
import type { Batch } from '../../../examples/dns-automation/zone.ts'
import { endpoint, randomOf } from './fixture.ts'

const last = 8

/** Which properties of the model one run has broken. */
const brokenBy = async (design: DesignName, seed: number): Promise<ReadonlySet<string>> => {
  const random = randomOf(seed)
  const broken = new Set<string>()
  const clock = new SteppedClock()
  const store = new MemoryPlanStore(1)
  const zone = new MemoryZone()
  await install(zone, endpoint, 1)
  let before = 1
  const watched = {
    read: (name: string) => zone.read(name),
    list: (name: string) => zone.list(name),
    change: async (batch: Batch) => {
      const change = await zone.change(batch)
      const { active = 0, rollback = 0, trees } = await stateOf(zone, endpoint)
      if (!trees.includes(active)) broken.add('endpoint never empty')
      if (!trees.includes(rollback)) broken.add('rollback target exists')
      if (active < before) broken.add('active plan never goes back')
      before = active
      return change
    },
  }
  const stop = new AbortController()
  const runs = [1, 2, 3].map((id) => {
    const port = delayed(watched, clock, () => (random() < 0.1 ? 600 : 20) * random())
    const options = { ...designs[design], endpoints: [endpoint], age: 2, pollMs: 30, retryMs: 20 }
    return new Enactor({ id, store, zone: port, clock, options }).run(stop.signal)
  })
  runs.push(new Planner({ store, clock, options: { everyMs: 100, last } }).run())
  for (let step = 0; step < 300; step++) {
    clock.advance(10)
    await immediate()
  }
  if (before !== last) broken.add('converges')
  stop.abort()
  for (let step = 0; step < 20; step++) {
    clock.advance(1000)
    await immediate()
  }
  await Promise.all(runs)
  return broken
}

it.each([
  ['as deployed', ['active plan never goes back', 'converges', 'endpoint never empty', 'rollback target exists']],
  ['compare-and-swap', ['rollback target exists']],
  ['recommended', []],
] as const)('%s breaks %j', async (design, expected) => {
  const broken = new Set<string>()
  for (let seed = 1; seed <= 100; seed++) for (const property of await brokenBy(design, seed)) broken.add(property)
  expect([...broken].sort()).toEqual(expected)
})
