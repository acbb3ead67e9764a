/**
 * The service again, with a switch: each drift is a mistake that real services make. Without a drift, it does what the
 * example does. It serves one endpoint.
 */

import { designs } from '../../../examples/dns-automation/designs.ts'
import type { Service } from '../../../examples/dns-automation/driver.ts'
import type { EnactorPorts } from '../../../examples/dns-automation/enactor.ts'
import type { PlannerPorts } from '../../../examples/dns-automation/planner.ts'
import {
  namesOlderThan,
  planNamed,
  plansWithTrees,
  rollbackName,
  tree,
  treeName,
} from '../../../examples/dns-automation/records.ts'
import { type Batch, isNoAliasOf } from '../../../examples/dns-automation/zone.ts'

const [publish, pick] = ['planner publish', 'enactor pick plan'] as const
const [apply, find, remove] = ['enactor apply plan', 'enactor find old plans', 'enactor delete old plan'] as const

/** The design, the step at which its shortest story ends, the length of that story, and what the message names. */
export const drifts = {
  'the planner publishes twice': ['recommended', publish, 1, 'planner calls `store.publish` after'],
  'the planner skips a number': ['recommended', publish, 1, 'latest is 3 in the code, and 2 in the model'],
  'the planner stops one plan early': ['recommended', publish, 2, "planner has ended after 'planner publish'"],

  'picks the next plan, not the latest': ['recommended', pick, 3, '.plan is 2 in the code, and 3 in the model'],
  'reads the endpoint before the change': ['recommended', pick, 2, "calls `zone.read` after 'enactor"],
  'cleans up before it applies': ['recommended', pick, 2, "calls `zone.list` after 'enactor"],
  'does not await the change': ['recommended', pick, 2, 'calls `zone.change (apply)` and `zone.list` after'],
  'caches the latest plan': ['as deployed', pick, 9, "calls `zone.change (apply)`; in the model, 'enactor"],

  'compares with what it read when it picked': [
    'recommended',
    apply,
    5,
    'rollback is 2 in the code, and 1 in the model',
  ],
  'writes without the check after a refusal': ['recommended', apply, 5, 'calls `zone.change (apply)` after'],
  'replaces a plan by itself': ['compare-and-swap', apply, 5, 'rollback is 2 in the code, and 1 in the model'],
  'gives up where it should skip': ['recommended', apply, 5, 'calls `zone.read` after'],
  'cleans up after a refusal': ['compare-and-swap', apply, 5, 'calls `zone.list` after'],
  'swallows a refusal': ['as deployed', apply, 12, 'which the model disables here'],
  'gives up where it should retry': ['as deployed', apply, 12, 'which the model disables here'],
  'writes although the old tree is gone': ['as deployed', apply, 12, 'which the model disables here'],
  'refuses to write when the old tree is gone': [
    'tolerant rollback',
    apply,
    12,
    'active is 2 in the code, and 4 in the model',
  ],
  'writes a second time': ['compare-and-swap', apply, 3, 'calls `zone.change (apply)` after'],
  'writes tree and alias in two changes': ['recommended', apply, 3, 'active is 1 in the code, and 2 in the model'],
  'does not write the rollback record': ['recommended', apply, 6, 'rollback is 1 in the code, and 2 in the model'],
  'rollback record names the new plan': ['recommended', apply, 3, 'rollback is 2 in the code, and 1 in the model'],
  'keeps its lock after a refusal': ['compare-and-swap', apply, 5, "makes no call after 'enactor"],
  'age counts from the latest plan': ['as deployed', apply, 3, 'calls `store.latest` after'],

  'age is one too small': ['recommended', find, 4, 'victims[0] is [1] in the code, and [] in the model'],
  'age is one too large': ['recommended', find, 5, 'victims[0] is [] in the code, and [1] in the model'],
  'deletes its own plan': ['recommended', find, 4, 'victims[0] is [1,2] in the code, and [] in the model'],
  'checks, then deletes': ['recommended', find, 5, 'calls `zone.read` and `zone.read` after'],
  'does not await the deletes': ['as deployed', find, 5, '(delete plan-1.dynamodb.example)` and `zone.read` after'],
  'keeps the victims of its last run': ['as deployed', find, 10, 'victims[0] is [1] in the code, and [] in the model'],
  'caches the active plan': ['compare-and-swap', find, 4, 'calls `store.latest` after'],
  'stays busy for ever': ['compare-and-swap', find, 4, 'free calls in a row'],

  'cleanup ignores the rollback record': ['recommended', remove, 6, 'trees is [3] in the code, and [1,3] in the model'],
  'cleanup ignores the active plan': ['guarded cleanup', remove, 9, 'is [1,4] in the code, and [1,2,4] in the model'],
  'deletes only the first': ['as deployed', find, 8, 'calls `zone.change (delete plan-1.dynamodb.example)` after'],
} as const satisfies { readonly [name: string]: readonly [string, string, number, string] }

export type Drift = keyof typeof drifts

/** Designs of the model that the example does not have, for the drifts that no design of the example can show. */
const more = {
  'guarded cleanup': { ...designs['as deployed'], guardedCleanup: true },
  'tolerant rollback': { ...designs['as deployed'], tolerantRollback: true },
}

