/**
 * The DNS automation of DynamoDB in us-east-1, as AWS described it after the outage of October 2025
 * (https://aws.amazon.com/message/101925/, and re:Invent 2025, DAT453): a planner publishes plans, one for all
 * endpoints; redundant enactors apply the latest to each endpoint and delete plans that are much older. What AWS
 * did not publish is marked as an assumption where it is made.
 */
import { model, process } from 'allways'
import { enactors } from './enactor.ts'
import { asDeployed, type Parameters } from './parameters.ts'
import { canRollBack, dnsState, resolves } from './records.ts'

export const dynamodbDns = (given: Partial<Parameters> = {}) => {
  const parameters = { ...asDeployed, ...given }
  const { plans } = parameters
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
  })

  return model({
    name: 'dynamodb-dns',
    state,
    processes: { planner, enactor: enactors(state, parameters) },

    // Plan 1 is installed. Assumption: with nothing before it, its rollback record points at itself.
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
    },
    reachable: {
      'a stale plan is written': (s) => s.enactor.some((enactor) => enactor.wroteStale),
      // Plan 1 was active everywhere at the start.
      'a formerly active plan is deleted': (s) => s.records.some((record) => !record.trees.has(1)),
    },
  })
}
