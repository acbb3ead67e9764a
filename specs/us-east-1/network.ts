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
  /** Whether more events wait for the leases than can be propagated in good time, together with the backlog. */
  heldUp: bool,
  /** Some: it can be propagated in good time. Much: it cannot. */
  backlog: oneOf('none', 'some', 'much'),
  /** Whether a launched instance waits for its network state in a backlog of `much`, so that it is late. */
  dark: bool,
}

export const networkAutomation = ['events arrive all at once', 'state is propagated'] as const

export const network = ({ networkLimit }: NetworkParameters) => {
  const isLimited = networkLimit !== 'none'
  return model({
    name: 'network',
    state,
    actions: {
      // Customers terminate instances while leases are missing. They need not, so it is not fair.
      'events are held up': {
        when: (s) => !s.leasesBack && !s.heldUp && s.backlog !== 'much',
        do: (s) => {
          s.heldUp = true
        },
      },
      // 05:28: delayed events come as one large backlog. If admission is limited, more never come than there is room for.
      'events arrive all at once': {
        when: (s) => s.leasesBack && s.heldUp && (s.backlog === 'none' || !isLimited),
        do: (s, choose) => {
          if (s.backlog === 'none') s.backlog = 'some'
          else {
            s.backlog = 'much'
            s.heldUp = false
            // an instance may have been launched before them
            s.dark = choose([false, true], 'dark')
          }
        },
      },
      // 05:28: launches succeed again; from 06:21 the instances lack connectivity. Assumption: in normal times, launches
      // of customers never fill the queue.
      'instance is launched': {
        when: (s) => s.leasesBack && (s.backlog === 'none' || (!isLimited && (s.heldUp || s.backlog === 'much'))),
        do: (s) => {
          if (s.backlog === 'none') s.backlog = 'some'
          else {
            s.backlog = 'much'
            s.heldUp = false
            s.dark = true
          }
        },
      },
      // 10:36: propagation times are normal. A slow drain, and no collapse. Nothing says how much is done in one step.
      'state is propagated': {
        when: (s) => s.backlog !== 'none',
        do: (s, choose) => {
          if (s.backlog === 'much') {
            if (s.dark) s.backlog = choose(['some', 'much'], 'backlog')
            else s.backlog = 'some'
            s.dark = false
            if (s.backlog === 'some') s.heldUp = choose([false, true], 'held up')
          } else {
            if (s.heldUp) s.heldUp = choose([false, true], 'held up')
            s.backlog = choose(['none', 'some'], 'backlog')
          }
        },
      },
    },
    // No instance stays late forever.
    fair: [{ steps: ['state is propagated'], when: (s) => s.dark }],
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
}
