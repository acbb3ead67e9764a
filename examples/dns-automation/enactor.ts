/**
 * An enactor applies the latest plan to one endpoint after the other, then deletes plans that are much older. Several
 * enactors run at the same time, and do not know of each other.
 */
import type { Clock } from './clock.ts'
import type { EnactorDesign } from './designs.ts'
import type { PlanStore } from './plan-store.ts'
import { namesOlderThan, planNamed, plansWithTrees, rollbackName, tree, treeName } from './records.ts'
import { type Change, isNoAliasOf, type Zone } from './zone.ts'

export interface EnactorOptions extends EnactorDesign {
  readonly endpoints: readonly string[]
  /** Cleanup deletes the plans with id ≤ applied − age. */
  readonly age: number
  /** The time between two looks for a new plan. */
  readonly pollMs: number
  /** The time between two attempts to apply a plan. */
  readonly retryMs: number
}

/** A step of an enactor, after its last call was answered. */
export type EnactorEvent =
  | { readonly did: 'pick plan'; readonly plan: number }
  | { readonly did: 'apply plan'; readonly plan: number; readonly endpoint: string; readonly change: Change }
  | { readonly did: 'find old plans'; readonly plan: number; readonly found: readonly Victim[] }
  | { readonly did: 'delete old plan'; readonly plan: number; readonly endpoint: string; readonly change: Change }

export interface Victim {
  readonly endpoint: string
  readonly plan: number
}

export interface EnactorPorts {
  readonly id: number
  readonly store: PlanStore
  readonly zone: Zone
  readonly clock: Clock
  readonly options: EnactorOptions
  readonly log?: (event: EnactorEvent) => void
}

export class Enactor {
  private readonly ports: EnactorPorts

  constructor(ports: EnactorPorts) {
    this.ports = ports
  }

  /** Runs until the signal is aborted. It rejects if the store or the zone cannot be reached. */
  async run(signal?: AbortSignal): Promise<void> {
    const { clock, options } = this.ports
    while (!signal?.aborted) {
      await clock.sleep(options.pollMs)
      const plan = await this.pick()
      if (plan !== undefined) await this.enact(plan, signal)
    }
  }

  /**
   * The latest plan, if some endpoint has an older one. The endpoints are read first. So there was a moment at which
   * this plan was the latest and such an endpoint was behind, even if endpoints go back.
   */
  private async pick(): Promise<number | undefined> {
    const { store, zone, options, log } = this.ports
    let oldest = Number.POSITIVE_INFINITY
    for (const endpoint of options.endpoints) oldest = Math.min(oldest, planNamed(await zone.read(endpoint)) ?? 0)
    const latest = await store.latest()
    if (oldest >= latest) return undefined
    log?.({ did: 'pick plan', plan: latest })
    return latest
  }

  private async enact(plan: number, signal?: AbortSignal): Promise<void> {
    for (const endpoint of this.ports.options.endpoints) {
      const applied = await this.apply(plan, endpoint, signal)
      if (signal?.aborted || (!applied && this.ports.options.refused === 'give up')) return
    }
    await this.cleanUp(plan)
  }

  /** Retries until the plan is applied. It gives up if the endpoint has a newer plan, and the design compares. */
  private async apply(plan: number, endpoint: string, signal?: AbortSignal): Promise<boolean> {
    const { zone, clock, options, log } = this.ports
    const { compareAndSwap, tolerantRollback, retryMs } = options
    const target = treeName(endpoint, plan)
    const isOlder = namesOlderThan(endpoint, plan)
    while (!signal?.aborted) {
      const change = await zone.change({
        conditions: compareAndSwap ? [isOlder] : [],
        upserts: [tree(endpoint, plan), { name: endpoint, target }],
        copies: [{ from: endpoint, to: rollbackName(endpoint), ...(tolerantRollback && { fallback: target }) }],
      })
      log?.({ did: 'apply plan', plan, endpoint, change })
      if (change.ok) return true
      if (change.failed === isOlder) return false
      await clock.sleep(retryMs)
    }
    return false
  }

  private async cleanUp(applied: number): Promise<void> {
    const { zone, options, log } = this.ports
    const found: Victim[] = []
    for (const endpoint of options.endpoints) {
      const plans = plansWithTrees(await zone.list(endpoint))
      found.push(...plans.filter((plan) => plan <= applied - options.age).map((plan) => ({ endpoint, plan })))
    }
    log?.({ did: 'find old plans', plan: applied, found })
    await Promise.all(found.map((victim) => this.delete(victim)))
  }

  private async delete({ endpoint, plan }: Victim): Promise<void> {
    const { zone, options, log } = this.ports
    const name = treeName(endpoint, plan)
    const isUnused = [isNoAliasOf(endpoint, name), isNoAliasOf(rollbackName(endpoint), name)]
    // A refusal means that the plan is in use, so it stays.
    const change = await zone.change({ conditions: options.guardedCleanup ? isUnused : [], deletes: [name] })
    log?.({ did: 'delete old plan', plan, endpoint, change })
  }
}
