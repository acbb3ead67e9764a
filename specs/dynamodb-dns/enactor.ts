/**
 * An enactor takes the latest plan, applies it to one endpoint after the other, then cleans up old plans. Enactors
 * run independently. One that is slow, or that loses the lock of an endpoint again and again and backs off, is
 * simply one that takes no step for a while.
 */
import { array, bool, int, process, setOf } from 'allways'
import type { Parameters } from './parameters.ts'
import { type dnsState, type EndpointRecord, resolves } from './records.ts'

export const enactors = (state: ReturnType<typeof dnsState>, parameters: Parameters) => {
  const { plans, endpoints, age, cleanup, cleanupGuard, recheck, compareAndSwap, refused, tolerantRollback } =
    parameters
  const Plan = int(1, plans)
  const each = Array.from({ length: endpoints }, (_, endpoint) => endpoint)
  const nextWrite = recheck ? 'check again' : 'apply plan'

  const deletePlan = (record: EndpointRecord & { trees: { delete(plan: number): boolean } }, plan: number) => {
    if (cleanupGuard !== 'none' && plan === record.active) return
    if (cleanupGuard === 'active and rollback' && plan === record.rollback) return
    record.trees.delete(plan)
  }

  return process(state, {
    instances: parameters.enactors,
    local: {
      /** The plan in hand. An enactor at rest forgets it and all below, so that no two states differ by it. */
      plan: Plan,
      endpoint: int(0, endpoints - 1),
      /** What cleanup has found to delete, by endpoint. */
      victims: array(endpoints, setOf(Plan)),
      /** Whether the write just made was of a plan older than the latest. History, for a witness; no step reads it. */
      wroteStale: bool,
    },
    steps: {
      // Assumption: "newer than the plan applied before" compares with what the endpoints serve, and one that serves
      // an older plan is enough; AWS did not publish where an enactor looks. To take and to check in one step is
      // generous to the design.
      'pick plan': {
        when: (s) => s.records.some((record) => s.latest > record.active),
        do: (s, me) => {
          me.plan = s.latest
          return nextWrite
        },
      },

      // Assumption: an enactor that finds itself overtaken gives up the run, without cleaning up.
      'check again': (s, me) => (me.plan > s.records[me.endpoint]!.active ? 'apply plan' : rest(me)),

      // One Route 53 transaction. Assumptions: it builds the plan's tree, too; and to write a plan that is already
      // active is a write like any other.
      'apply plan': {
        // As deployed, the rollback record cannot be pointed at a tree that is gone: the transaction is refused,
        // and the enactor retries the endpoint until it succeeds, which for want of that tree is never.
        when: (s, me) => tolerantRollback || resolves(s.records[me.endpoint]!),
        do: (s, me) => {
          const record = s.records[me.endpoint]!
          if (compareAndSwap && me.plan <= record.active) {
            if (refused === 'give up') return rest(me)
          } else {
            // Where there is nothing to go back to, a tolerant write names the one tree that is sure to exist.
            record.rollback = resolves(record) ? record.active : me.plan
            record.active = me.plan
            record.trees.add(me.plan)
            me.wroteStale = me.plan < s.latest
          }
          if (me.endpoint === endpoints - 1) return 'find old plans'
          me.endpoint++
          return nextWrite
        },
      },

      'find old plans': (s, me) => {
        const applied = me.plan
        for (const endpoint of each) {
          const record = s.records[endpoint]!
          const old = record.trees.filter((plan) => plan <= applied - age)
          if (cleanup === 'as deployed') me.victims[endpoint]!.assign(old)
          else for (const plan of old) deletePlan(record, plan)
        }
        if (me.victims.every((victims) => victims.size === 0)) return rest(me)
        me.wroteStale = false
        return 'delete old plan'
      },

      // Assumption: in any order, over plans and endpoints; AWS did not publish one.
      'delete old plan': (s, me, choose) => {
        const endpoint = choose(each.filter((endpoint) => me.victims[endpoint]!.size > 0))
        const plan = choose(me.victims[endpoint]!)
        me.victims[endpoint]!.delete(plan)
        deletePlan(s.records[endpoint]!, plan)
        return me.victims.every((victims) => victims.size === 0) ? rest(me) : undefined
      },

      restart: () => 'pick plan',
    },
    resting: ['pick plan'],
    terminal: ['down'],
    // However slow, an enactor takes its next step at last, unless it is down.
    fair: true,
    faults: {
      // A crash loses what the enactor had in hand; what it had written, or left to delete, stays.
      crash: {
        budget: parameters.crashes,
        at: ['check again', 'apply plan', 'find old plans', 'delete old plan'],
        do: (_s, me) => {
          rest(me)
          return 'restart'
        },
      },
      // At any label: an enactor at rest that goes down is missed as well.
      'permanent crash': {
        budget: parameters.permanentCrashes,
        at: ['pick plan', 'check again', 'apply plan', 'find old plans', 'delete old plan', 'restart'],
        do: (_s, me) => {
          rest(me)
          return 'down'
        },
      },
    },
  })
}

interface InHand {
  plan: number
  endpoint: number
  wroteStale: boolean
  readonly victims: readonly { clear(): void }[]
}

const rest = (me: InHand) => {
  me.plan = 1
  me.endpoint = 0
  me.wroteStale = false
  for (const victims of me.victims) victims.clear()
  return 'pick plan' as const
}
