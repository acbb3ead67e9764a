/**
 * The day of the outage in eight seconds: a new plan every second, two enactors that are fast, and a third that is slow.
 * Its write of plan 2 arrives when the others have applied plan 4, and are about to delete plan 2 as old.
 */
import { setImmediate as immediate, setTimeout as realSleep } from 'node:timers/promises'
import { SteppedClock } from './clock.ts'
import { delayed, type ZoneCall } from './delayed.ts'
import type { EnactorDesign } from './designs.ts'
import { Enactor, type EnactorEvent } from './enactor.ts'
import { MemoryPlanStore } from './plan-store.ts'
import { Planner } from './planner.ts'
import { install } from './records.ts'
import type { Resolver, Zone } from './zone.ts'

export const endpoint = 'dynamodb.example'

const endMs = 8000
const stepMs = 20
const planner = { everyMs: 1000, last: 7 }
const enactor = { endpoints: [endpoint], age: 2, retryMs: 200 }
/** To list the plans of an endpoint takes long, because there are many records. */
const fast: Record<ZoneCall, number> = { read: 20, list: 1200, change: 20 }
/** An enactor that loses the lock of the endpoint several times in a row, and backs off. */
const slow: Record<ZoneCall, number> = { read: 20, list: 1200, change: 3200 }
const enactors = [
  { id: 1, pollMs: 140, delayMs: fast },
  { id: 2, pollMs: 220, delayMs: fast },
  { id: 3, pollMs: 100, delayMs: slow },
]

export type Happening =
  | { readonly who: 'planner'; readonly plan: number }
  | { readonly who: 'enactor'; readonly id: number; readonly event: EnactorEvent }
  | { readonly who: 'resolver'; readonly addresses: readonly string[] }

export interface Scenario {
  readonly zone: Zone & Resolver
  readonly design: EnactorDesign
  /** How many times faster than real time. */
  readonly speed: number
  readonly tell: (atMs: number, happening: Happening) => void
}

/** Rejects if the zone cannot be reached. */
export const play = async ({ zone, design, speed, tell }: Scenario): Promise<void> => {
  const clock = new SteppedClock()
  const store = new MemoryPlanStore(1)
  const work = new Work()
  const observed = work.observed(zone)
  await install(zone, endpoint, 1)

  const stop = new AbortController()
  const now = (happening: Happening) => {
    if (!stop.signal.aborted) tell(clock.now, happening)
  }
  const planning = new Planner({ store, clock, options: planner, log: (plan) => now({ who: 'planner', plan }) })
  const runs = [
    planning.run(stop.signal),
    ...enactors.map(({ id, pollMs, delayMs }) =>
      new Enactor({
        id,
        store,
        zone: delayed(observed, clock, (call) => delayMs[call]),
        clock,
        options: { ...enactor, ...design, pollMs },
        log: (event) => now({ who: 'enactor', id, event }),
      }).run(stop.signal),
    ),
  ]
  const ended = Promise.all(runs)
  let failure: { readonly error: unknown } | undefined
  ended.catch((error) => {
    failure = { error }
  })

  let answer: string | undefined
  while (clock.now < endMs && failure === undefined) {
    const addresses = await zone.resolve(endpoint)
    if (addresses.join() !== answer) now({ who: 'resolver', addresses })
    answer = addresses.join()
    await realSleep(stepMs / speed)
    clock.advance(stepMs)
    await work.done()
  }
  stop.abort()
  while (failure === undefined && !(await isSettled(ended))) {
    clock.advance(endMs)
    await work.done()
  }
  await ended
}

const isSettled = async (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), immediate(false)])

/**
 * The calls under way. The clock stands still until the zone has answered them, so a slow server or a busy machine does
 * not change what happens.
 */
class Work {
  private readonly calls = new Set<Promise<unknown>>()

  observed(zone: Zone): Zone {
    return {
      read: (name) => this.add(zone.read(name)),
      list: (name) => this.add(zone.list(name)),
      change: (batch) => this.add(zone.change(batch)),
    }
  }

  async done(): Promise<void> {
    await immediate()
    while (this.calls.size > 0) {
      await Promise.allSettled(this.calls)
      await immediate()
    }
  }

  private add<T>(call: Promise<T>): Promise<T> {
    this.calls.add(call)
    const remove = () => this.calls.delete(call)
    call.then(remove, remove)
    return call
  }
}
