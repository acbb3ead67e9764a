/**
 * The runbook of 04:14, which did not exist before that morning (published): throttle incoming work; restart hosts one
 * at a time, which clears their queues; admit work again when the leases are back.
 */
import { idsOf, int, process } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'
import { type Attempts, allLeased, hasCollapsed, hostIds, type leaseState } from './state.ts'

export const operators = (state: ReturnType<typeof leaseState>, parameters: Parameters) => {
  const { hosts, throttles, restarts } = parameters
  const inOrder = [...idsOf(hostIds(parameters))]
  const collapsed = (host: Attempts) => hasCollapsed(host, parameters)
  return process(state, {
    instances: throttles || restarts ? 1 : 0,
    local: {
      /** The host to restart next, if there are several. */
      ...only(hosts > 1, { next: int(0, hosts - 1) }),
    },
    steps: {
      // It is open when, or whether, an operator begins. Assumption: not before DynamoDB is back, and only if a host
      // has collapsed.
      watch: {
        when: (s) => s.dynamoUp && s.hosts.some(collapsed),
        do: () => (throttles ? 'throttle' : 'restart host'),
        fair: false,
      },
      throttle: (s) => {
        s.throttled = true
        return restarts ? 'restart host' : 'wait for leases'
      },
      // Published: selective restarts, which cleared the queues. Assumptions: operators skip a host that has all of its
      // leases; a restart keeps the leases and takes no time.
      'restart host': (s, me) => {
        const next = hosts > 1 ? me.next : 0
        const host = s.hosts[inOrder[next]!]
        if (!allLeased(host)) host.attempts.clear()
        const isLast = next === hosts - 1
        if (hosts > 1) me.next = isLast ? 0 : next + 1
        return isLast ? 'wait for leases' : 'restart host'
      },
      // Assumption: if the runbook has restarts, operators restart a host again when it collapses again.
      'wait for leases': {
        when: (s) => s.hosts.every(allLeased) || (restarts && s.hosts.some(collapsed)),
        do: (s) => {
          if (!s.hosts.every(allLeased)) return 'restart host'
          return throttles ? 'un-throttle' : 'watch'
        },
        // Within a round, a collapse is only visible at times. An operator who looks again and again sees it.
        fair: 'strong',
      },
      'un-throttle': (s) => {
        s.throttled = false
        return 'watch'
      },
    },
    resting: ['watch'],
    // An operator who has begun goes on.
    fair: true,
  })
}
