/** The planner watches the load balancers, and publishes a new plan every now and then. */
import type { Clock } from './clock.ts'
import type { PlanStore } from './plan-store.ts'

export interface PlannerOptions {
  readonly everyMs: number
  /** The number of the plan after which it stops. */
  readonly last: number
}

export interface PlannerPorts {
  readonly store: PlanStore
  readonly clock: Clock
  readonly options: PlannerOptions
  readonly log?: (plan: number) => void
}

export class Planner {
  private readonly ports: PlannerPorts

  constructor(ports: PlannerPorts) {
    this.ports = ports
  }

  async run(signal?: AbortSignal): Promise<void> {
    const { store, clock, options, log } = this.ports
    let plan = 0
    while (plan < options.last) {
      await clock.sleep(options.everyMs)
      if (signal?.aborted) return
      // It reads the number of the latest plan, so that it goes on from there after a restart.
      plan = (await store.latest()) + 1
      await store.publish(plan)
      log?.(plan)
    }
  }
}
