/**
 * The parameters of a design of the lease manager: its size, its surroundings, and each mechanism that a fix changes.
 * Only the relations of the numbers matter. `droplets` is more than `service * timeout`, so a host cannot lease all of
 * them at once in time. But it is far less than the number that `service` can keep leased, one after the other.
 */
export interface Parameters {
  readonly hosts: number
  /** The number of droplets of each host. */
  readonly droplets: number
  /** The number of attempts or incoming requests that a host works through in a round. */
  readonly service: number
  /** The number of rounds after which an unserved attempt has timed out. */
  readonly timeout: number
  /** The number of rounds that a lease lasts from the state check that renewed it. */
  readonly lease: number
  /** A droplet asks for its next state check when its lease has this number of rounds left. */
  readonly renewAt: number
  /** The capacity of a queue of attempts. If it is full, a droplet holds its attempt back. */
  readonly room: number
  /** The attempt that a host serves next: the oldest or the newest. */
  readonly order: 'fifo' | 'lifo'
  /** Whether hosts discard timed-out attempts, instead of serving them like others. */
  readonly dropExpired: boolean
  /** The number of rounds that a droplet waits after a timed-out attempt, before the next attempt. */
  readonly backOff: number
  /** Whether customers ask for instances. */
  readonly launches: boolean
  /** The maximum number of outages of DynamoDB, if the module is checked alone. */
  readonly outages: number | 'any'
  /** The maximum number of rounds for which DynamoDB is away. */
  readonly longestOutage: number | 'any'
  /** The start of runs: with all leases, or with no lease and queues full of timed-out attempts. */
  readonly begins: 'healthy' | 'collapsed'
  /** The parts of the operators' runbook. With neither of the two there is no operator. */
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
