/**
 * The endpoint of DynamoDB, in three values: served, empty, or served again while empty answers are still cached.
 * `dynamodb-dns` has the enactors, their plans and the race itself. The public sources are AWS's summary
 * (https://aws.amazon.com/message/101925/) and its talk DAT453.
 */
import { bool, model, oneOf } from 'allways'

export interface DnsParameters {
  /** Whether enactors can still race. AWS announced a fix. */
  readonly race: 'possible' | 'fixed'
  /** How long an endpoint stays empty. As deployed, no plan could be written any longer. */
  readonly wedge: 'for good' | 'until the next plan'
}

const state = {
  endpoint: oneOf('served', 'empty'),
  /** Whether resolvers still have the answer without addresses. */
  cachedEmpty: bool,
  /** Stopping: operators have frozen it, and a run that began before is still under way. */
  automation: oneOf('on', 'stopping', 'frozen'),
}

/** Whether clients of DynamoDB find it. */
export const resolves = (s: { readonly endpoint: string; readonly cachedEmpty: boolean }) =>
  s.endpoint === 'served' && !s.cachedEmpty

export const dnsAutomation = ['automation writes the next plan', 'empty answers expire in caches'] as const
export const dnsOperators = ['endpoint is repaired by an operator'] as const

export const dns = ({ race, wedge }: DnsParameters) =>
  model({
    name: 'dns',
    state,
    actions: {
      // 23:48: a late enactor writes an old plan, and another one's cleanup deletes it. Not fair: it need not happen. The
      // run that does it may be the last one after a freeze was ordered.
      'race empties the endpoint': {
        when: (s) => race === 'possible' && s.automation !== 'frozen' && s.endpoint === 'served',
        do: (s, choose) => {
          s.endpoint = 'empty'
          if (s.automation === 'stopping') s.automation = choose(['stopping', 'frozen'], 'automation')
        },
      },
      // Nobody has to ask, so it is not fair.
      'a resolver caches the empty answer': {
        when: (s) => s.endpoint === 'empty' && !s.cachedEmpty,
        do: (s) => {
          s.cachedEmpty = true
        },
      },
      // Every write needed the tree that was gone, so no later plan was written. Only designs that mend this have the
      // step.
      'automation writes the next plan': {
        when: (s) => wedge === 'until the next plan' && s.automation !== 'frozen' && s.endpoint === 'empty',
        do: (s) => {
          s.endpoint = 'served'
        },
        fair: true,
      },
      // 02:25: people restore all DNS information by hand.
      'endpoint is repaired by an operator': {
        when: (s) => s.endpoint === 'empty',
        do: (s) => {
          s.endpoint = 'served'
        },
      },
      // 02:25 to 02:40: clients find the endpoint again as cached answers expire.
      'empty answers expire in caches': {
        when: (s) => s.endpoint === 'served' && s.cachedEmpty,
        do: (s) => {
          s.cachedEmpty = false
        },
        fair: true,
      },
      // 05:38: done in all regions. Without new plans nothing changes DNS. Runs that are under way go on.
      'automation is frozen by operators': {
        when: (s) => s.automation === 'on' && race === 'possible',
        do: (s, choose) => {
          s.automation = choose(['frozen', 'stopping'], 'automation')
        },
      },
      'the last run ends': {
        when: (s) => s.automation === 'stopping',
        do: (s) => {
          s.automation = 'frozen'
        },
      },
    },
    // without new plans, there is nothing left to do
    resting: (s) => s.automation === 'frozen',
    invariants: {
      'endpoint never empty': (s) => s.endpoint === 'served',
    },
    steps: {
      'once frozen, the endpoint never goes empty': (before, after) =>
        before.automation !== 'frozen' || before.endpoint === 'empty' || after.endpoint === 'served',
    },
    temporal: ({ canAlwaysReach }) => ({
      // A frozen automation does nothing.
      'recovers by automation': canAlwaysReach(resolves, { using: dnsAutomation, when: (s) => s.automation === 'on' }),
      'recovers with its operators': canAlwaysReach(resolves, { using: [...dnsAutomation, ...dnsOperators] }),
    }),
  })