export const drifted = (drift?: Drift): Service => {
  const is = (name: Drift) => drift === name

  const planner = async ({ store, clock, options, log }: PlannerPorts) => {
    let plan = 0
    while (plan < options.last - (is('the planner stops one plan early') ? 1 : 0)) {
      await clock.sleep(options.everyMs)
      plan = (await store.latest()) + (is('the planner skips a number') ? 2 : 1)
      await store.publish(plan)
      log?.(plan)
      if (is('the planner publishes twice')) await store.publish(++plan)
    }
  }

  const enactor = async ({ store, zone, clock, options, log }: EnactorPorts) => {
    const { refused, pollMs, retryMs } = options
    const endpoint = options.endpoints[0]!
    const compareAndSwap = options.compareAndSwap && !is('compares with what it read when it picked')
    const tolerant = is('writes although the old tree is gone') || options.tolerantRollback
    const tolerantRollback = tolerant && !is('refuses to write when the old tree is gone')
    const age = options.age + (is('age is one too small') ? -1 : is('age is one too large') ? 1 : 0)
    let [active, latest, victims, isBusy, hasApplied] = [0, 0, [] as number[], false, false]

    const pickPlan = async () => {
      if (!is('caches the active plan') || !hasApplied) active = planNamed(await zone.read(endpoint)) ?? 0
      if (!is('caches the latest plan') || active >= latest) latest = await store.latest()
      if (active >= latest) return undefined
      const plan = is('picks the next plan, not the latest') ? active + 1 : latest
      log?.({ did: 'pick plan', plan })
      return plan
    }

    const applyPlan = async (plan: number) => {
      const target = treeName(endpoint, plan)
      const isOlder = namesOlderThan(endpoint, is('replaces a plan by itself') ? plan + 1 : plan)
      const alias = { name: endpoint, target }
      const rollback = rollbackName(endpoint)
      let batch: Batch = {
        conditions: compareAndSwap ? [isOlder] : [],
        upserts: [tree(endpoint, plan), alias],
        copies: [{ from: endpoint, to: rollback, ...(tolerantRollback && { fallback: target }) }],
      }
      if (is('does not write the rollback record')) batch = { ...batch, copies: [] }
      if (is('rollback record names the new plan')) {
        batch = { ...batch, upserts: [...batch.upserts!, { name: rollback, target }], copies: [] }
      }
      if (is('reads the endpoint before the change')) {
        if ((planNamed(await zone.read(endpoint)) ?? 0) >= plan) return false
        batch = { ...batch, conditions: [] }
      }
      if (is('writes tree and alias in two changes')) {
        await zone.change({ conditions: batch.conditions!, upserts: [tree(endpoint, plan)] })
        batch = { ...batch, upserts: [alias] }
      }
      if (is('does not await the change')) {
        zone.change(batch).then((change) => log?.({ did: 'apply plan', plan, endpoint, change }))
        return true
      }
      for (;;) {
        const change = await zone.change(batch)
        log?.({ did: 'apply plan', plan, endpoint, change })
        if (change.ok && is('writes a second time')) await zone.change({ ...batch, conditions: [] })
        if (change.ok || is('swallows a refusal')) {
          active = plan
          hasApplied = true
          return true
        }
        if (is('writes without the check after a refusal')) batch = { ...batch, conditions: [] }
        else if (change.failed === isOlder || is('gives up where it should retry')) return false
        await clock.sleep(retryMs)
      }
    }

    const cleanUp = async (applied: number) => {
      const newest = is('age counts from the latest plan') ? await store.latest() : applied
      const plans = plansWithTrees(await zone.list(endpoint))
      const isOld = (plan: number) => (is('deletes its own plan') ? plan <= newest : plan <= newest - age)
      victims = [...(is('keeps the victims of its last run') ? victims : []), ...plans.filter(isOld)]
      log?.({ did: 'find old plans', plan: applied, found: victims.map((plan) => ({ endpoint, plan })) })
      const deleteOne = async (plan: number) => {
        const name = treeName(endpoint, plan)
        const inUse = [isNoAliasOf(endpoint, name), isNoAliasOf(rollbackName(endpoint), name)]
        if (is('cleanup ignores the active plan')) inUse.shift()
        if (is('cleanup ignores the rollback record')) inUse.pop()
        let conditions = options.guardedCleanup ? inUse : []
        if (is('checks, then deletes')) {
          const named = await Promise.all([zone.read(endpoint), zone.read(rollbackName(endpoint))])
          if (named.map(planNamed).includes(plan)) return
          conditions = []
        }
        const change = await zone.change({ conditions, deletes: [name] })
        log?.({ did: 'delete old plan', plan, endpoint, change })
      }
      const deleted = victims.slice(0, is('deletes only the first') ? 1 : undefined).map(deleteOne)
      if (!is('does not await the deletes')) await Promise.all(deleted)
    }

    for (;;) {
      await clock.sleep(pollMs)
      if (isBusy) continue
      const plan = await pickPlan()
      if (plan === undefined) continue
      isBusy = is('stays busy for ever')
      if (is('cleans up before it applies')) await cleanUp(plan)
      const isApplied = await applyPlan(plan)
      if (!isApplied && is('keeps its lock after a refusal')) await new Promise(() => {})
      const skips = (refused === 'skip' || is('cleans up after a refusal')) && !is('gives up where it should skip')
      if ((isApplied || skips) && !is('cleans up before it applies')) await cleanUp(plan)
    }
  }

  return { planner, enactor, designs: { ...designs, ...more } }
}
