/** An endpoint with plan 1, and enactors whose steps a test takes by hand. */
import { type DesignName, designs } from '../../../examples/dns-automation/designs.ts'
import { Enactor, type EnactorEvent, type EnactorOptions } from '../../../examples/dns-automation/enactor.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { MemoryPlanStore } from '../../../examples/dns-automation/plan-store.ts'
import { install, stateOf, treeName } from '../../../examples/dns-automation/records.ts'
import { Gate } from './gate.ts'

export const endpoint = 'dynamodb.example'

export interface Hand {
  readonly gate: Gate
  readonly events: EnactorEvent[]
  readonly stop: AbortController
  readonly ended: Promise<void>
  /** The steps of the model, as the calls that each of them is. */
  pick(): Promise<void>
  apply(): Promise<void>
  find(): Promise<void>
  delete(plan: number): Promise<void>
}

export const start = async (design: DesignName, options: Partial<EnactorOptions> = {}) => {
  const zone = new MemoryZone()
  const store = new MemoryPlanStore(1)
  const endpoints = options.endpoints ?? [endpoint]
  for (const name of endpoints) await install(zone, name, 1)

  const enactor = (id: number): Hand => {
    const gate = new Gate()
    const events: EnactorEvent[] = []
    const stop = new AbortController()
    const ended = new Enactor({
      id,
      store: gate.guard('store', store),
      zone: gate.guard('zone', zone),
      clock: gate.guard('clock', { sleep: async () => {} }),
      options: { ...designs[design], endpoints, age: 2, pollMs: 100, retryMs: 10, ...options },
      log: (event) => events.push(event),
    }).run(stop.signal)
    return {
      gate,
      events,
      stop,
      ended,
      pick: () => gate.pass('clock.sleep', ...endpoints.map(() => 'zone.read'), 'store.latest'),
      apply: () => gate.pass('zone.change'),
      find: () => gate.pass('zone.list'),
      delete: (plan) => gate.passOne(treeName(endpoint, plan)),
    }
  }
  return { zone, store, enactor, state: () => stateOf(zone, endpoint) }
}

/** Numbers from 0 to below 1 (mulberry32). */
export const randomOf = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
