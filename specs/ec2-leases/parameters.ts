/**
 * What a design of the lease manager can vary: its size, its surroundings, and each mechanism that a fix changes.
 * Only how the numbers stand to each other matters: `droplets` is more than `service * timeout`, so that all of them
 * cannot be leased in time at once, and yet far less than what `service` can keep leased, one after the other.
 */
export interface Parameters {
  readonly hosts: number
  /** Droplets of each host. */
  readonly droplets: number
  /** How many attempts, or incoming requests, a host works through in a round. */
  readonly service: number
  /** An attempt that was not served after so many rounds has timed out. */
  readonly timeout: number
  /** How many rounds a lease lasts from the state check that renewed it. */
  readonly lease: number
  /** A droplet asks for its next state check when so many rounds are left of its lease. */
  readonly renewAt: number
  /** How many attempts a queue takes; a droplet that finds it full holds its attempt back. */
  readonly room: number
  /** Which attempt a host serves next: the oldest, or the newest. */
  readonly order: 'fifo' | 'lifo'
  /** Throw timed-out attempts away, instead of serving them like any other. */
  readonly dropExpired: boolean
  /** How many rounds a droplet waits after an attempt has timed out, before it makes the next. */
  readonly backOff: number
  /** Whether customers ask for instances. */
  readonly launches: boolean
  /** How many times DynamoDB goes down and comes back, where the module is checked alone. */
  readonly outages: number
  /** How many rounds DynamoDB is away at most. */
  readonly longestOutage: number | 'any'
  /** Where runs begin: with every lease in place, or with none, and queues full of timed-out attempts. */
  readonly begins: 'healthy' | 'collapsed'
  /** What the operators' runbook holds; with neither of the two there is no operator. */
  readonly throttles: boolean
  readonly restarts: boolean
}

export const asDeployed: Parameters = {
  hosts: 1,
  droplets: 4,
  service: 3,
  timeout: 1,
  lease: 10,
  renewAt: 2,
  room: 7,
  order: 'fifo',
  dropExpired: false,
  backOff: 0,
  launches: true,
  outages: 1,
  longestOutage: 'any',
  begins: 'healthy',
  throttles: false,
  restarts: false,
}
