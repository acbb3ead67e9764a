/**
 * The health checks of the load balancers: quiet, alternating or late, and the number of zones out of DNS. No zone ever
 * dies here, so each zone that is out is healthy. `nlb-health` has nodes, single checks and true losses.
 */
import { bool, input, int, model, oneOf } from 'allways'

export interface HealthParameters {
  /** The number of zones that the failover may take out: the announced velocity control. */
  readonly velocity: 'none' | 'one zone'
}

const state = {
  /** Whether every new instance has its network. */
  networkReady: input(bool),
  checks: oneOf('quiet', 'alternating', 'late'),
  /** The number of zones out of DNS; 2 also stands for more. With two zones out, the rest cannot carry the load. */
  zonesOut: int(0, 2),
  /** Whether the automatic failover of zones is on. */
  failover: bool,
}

export const healthAutomation = ['checks catch up', 'zone returns to DNS'] as const
export const healthOperators = ['failover is disabled by operators', 'failover is enabled by operators'] as const

export const health = ({ velocity }: HealthParameters) => {
  const limit = velocity === 'none' ? 2 : 1
  const isSteady = (s: { readonly checks: string; readonly zonesOut: number }) =>
    s.checks === 'quiet' && s.zonesOut === 0
  return model({
    name: 'health',
    state,
    init: (s) => {
      s.failover = true
    },
    actions: {
      // 05:30: new instances came into service before their network state had arrived, and their checks failed now and
      // then. Nobody has to use new instances, so it is not fair.
      'checks alternate': {
        when: (s) => !s.networkReady && s.checks === 'quiet',
        do: (s) => {
          s.checks = 'alternating'
        },
      },
      // The alternation was load for the checks themselves, and so is the return of a node when its network is ready.
      // It may be too much for them, or not.
      'checks are late': {
        when: (s) => s.checks === 'alternating',
        do: (s) => {
          s.checks = 'late'
        },
      },
      // Late checks triggered the failover of zones. Assumption: it is chance whether, and of which zone. The failover
      // is decided while the checks are late, and they may have caught up when it happens.
      'failover takes a zone out of DNS': {
        when: (s) => s.checks === 'late' && s.failover && s.zonesOut < limit,
        do: (s, choose) => {
          s.zonesOut += 1
          s.checks = choose(['late', 'alternating', 'quiet'], 'checks')
        },
      },
      // Nothing alternates any longer when the network is ready. Before, the checks may catch up for a while.
      'checks catch up': {
        when: (s) => s.checks !== 'quiet',
        do: (s, choose) => {
          s.checks = s.checks === 'late' ? choose(['alternating', 'quiet'], 'checks') : 'quiet'
        },
      },
      // With the failover disabled, healthy capacity came back at once. While checks are late, only a return happens
      // that was decided before.
      'zone returns to DNS': {
        when: (s) => s.zonesOut > 0,
        do: (s) => {
          s.zonesOut -= 1
        },
      },
      // 09:36. The problem had been detected at 06:52.
      'failover is disabled by operators': {
        when: (s) => s.failover,
        do: (s) => {
          s.failover = false
        },
      },
      // 14:09.
      'failover is enabled by operators': {
        when: (s) => !s.failover,
        do: (s) => {
          s.failover = true
        },
      },
    },
    fair: [
      { steps: ['checks catch up'], when: (s) => s.networkReady },
      { steps: ['zone returns to DNS'], when: (s) => s.checks !== 'late' || !s.failover },
    ],
    invariants: {
      'no healthy zone out': (s) => s.zonesOut === 0,
      'enough zones in service': (s) => s.zonesOut < 2,
    },
    temporal: ({ canAlwaysReach }) => ({
      'recovers by automation': canAlwaysReach(isSteady, { using: healthAutomation, when: (s) => s.networkReady }),
      'zones return without their network, by operators': canAlwaysReach((s) => s.zonesOut === 0, {
        using: ['zone returns to DNS', ...healthOperators],
      }),
    }),
  })
}
