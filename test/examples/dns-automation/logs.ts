/**
 * Logs of the service at work: three enactors and a planner run at the same time, with random delays, again and again.
 * Each line is written by the service's own `log` callback, right after the call that it tells of.
 */
import { setImmediate as immediate } from 'node:timers/promises'
import { recorder } from 'allways/recorder'
import type { Clock } from '../../../examples/dns-automation/clock.ts'
import { delayed } from '../../../examples/dns-automation/delayed.ts'
import type { Service } from '../../../examples/dns-automation/driver.ts'
import type { EnactorEvent } from '../../../examples/dns-automation/enactor.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { MemoryPlanStore } from '../../../examples/dns-automation/plan-store.ts'
import { type EndpointState, install, planOf, stateOf } from '../../../examples/dns-automation/records.ts'
import type { Zone } from '../../../examples/dns-automation/zone.ts'
import { endpoint, randomOf } from './fixture.ts'

const [enactors, plans, age] = [3, 8, 2]
export const params = { enactors, plans, age }

/**
 * Nobody logs a pick as a step, because it is two reads: it happened at some moment between them. The log says what the
 * enactor then has in hand. All three can have picked between two events.
 */
export const unlogged = { unlogged: ['enactor pick plan'], mostUnlogged: enactors }

/** Wakes one sleeper at a time, and lets it come to rest: so lines are in the order of what they tell. */
class QuietClock implements Clock {
  private readonly sleepers: { readonly until: number; readonly wake: () => void }[] = []
  now = 0

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ until: this.now + ms, wake }))
  }

  async run(endMs: number): Promise<void> {
    for (;;) {
      const next = this.sleepers.reduce((a, b) => (b.until < a.until ? b : a))
      if (next.until > endMs) return
      this.sleepers.splice(this.sleepers.indexOf(next), 1)
      this.now = next.until
      next.wake()
      await immediate()
    }
  }
}

/** The lines of one log, the header first. */
export const logOf = async (service: Service, design: string, runs: number): Promise<string[]> => {
  const lines: string[] = []
  let clock = new QuietClock()
  const log = recorder({
    spec: 'dynamodb-dns',
    design,
    params,
    ...unlogged,
    now: () => clock.now,
    write: (line) => lines.push(line),
  })
  const run = async (random: () => number) => {
    clock = new QuietClock()
    const store = new MemoryPlanStore(1)
    const zone = new MemoryZone()
    await install(zone, endpoint, 1)
    log.start()
    const planned = { store, clock, options: { everyMs: 100, last: plans } }
    service.planner({ ...planned, log: (latest) => log.event({ step: 'planner publish', state: { latest } }) })
    for (let id = 0; id < enactors; id++) {
      const delayMs = () => (random() < 0.1 ? 600 : 20) * random()
      const witness = new Witness(zone, id)
      service.enactor({
        id,
        store: {
          latest: async () => {
            await clock.sleep(delayMs())
            return store.latest()
          },
          publish: store.publish,
        },
        zone: delayed(witness.zone, clock, delayMs),
        clock,
        options: { ...service.designs[design]!, endpoints: [endpoint], age, pollMs: 30 + random(), retryMs: 20 },
        log: (event) => log.event(witness.told(event)),
      })
    }
    await clock.run(3000)
  }
  for (let seed = 1; seed <= runs; seed++) await run(randomOf(seed))
  return lines
}

/** Says what an enactor knows at each of its events. */
class Witness {
  readonly zone: Zone
  private readonly id: number
  /** The whole endpoint, as the last list showed it. */
  private listed: EndpointState | undefined
  private victims: readonly number[] = []

  constructor(zone: Zone, id: number) {
    this.id = id
    this.zone = {
      read: (name) => zone.read(name),
      list: async (name) => {
        this.listed = await stateOf(zone, endpoint)
        return zone.list(name)
      },
      change: (batch) => zone.change(batch),
    }
  }

  told(event: EnactorEvent) {
    const step = { step: event.did, process: 'enactor', instance: this.id }
    const state = (me: object, record: object = {}) => ({ state: { enactor: { [this.id]: me }, records: [record] } })
    if (event.did === 'pick plan') return state({ at: 'apply plan', plan: event.plan })
    if (event.did === 'find old plans') {
      this.victims = event.found.map(({ plan }) => plan)
      return { ...step, ...state({ victims: [this.victims] }, this.listed) }
    }
    const { plan, change } = event
    const use = change.ok ? {} : change.failed.name === endpoint ? { active: plan } : { rollback: plan }
    if (event.did === 'delete old plan') {
      this.victims = this.victims.filter((one) => one !== plan)
      return { ...step, choices: [0, plan], ...state({ victims: [this.victims] }, use) }
    }
    if (change.ok) return { ...step, ...state({ at: 'find old plans', plan }, { active: plan }) }
    // The tree is gone that the rollback record would name. The model disables the step then.
    if (change.failed.name !== endpoint)
      return state({ at: 'apply plan', plan }, { active: planOf(change.failed.name)! })
    return step
  }
}
