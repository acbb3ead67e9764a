/**
 * The DNS automation of DynamoDB in us-east-1, as AWS described it after the outage of October 2025
 * (https://aws.amazon.com/message/101925/, and re:Invent 2025, DAT453). A planner publishes plans, each for all
 * endpoints. Redundant enactors apply the latest plan to each endpoint, and delete plans that are much older. A comment
 * marks each assumption about facts that AWS did not publish.
 */
import { int, model, process } from 'allways'
import { only } from '../only.ts'
import { enactors } from './enactor.ts'
import { freezeAutomation, keepsAnswering } from './freeze.ts'
import { leaseExpires } from './lock.ts'
import { asDeployed, type Parameters } from './parameters.ts'
import { canRollBack, dnsState, type EndpointRecord, resolves } from './records.ts'

export const dynamodbDns = (given: Partial<Parameters> = {}) => {
  const parameters = { ...asDeployed, ...given }
  const { plans, age, interventions, lock, freeze, keepInFlight } = parameters
  const leased = lock === 'lease' || lock === 'fenced lease'
  const state = dnsState(parameters)

  const planner = process(state, {
    steps: {
      publish: {
        when: (s) => s.latest < plans,
        do: (s) => {
          s.latest++
          return s.latest === plans ? 'done' : 'publish'
        },
      },
    },
    terminal: ['done'],
    fair: true,
  })

  // As on the day, an operator installs a healthy tree by hand, and the rollback record with it. It is open when, so it
  // is not fair. An operator acts only on an endpoint that answers without addresses.
  const operator = process(state, {
    instances: interventions > 0 ? 1 : 0,
    local: { done: int(0, interventions) },
    steps: {
      'install plan by hand': {
        when: (s, me) => me.done < interventions && !s.records.every(resolves),
        do: (s, me, choose) => {
          const record = choose(
            s.records.filter((record) => !resolves(record)),
            'record',
          )
          record.active = s.latest
          record.rollback = s.latest
          record.trees.add(s.latest)
          me.done++
        },
      },
    },
    resting: ['install plan by hand'],
  })

  return model({
    name: 'dynamodb-dns',
    state,
    processes: { planner, enactor: enactors(state, parameters), operator },

    actions: {
      ...only(leased, { 'lease expires': leaseExpires }),
      ...only(freeze, { 'freeze automation': freezeAutomation }),
    },

    // Plan 1 is installed. Assumption: its rollback record points at itself, because no plan precedes it.
    init: (s) => {
      for (const record of s.records) record.trees.add(1)
    },

    invariants: {
      'endpoint never empty': (s) => s.records.every(resolves),
      'rollback target exists': (s) => s.records.every(canRollBack),
    },
    steps: {
      'active plan never goes back': (before, after) =>
        before.records.every((record, endpoint) => after.records[endpoint]!.active >= record.active),
      'cleanup never deletes the active plan': (before, after) =>
        before.records.every((record, endpoint) => {
          return !resolves(record) || after.records[endpoint]!.trees.has(record.active)
        }),
      ...only(freeze, { 'once frozen, every endpoint keeps answering': keepsAnswering }),
    },
    reachable: {
      'a stale plan is written': (s) => s.enactor.some((enactor) => enactor.wroteStale),
      // Plan 1 was active everywhere at the start.
      'a formerly active plan is deleted': (s) => s.records.some((record) => !record.trees.has(1)),
    },
    temporal: ({ canAlwaysReach, eventuallyAlways }) => {
      const automation = leased ? (['planner', 'enactor', 'lease expires'] as const) : (['planner', 'enactor'] as const)
      const inUse = (record: EndpointRecord, plan: number) => plan === record.active || plan === record.rollback
      const upToDate = (s: { latest: number; records: readonly EndpointRecord[] }) =>
        s.records.every((record) => resolves(record) && record.active === s.latest)
      return {
        'recovers by automation': canAlwaysReach(upToDate, { using: automation }),
        ...(interventions > 0 && {
          'recovers with an operator': canAlwaysReach(upToDate, { using: [...automation, 'operator'] }),
        }),
        // There are finitely many plans and the planner goes on, so the latest plan is eventually the last.
        converges: eventuallyAlways(upToDate),
        // Cleanup keeps DynamoDB from running out of records. The last plans need no cleanup after them.
        ...(keepInFlight && {
          'old trees can be deleted': canAlwaysReach(
            (s) =>
              s.latest === plans &&
              s.records.every((record) => record.trees.every((plan) => plan > plans - age || inUse(record, plan))),
            { using: automation, when: (s) => s.latest < plans },
          ),
        }),
      }
    },
  })
}
