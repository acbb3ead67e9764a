/**
 * The state of the DropletWorkflow Manager (DWFM). Each of its hosts manages its own droplets, the physical servers
 * behind EC2, and holds a lease on each. Time is in rounds, whose length is left open.
 */
import { array, bool, input, int, oneOf, queue, ref, struct } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'

export const hostIds = ({ hosts }: Parameters) => ref('host', hosts)

export const leaseState = (parameters: Parameters) => {
  const { droplets, service, timeout, lease, backOff, room, outages, longestOutage } = parameters
  const { launches, throttles } = parameters
  const Attempt = struct({ droplet: int(0, droplets - 1), age: int(0, timeout) })
  return {
    /** State checks depend on DynamoDB (published). Alone, it goes down and comes back at any moment. */
    dynamoUp: outages === 'any' ? input(bool) : input(bool, { starts: true, changes: 2 * outages }),
    /** The number of rounds for which DynamoDB has been away, if a design bounds it. */
    ...only(longestOutage !== 'any', { roundsDown: int(0, longestOutage === 'any' ? 0 : longestOutage) }),
    hosts: array(
      hostIds(parameters),
      struct({
        /** The number of attempts or requests that the host can still work through in this round. */
        left: int(0, service),
        /** State checks to make, and leases to establish: both are the same work for the host (assumption). */
        attempts: queue(Attempt, room),
        /** Rounds left of each droplet's lease; none at 0. */
        leases: array(droplets, int(0, lease)),
        /** Rounds that each droplet still backs off. */
        ...only(backOff > 0, { waits: array(droplets, int(0, backOff)) }),
      }),
    ),
    /** Whether operators keep incoming work away. */
    ...only(throttles, { throttled: bool }),
    /** The answer to the request for an instance in this round, if there was one. */
    ...only(launches, { answer: oneOf('none', 'launched', 'InsufficientCapacity', 'RequestLimitExceeded') }),
  }
}

interface Leases {
  readonly leases: readonly number[]
}

export interface Attempts {
  readonly attempts: { readonly length: number; some(test: (attempt: { readonly age: number }) => boolean): boolean }
}

/** Whether a droplet is a candidate for a launch. This needs an active lease (published). */
export const hasCandidate = (host: Leases) => host.leases.some((rounds) => rounds > 0)

export const allLeased = (host: Leases) => host.leases.every((rounds) => rounds > 0)

/** Whether a timed-out attempt is still queued. Assumption: it still costs service (this is not published). */
export const hasZombie = (host: Attempts, timeout: number) => host.attempts.some(({ age }) => age === timeout)

/** Whether the queue has more than can be served in time: the last attempt times out before it is served. */
export const isCongested = (host: Attempts, { service, timeout }: Parameters) =>
  host.attempts.length > service * timeout

/** Whether the host is congested and has a zombie: queued attempts will not be served in time. */
export const hasCollapsed = (host: Attempts, parameters: Parameters) =>
  isCongested(host, parameters) && hasZombie(host, parameters.timeout)
