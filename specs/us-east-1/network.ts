/**
 * The Network Manager: how much waits to be propagated, and whether an instance was launched meanwhile.
 * `network-manager` has events, callers and the order of the queue.
 */
import { bool, input, model, oneOf } from 'allways'

export interface NetworkParameters {
  /** Whether events are admitted only if they can be propagated in good time. */
  readonly networkLimit: 'none' | 'queue size'
}

const state = {
  /** Whether all droplets have their leases. Without them no event reaches the Network Manager. */
  leasesBack: input(bool),
  /** Events that wait for the leases. */
  heldUp: bool,
  /** Some: it can be propagated in good time. Much: it cannot. */
  backlog: oneOf('none', 'some', 'much'),
  /** Whether there is a launched instance whose network state is late. */
  dark: bool,
}

export const networkAutomation = ['events arrive all at once', 'state is propagated'] as const

export const network = ({ networkLimit }: NetworkParameters) =>
  model({
    name: 'network',
    state,
    actions: {
      // Customers terminate instances, with or without leases. They need not, so it is not fair.
      'events are held up': {
        when: (s) => !s.leasesBack && !s.heldUp,
        do: (s) => {
          s.heldUp = true
        },
      },
      // 05:28: delayed events come as one large backlog; if admission is limited, only as many as there is room for.
      'events arrive all at once': {
        when: (s) => s.leasesBack && s.heldUp && (networkLimit === 'none' || s.backlog === 'none'),
        do: (s) => {
          s.heldUp = false
          s.backlog = networkLimit === 'none' ? 'much' : 'some'
        },
        fair: true,
      },
      // 05:28: launches succeed again; from 06:21 the instances lack connectivity. Assumption: in normal times,
      // launches of customers never fill the queue.
      'instance is launched': {
        when: (s) => s.leasesBack && s.backlog !== 'some',
        do: (s) => {
          if (s.backlog === 'none') s.backlog = 'some'
          else s.dark = true
        },
      },
      // 10:36: propagation times are normal. A slow drain, and no collapse.
      'state is propagated': {
        when: (s) => s.backlog !== 'none',
        do: (s) => {
          if (s.backlog === 'much') s.backlog = 'some'
          else {
            s.backlog = 'none'
            s.dark = false
          }
        },
        fair: true,
      },
    },
    invariants: {
      'backlog bounded': (s) => s.backlog !== 'much',
      'network state is never late': (s) => !s.dark,
    },
    temporal: ({ canAlwaysReach, leadsTo, implies, eventuallyAlways }) => ({
      'can always be drained': canAlwaysReach((s) => s.backlog === 'none' && !s.heldUp, {
        using: networkAutomation,
        when: (s) => s.leasesBack,
      }),
      // Each new loss of leases may bring a new backlog, so this is only about runs in which the losses end.
      'once the leases stay, the network gets ready': implies(
        eventuallyAlways((s) => s.leasesBack),
        leadsTo(
          (s) => s.dark,
          (s) => !s.dark,
        ),
      ),
    }),
  })
