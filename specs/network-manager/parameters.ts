/** The parameters of a design of the Network Manager: its size, and each mechanism that a fix changes. */
export interface Parameters {
  readonly instances: number
  /** The number of callers, each with one request at a time. One is enough for every verdict. */
  readonly callers: number
  /** The maximum length of the backlog: a throttle keeps to it, and `backlog bounded` asks it of every design. */
  readonly slots: number
  /** The events that are admitted only while a slot is free: none, launches, or also terminations. */
  readonly throttle: 'none' | 'launches' | 'every event'
  /** When a launch looks for a free slot: in the step that admits it, or in a step before. */
  readonly looks: 'at admission' | 'before'
  /** When launches are admitted again after a full backlog: at the first free slot, or only when all is drained. */
  readonly reopens: 'at a free slot' | 'when drained'
  /** Whether engineers may stop launches by hand, and admit them again when all is drained. */
  readonly engineers: boolean
  /** The event that is propagated next. AWS did not publish the order. Assumption: the order of arrival. */
  readonly order: 'oldest first' | 'newest first'
  /** Whether the backlog drops the event of a launch if the instance is terminated before the event is propagated. */
  readonly dropsStale: boolean
  /**
   * The load that customers make while droplets have their leases. A normal load never takes the work that waits from
   * `slots` to more. Work that was held back while leases were missing is not limited.
   */
  readonly load: 'any' | 'normal'
  /** When an instance may begin to serve: when it is launched, or when its network is ready. */
  readonly serves: 'when launched' | 'when ready'
}

export const asDeployed: Parameters = {
  instances: 3,
  callers: 1,
  slots: 2,
  throttle: 'none',
  looks: 'at admission',
  reopens: 'at a free slot',
  engineers: false,
  order: 'oldest first',
  dropsStale: false,
  load: 'any',
  serves: 'when launched',
}
