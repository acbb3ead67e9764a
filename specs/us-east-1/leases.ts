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
  /** None; none, but checks are late or operators are at work; few; or many. */
  lapsed: oneOf('none', 'late', 'some', 'many'),
  /** Whether attempts time out before they are served, and are queued again. */
  collapsed: bool,
  /** Whether operators keep incoming work away. Callers then get RequestLimitExceeded. */
  throttled: bool,
}

/** Whether every droplet has its lease. */
export const allHeld = ({ lapsed }: { readonly lapsed: string }) => lapsed === 'none' || lapsed === 'late'

export const leaseAutomation = ['are established again', 'checks catch up', 'collapse under their attempts'] as const
export const leaseOperators = [
  'work is throttled by operators',
  'hosts are restarted by operators',
  'work is let in again by operators',
] as const

const isStuck = (s: { readonly collapsed: boolean; readonly throttled: boolean }) => s.collapsed || s.throttled

export const leases = ({ leaseLimit }: LeaseParameters) =>
  model({
    name: 'leases',
    state,
    actions: {
      // 23:48: checks fail.
      'checks are late': {
        when: (s) => !s.dynamoUp && s.lapsed === 'none',
        do: (s) => {
          s.lapsed = 'late'
        },
      },
      // 23:48 to 02:24: leases slowly time out across the fleet. Those of late checks may still do so when DynamoDB is
      // back.
      lapse: {
        when: (s) => s.lapsed === 'late' || s.lapsed === 'some',
        do: (s, choose) => {
          s.lapsed = s.lapsed === 'late' ? choose(['some', 'many'], 'lapsed') : 'many'
        },
      },
      // In a collapse, too, an attempt is served in time now and then.
      'are established again': {
        when: (s) => s.dynamoUp && (s.lapsed === 'some' || s.lapsed === 'many'),
        do: (s, choose) => {
          s.lapsed = s.lapsed === 'many' ? 'some' : choose(isStuck(s) ? ['late'] : ['none', 'late'], 'lapsed')
        },
      },
      'checks catch up': {
        when: (s) => s.lapsed === 'late' && !isStuck(s),
        do: (s) => {
          s.lapsed = 'none'
        },
      },
      // 02:25: because of the many droplets, attempts timed out before they were done, and were queued again. It begins
      // while DynamoDB is away, or later; and no throttle keeps it away.
      'collapse under their attempts': {
        when: (s) => s.lapsed !== 'none' && !s.collapsed && leaseLimit === 'none',
        do: (s, choose) => {
          if (s.lapsed !== 'many') s.lapsed = choose([s.lapsed, s.lapsed === 'late' ? 'some' : 'many'], 'lapsed')
          s.collapsed = true
        },
      },
      // 04:14, after other attempts to help: engineers throttled incoming work, and restarted hosts selectively. There
      // was no procedure.
      'work is throttled by operators': {
        when: (s) => s.lapsed !== 'none' && !s.throttled && leaseLimit === 'none',
        do: (s) => {
          s.throttled = true
        },
      },
      // A restart clears the queues. Without the throttle they fill again. `ec2-leases` has one step for each host.
      'hosts are restarted by operators': {
        when: (s) => s.collapsed,
        do: (s) => {
          s.collapsed = false
        },
      },
      // From 11:23 the throttle was relaxed, and at 13:50 all was normal.
      'work is let in again by operators': {
        when: (s) => s.throttled,
        do: (s, choose) => {
          s.throttled = false
          if (s.lapsed === 'late' && !s.collapsed) s.lapsed = choose(['none', 'late'], 'lapsed')
        },
      },
    },
    invariants: {
      'no collapse': (s) => !s.collapsed,
      'no request is refused': (s) => !s.throttled,
    },
    temporal: ({ canAlwaysReach }) => {
      const isBack = (s: { readonly lapsed: string; readonly collapsed: boolean }) => allHeld(s) && !s.collapsed
      const when = (s: { readonly dynamoUp: boolean }) => s.dynamoUp
      return {
        'recovers by automation': canAlwaysReach(isBack, { using: leaseAutomation, when }),
        'recovers with its operators': canAlwaysReach(isBack, { using: [...leaseAutomation, ...leaseOperators], when }),
        // After a short outage, few leases have lapsed.
        'heals after a short outage': canAlwaysReach(isBack, {
          using: leaseAutomation,
          when: (s) => s.dynamoUp && s.lapsed === 'some' && !s.collapsed,
        }),
      }
    },
  })
