/**
 * Instances, and the changes of network state that wait to be propagated. The state does not store the progress of a
 * termination: it is delayed as long as its event is not in the backlog.
 */
import { array, bool, type Id, input, oneOf, queue, type ReadonlyById, ref, struct } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'

/** Whether launches can be stopped, by engineers or by a rule of the throttle. */
export const closes = ({ engineers, reopens }: Pick<Parameters, 'engineers' | 'reopens'>) =>
  engineers || reopens === 'when drained'

export const instanceIds = ({ instances }: Pick<Parameters, 'instances'>) => ref('instance', instances)

export const networkState = ({ instances, ...rest }: Pick<Parameters, 'instances' | 'engineers' | 'reopens'>) => ({
  /** Whether droplets have their leases. Without them nothing is launched, and no event reaches the Network Manager. */
  leasesBack: input(bool),
  instances: array(
    instanceIds({ instances }),
    struct({
      phase: oneOf('free', 'launched', 'terminated'),
      /** Whether its network state has been propagated everywhere. */
      network: bool,
      serving: bool,
    }),
  ),
  /** Events that wait for the Network Manager. An instance has at most two: its launch and its termination. */
  backlog: queue(
    struct({ instance: instanceIds({ instances }), kind: oneOf('launched', 'terminated') }),
    2 * instances,
  ),
  /** Whether launches are refused until all is drained. */
  ...only(closes(rest), { closed: bool }),
})

export interface Instance {
  readonly phase: 'free' | 'launched' | 'terminated'
  readonly network: boolean
  readonly serving: boolean
}

export interface Event {
  readonly instance: Id
  readonly kind: 'launched' | 'terminated'
}

export interface Network {
  readonly instances: ReadonlyById<Instance>
  readonly backlog: { some(test: (event: Event) => boolean): boolean; readonly length: number }
}

/** Whether an instance is terminated, and the event is not yet handed over. */
export const isDelayed = (s: Network, id: Id) =>
  s.instances[id].phase === 'terminated' &&
  !s.backlog.some((event) => event.instance === id && event.kind === 'terminated')

export const isDrained = (s: Network) => s.backlog.length === 0 && !s.instances.some((_, id) => isDelayed(s, id))

/** The number of events that wait: for the leases, or in the backlog. */
export const waiting = (s: Network) => s.backlog.length + s.instances.filter((_, id) => isDelayed(s, id)).length

/** Whether customers may ask for a change. A normal load never fills the last slot and one more. */
export const mayAsk = ({ load, slots }: Pick<Parameters, 'load' | 'slots'>, s: Network & { leasesBack: boolean }) =>
  load === 'any' || !s.leasesBack || waiting(s) !== slots
