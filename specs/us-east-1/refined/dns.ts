/** The module `dns` of the region, refined by `dynamodb-dns` and a resolver that caches. */
import { bool, compose, input, model, type ReadonlyById } from 'allways'
import { dynamodbDns } from '../../dynamodb-dns/model.ts'
import { resolves } from '../../dynamodb-dns/records.ts'
import { type DnsParameters, dns, resolves as isFound } from '../dns.ts'
import { detail } from './detail.ts'

/**
 * With the race: the design as deployed, with operators who repair and freeze. A tolerant write of the rollback record
 * mends the wedge. Without the race: the recommended design.
 */
const parameters = ({ race, wedge }: DnsParameters) =>
  race === 'fixed'
    ? ({
        compareAndSwap: 'newer plan',
        refused: 'skip',
        cleanupGuard: 'active and rollback',
        tolerantRollback: true,
        interventions: 3,
      } as const)
    : ({ tolerantRollback: wedge === 'until the next plan', interventions: 3, freeze: true } as const)

/**
 * A resolver that asks for an empty endpoint caches the answer. Assumption: it asks again while the endpoint is empty,
 * so the answer expires for good only when the endpoint has addresses.
 */
const resolver = () =>
  model({
    name: 'resolver',
    state: { isServed: input(bool), cachedEmpty: bool },
    actions: {
      // nobody has to ask
      'caches the empty answer': {
        when: (s) => !s.isServed && !s.cachedEmpty,
        do: (s) => {
          s.cachedEmpty = true
        },
      },
      'empty answer expires': {
        when: (s) => s.isServed && s.cachedEmpty,
        do: (s) => {
          s.cachedEmpty = false
        },
        fair: true,
      },
    },
  })

interface Detail {
  readonly detail: { readonly frozen: boolean; readonly enactor: ReadonlyById<{ readonly at: string }> }
  readonly resolver: { readonly isServed: boolean; readonly cachedEmpty: boolean }
}

export const refinedDns = (given: DnsParameters) => {
  const map = ({ detail: s, resolver }: Detail) => {
    const runsAreOver = s.enactor.every(({ at }) => at === 'pick plan')
    const isOn = given.race === 'fixed' || !s.frozen
    return {
      endpoint: resolver.isServed ? 'served' : 'empty',
      cachedEmpty: resolver.cachedEmpty,
      automation: isOn ? 'on' : runsAreOver ? 'frozen' : 'stopping',
    } as const
  }
  return compose({
    name: 'dynamodb-dns as a module',
    modules: { detail: detail(dynamodbDns(parameters(given))), resolver: detail(resolver()) },
    wire: { resolver: { isServed: (s) => s.detail.records.every(resolves) } },
    temporal: ({ refines, canAlwaysReach }) => {
      const automation = ['detail planner', 'detail enactor', 'resolver empty answer expires'] as const
      const isGood = (s: Detail) => isFound(map(s))
      return {
        'is the module of the region': refines({ of: dns(given), by: map }),
        'recovers by automation': canAlwaysReach(isGood, {
          using: automation,
          when: (s) => map(s).automation === 'on',
        }),
        'recovers with its operators': canAlwaysReach(isGood, { using: [...automation, 'detail operator'] }),
      }
    },
  })
}
