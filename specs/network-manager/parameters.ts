/** What a design of the Network Manager can vary: its size, and each mechanism that a fix changes. */
export interface Parameters {
  readonly instances: number
  /** Callers that launch instances, each with one request at a time. One is enough for every verdict. */
  readonly callers: number
  /** How long the backlog may get: what a throttle admits, and what `backlog bounded` asks of every design. */
  readonly slots: number
  /** What is admitted only while a slot is free: nothing is limited, launches are, or terminations are as well. */
  readonly throttle: 'none' | 'launches' | 'every event'
  /** When a launch looks for a free slot: in the step that admits it, or in one before that. */
  readonly looks: 'at admission' | 'before'
  /** After the backlog was full, launches are let in again at the first free slot, or only once all is drained. */
  readonly reopens: 'at a free slot' | 'when drained'
  /** Whether engineers may stop launches by hand, and let them in again once all is drained. */
  readonly engineers: boolean
  /** Which event is propagated next. AWS did not publish the order; the order of arrival is assumed. */
  readonly order: 'oldest first' | 'newest first'
  /** Take the event of a launch out of the backlog when the instance is terminated before it was propagated. */
  readonly dropsStale: boolean
  /** When an instance may begin to serve: once it is launched, or once its network is ready. */
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
  serves: 'when launched',
}
