/**
 * Cleanup finds the plans significantly older than the one just applied, and deletes their trees. A guard spares plans
 * in use. It may look in the transaction that deletes, or in a step before it. That step may also set a tombstone,
 * which stops each write of that plan. Assumption: cleanup does not hold an endpoint's lock from one step to the next.
 * AWS did not publish whether it takes the lock.
 */
import type { Choose } from 'allways'
import { only } from '../only.ts'
import { type EnactorStep, finish } from './enactor-state.ts'
import { oldestInFlight } from './in-flight.ts'
import type { Parameters } from './parameters.ts'
import type { EndpointRecord } from './records.ts'
import { showToken } from './tokens.ts'

export const cleanupSteps = (parameters: Parameters) => {
  const { endpoints, age, cleanup, cleanupGuard, guardLooks, tombstones, keepInFlight, lock } = parameters
  const looksBefore = guardLooks === 'before the delete' || tombstones !== 'none'
  const each = Array.from({ length: endpoints }, (_, endpoint) => endpoint)

  const spares = (record: EndpointRecord, plan: number) =>
    (cleanupGuard !== 'none' && plan === record.active) ||
    (cleanupGuard === 'active and rollback' && plan === record.rollback)

  const findOldPlans: EnactorStep = (s, me) => {
    const applied = me.plan
    for (const endpoint of each) {
      const record = s.records[endpoint]!
      const old = record.trees.filter((plan) => plan <= applied - age && !(keepInFlight && plan >= oldestInFlight(s)))
      if (cleanup === 'as deployed') me.victims[endpoint]!.assign(old)
      else for (const plan of old) if (!spares(record, plan)) record.trees.delete(plan)
    }
    if (cleanup === 'atomic' || me.victims.every((victims) => victims.size === 0)) return finish(parameters, s, me)
    me.wroteStale = false
    return looksBefore ? 'check old plan' : 'delete old plan'
  }

  // Assumption: in any order of plans and endpoints. AWS did not publish an order.
  const pickVictim = (
    me: { victims: readonly (Iterable<number> & { readonly size: number; delete(plan: number): boolean })[] },
    choose: Choose,
  ) => {
    const endpoint = choose(
      each.filter((endpoint) => me.victims[endpoint]!.size > 0),
      'endpoint',
    )
    const plan = choose(me.victims[endpoint]!, 'plan')
    me.victims[endpoint]!.delete(plan)
    return { endpoint, plan }
  }

  // Assumption: the transaction that checks whether the plan is in use also sets the tombstone.
  const checkOldPlan: EnactorStep = (s, me, choose) => {
    const { endpoint, plan } = pickVictim(me, choose)
    const record = s.records[endpoint]!
    if (!spares(record, plan)) {
      if (tombstones !== 'none') record.tombstones.add(plan)
      me.condemned = { endpoint, plan }
      return 'delete old plan'
    }
    return me.victims.every((victims) => victims.size === 0) ? finish(parameters, s, me) : undefined
  }

  const deleteOldPlan: EnactorStep = (s, me, choose) => {
    const { endpoint, plan } = looksBefore ? { ...me.condemned } : pickVictim(me, choose)
    const record = s.records[endpoint]!
    if (lock === 'fenced lease') {
      if (record.fencedOff.has(me.id)) return finish(parameters, s, me)
      showToken(s, endpoint, me.id)
    }
    if (looksBefore || !spares(record, plan)) record.trees.delete(plan)
    if (tombstones === 'cleared on delete') record.tombstones.delete(plan)
    if (me.victims.every((victims) => victims.size === 0)) return finish(parameters, s, me)
    if (!looksBefore) return undefined
    me.condemned = { endpoint: 0, plan: 1 }
    return 'check old plan'
  }

  return {
    'find old plans': findOldPlans,
    ...only(cleanup === 'as deployed' && looksBefore, { 'check old plan': checkOldPlan }),
    ...only(cleanup === 'as deployed', { 'delete old plan': deleteOldPlan }),
  }
}
