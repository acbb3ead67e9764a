/**
 * What the DropletWorkflow Manager (DWFM) holds. Each of its hosts manages its own droplets, the physical servers
 * behind EC2, and holds a lease on each. Time is in rounds; how long one is, is left open.
 */
import { array, bool, input, int, oneOf, queue, struct } from 'allways'
import type { Parameters } from './parameters.ts'

export const leaseState = (parameters: Parameters) => {
  const { hosts, droplets, service, timeout, lease, backOff, room, outages, longestOutage } = parameters
  const Attempt = struct({ droplet: int(0, droplets - 1), age: int(0, timeout) })
  return {
    /** State checks depend on DynamoDB (published). Alone, it goes down and comes back at any moment. */
    dynamoUp: input(bool, { starts: true, changes: 2 * outages }),
    /** How many rounds DynamoDB has been away, where a design bounds that. */
    roundsDown: int(0, longestOutage === 'any' ? 0 : longestOutage),
    hosts: array(
      hosts,
      struct({
        /** What the host can still do in this round. */
        left: int(0, service),
        /** State checks to be made, and leases to be established: the same work for the host (assumption). */
        attempts: queue(Attempt, room),
        /** Rounds left of each droplet's lease; none at 0. */
        leases: array(droplets, int(0, lease)),
        /** Rounds that each droplet still backs off. */
        waits: array(droplets, int(0, backOff)),
      }),
    ),
    /** Whether operators keep incoming work away. */
    throttled: bool,
    /** What became of the request for an instance in this round, if there was one. */
    answer: oneOf('none', 'launched', 'InsufficientCapacity', 'RequestLimitExceeded'),
  }
}

interface Leases {
  readonly leases: readonly number[]
}

export interface Attempts {
  readonly attempts: { readonly length: number; some(test: (attempt: { readonly age: number }) => boolean): boolean }
}

/** A droplet without an active lease is no candidate for a launch (published). */
export const hasCandidate = (host: Leases) => host.leases.some((rounds) => rounds > 0)

export const allLeased = (host: Leases) => host.leases.every((rounds) => rounds > 0)

/** A timed-out attempt that is still queued; whether such attempts still cost service is not published (assumption). */
export const hasZombie = (host: Attempts, timeout: number) => host.attempts.some(({ age }) => age === timeout)

/** More is queued than can be served before it times out: what comes last is a zombie by the time it is served. */
export const isCongested = (host: Attempts, { service, timeout }: Parameters) =>
  host.attempts.length > service * timeout

/** Congested, and with a zombie: what is queued now will not be served in time. */
export const hasCollapsed = (host: Attempts, parameters: Parameters) =>
  isCongested(host, parameters) && hasZombie(host, parameters.timeout)
