/**
 * The leases of EC2's droplets in us-east-1, as AWS described their collapse of October 2025
 * (https://aws.amazon.com/message/101925/). State checks need DynamoDB, and leases lapse while it is away. In the
 * recovery, attempts waited so long that they timed out and were queued again. A comment marks each assumption about
 * facts that AWS did not publish.
 *
 * A running instance needs no lease, and was unaffected (published). So the model has no running instances.
 */
import { model } from 'allways'
import { customers } from './customer.ts'
import { hosts } from './host.ts'
import { operators } from './operator.ts'
import { asDeployed, type Parameters } from './parameters.ts'
import { newRound, roundIsOver } from './round.ts'
import { allLeased, hasCandidate, hasCollapsed, hasZombie, isCongested, leaseState } from './state.ts'

export const ec2Leases = (given: Partial<Parameters> = {}) => {
  const parameters = { ...asDeployed, ...given }
  const { droplets, lease, renewAt, room, timeout, longestOutage, launches, begins, throttles, restarts } = parameters
  const state = leaseState(parameters)
  const answerOf = (s: { readonly answer: string }) => (launches ? s.answer : 'none')

  return model({
    name: 'ec2-leases',
    state,
    processes: {
      host: hosts(state, parameters),
      customer: customers(state, parameters),
      operator: operators(state, parameters),
    },
    actions: {
      'round passes': {
        when: (s) =>
          s.hosts.every(roundIsOver) && (s.dynamoUp || longestOutage === 'any' || s.roundsDown < longestOutage),
        do: (s) => {
          if (longestOutage !== 'any') s.roundsDown = s.dynamoUp ? 0 : s.roundsDown + 1
          if (launches) s.answer = 'none'
          for (const host of s.hosts) newRound(host, parameters)
        },
        // time goes on
        fair: true,
      },
    },

    // Assumption: at first, leases are spread evenly, as after a long time without late checks.
    init: (s) => {
      const apart = Math.max(1, Math.floor((lease - renewAt) / droplets))
      for (const host of s.hosts) {
        for (let droplet = 0; droplet < droplets; droplet++) {
          host.leases[droplet] = begins === 'healthy' ? Math.min(lease, renewAt + 1 + droplet * apart) : 0
        }
        for (let place = 0; begins === 'collapsed' && place < room; place++) {
          host.attempts.push({ droplet: place % droplets, age: timeout })
        }
      }
    },

    invariants: {
      'queue stays bounded': (s) => !s.hosts.some((host) => isCongested(host, parameters)),
    },
    steps: {
      'a launch succeeds when a leased droplet exists': (before, after) =>
        answerOf(before) !== 'none' ||
        answerOf(after) === 'none' ||
        answerOf(after) === 'launched' ||
        !before.hosts.some(hasCandidate),
    },
    reachable: {
      'a lease lapses': (s) => !s.hosts.every(allLeased),
      'a zombie is queued though DynamoDB is up': (s) => s.dynamoUp && s.hosts.some((host) => hasZombie(host, timeout)),
      'a host collapses though DynamoDB is up': (s) =>
        s.dynamoUp && s.hosts.some((host) => hasCollapsed(host, parameters) && !hasCandidate(host)),
      'a launch fails for want of a lease': (s) => answerOf(s) === 'InsufficientCapacity',
      'a launch fails under the throttle': (s) => answerOf(s) === 'RequestLimitExceeded',
    },
    temporal: ({ canAlwaysReach, eventuallyAlways, implies, leadsTo, always }) => {
      const back = eventuallyAlways((s) => s.dynamoUp)
      return {
        'recovers by automation': canAlwaysReach((s) => s.hosts.every(allLeased), {
          using: ['host', 'round passes'],
          when: (s) => s.dynamoUp,
        }),
        settles: implies(
          back,
          eventuallyAlways((s) => s.hosts.every(allLeased)),
        ),
        ...((throttles || restarts) && {
          'recovers with the runbook': implies(
            back,
            leadsTo(
              (s) => s.operator[0]!.at !== 'watch',
              always((s) => !(throttles && s.throttled) && s.hosts.every(allLeased)),
            ),
          ),
        }),
      }
    },
  })
}
