/**
 * The leases of the droplets: how many have lapsed, and whether more attempts wait than can be served before they time
 * out. `ec2-leases` has queues, attempts and their ages; there, "more than can be served" is a number.
 */
import { bool, input, model, oneOf } from 'allways'

export interface LeaseParameters {
  /** Whether attempts are admitted only if they can be served in time. */
  readonly leaseLimit: 'none' | 'queue size'
}

const state = {
  /** Whether the state checks of the droplets can reach DynamoDB. */
  dynamoUp: input(bool),
  /** Some: few enough to be established again in time. Many: more than that. */
  lapsed: oneOf('none', 'some', 'many'),
  /** Whether attempts time out before they are served, and are queued again. */
  collapsed: bool,
  /** Whether operators keep incoming work away. Callers then get RequestLimitExceeded. */
  throttled: bool,
}

export const leaseAutomation = ['are established again', 'collapse under their attempts'] as const
export const leaseOperators = [
  'work is throttled by operators',
  'hosts are restarted by operators',
  'work is let in again by operators',
] as const

export const leases = ({ leaseLimit }: LeaseParameters) => {
  /** Whether the attempts for many leases would wait in the queue all at once. */
  const overrun = (s: { readonly lapsed: string; readonly throttled: boolean }) =>
    s.lapsed === 'many' && !s.throttled && leaseLimit === 'none'

  return model({
    name: 'leases',
    state,
    actions: {
      // 23:48 to 02:24: checks fail, and leases slowly time out across the fleet. Time causes this, so it is fair.
      lapse: {
        when: (s) => !s.dynamoUp && s.lapsed !== 'many',
        do: (s) => {
          s.lapsed = s.lapsed === 'none' ? 'some' : 'many'
        },
        fair: true,
      },
      'are established again': {
        when: (s) => s.dynamoUp && s.lapsed !== 'none' && !s.collapsed && !overrun(s),
        do: (s) => {
          s.lapsed = s.lapsed === 'many' ? 'some' : 'none'
        },
        fair: true,
      },
      // 02:25: because of the many droplets, attempts timed out before they were done, and were queued again.
      'collapse under their attempts': {
        when: (s) => s.dynamoUp && !s.collapsed && overrun(s),
        do: (s) => {
          s.collapsed = true
        },
        fair: true,
      },
      // 04:14, after other attempts to help: engineers throttled incoming work, and restarted hosts selectively. This
      // is not fair, because there was no procedure. Assumption: nobody does so before the collapse.
      'work is throttled by operators': {
        when: (s) => s.dynamoUp && s.collapsed && !s.throttled,
        do: (s) => {
          s.throttled = true
        },
      },
      // A restart clears the queues. Without the throttle they fill again. `ec2-leases` has one step for each host.
      'hosts are restarted by operators': {
        when: (s) => s.dynamoUp && s.collapsed,
        do: (s) => {
          s.collapsed = false
        },
      },
      // From 11:23 the throttle was relaxed, and at 13:50 all was normal. Assumption: not before all leases are back.
      'work is let in again by operators': {
        when: (s) => s.throttled && s.lapsed === 'none',
        do: (s) => {
          s.throttled = false
        },
      },
    },
    invariants: {
      'no collapse': (s) => !s.collapsed,
      'no request is refused': (s) => !s.throttled,
    },
    temporal: ({ canAlwaysReach }) => {
      const isBack = (s: { readonly lapsed: string }) => s.lapsed === 'none'
      const when = (s: { readonly dynamoUp: boolean }) => s.dynamoUp
      return {
        'recovers by automation': canAlwaysReach(isBack, { using: leaseAutomation, when }),
        'recovers with its operators': canAlwaysReach(isBack, { using: [...leaseAutomation, ...leaseOperators], when }),
        // After a short outage, few leases have lapsed.
        'heals after a short outage': canAlwaysReach(isBack, {
          using: leaseAutomation,
          when: (s) => s.dynamoUp && s.lapsed === 'some',
        }),
      }
    },
  })
}
