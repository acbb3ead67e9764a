/**
 * The Network Manager of EC2 in us-east-1, as AWS described it after the outage of October 2025
 * (https://aws.amazon.com/message/101925/). It propagates the network state of instances that were launched or
 * terminated. When the leases of the droplets came back, all its events came at once. A comment marks each assumption
 * about facts that AWS did not publish.
 */
import { idsOf, model, process } from 'allways'
import { admission } from './admission.ts'
import { asDeployed, type Parameters } from './parameters.ts'
import { closes, type Instance, instanceIds, isDelayed, isDrained, mayAsk, networkState } from './state.ts'

export const networkManager = (given: Partial<Parameters> = {}) => {
  const parameters = { ...asDeployed, ...given }
  const { slots, order, dropsStale, serves } = parameters
  const state = networkState(parameters)
  const { caller, handover, engineer, gate } = admission(state, parameters)
  const ids = idsOf(instanceIds(parameters))

  const manager = process(state, {
    steps: {
      // One event at a time, of a launch or of a termination. Events of instances that are already gone take as much
      // work as others.
      propagate: {
        when: (s) => s.backlog.length > 0,
        do: (s) => {
          const events = [...s.backlog]
          // Assumption: with either order, the events of one instance are propagated in the order of their arrival.
          const isFirst = (at: number) => !events.slice(0, at).some((e) => e.instance === events[at]!.instance)
          const at = order === 'oldest first' ? 0 : events.findLastIndex((_, at) => isFirst(at))
          const { instance: id, kind } = events[at]!
          s.backlog.removeAt(at)
          const instance = s.instances[id]
          if (kind === 'terminated') {
            instance.phase = 'free'
            instance.network = false
          } else if (instance.phase === 'launched') instance.network = true
        },
        fair: true,
      },
    },
    resting: ['propagate'],
  })

  /** Whether an instance is launched and has no connectivity yet. */
  const isDark = (instance: Instance) => instance.phase === 'launched' && !instance.network

  return model({
    name: 'network-manager',
    state,
    processes: { caller, handover, manager, engineer, gate },
    // All is well at the start: every instance but the last runs.
    init: (s) => {
      for (const id of [...ids].slice(0, -1)) Object.assign(s.instances[id], { phase: 'launched', network: true })
    },
    actions: {
      // customers may do this at any time, with or without leases
      terminate: (s, choose) => {
        const id = choose(
          ids.filter((id) => s.instances[id].phase === 'launched' && mayAsk(parameters, s)),
          'instance',
        )
        s.instances[id].phase = 'terminated'
        s.instances[id].serving = false
        const unsent = [...s.backlog].findIndex((event) => event.instance === id)
        if (dropsStale && unsent >= 0) s.backlog.removeAt(unsent)
      },
      // the customer who launched the instance gives it work
      'put into service': (s, choose) => {
        const waits = ({ phase, network, serving }: Instance) =>
          phase === 'launched' && !serving && (serves === 'when launched' || network)
        choose(s.instances.filter(waits), 'instance').serving = true
      },
    },

    invariants: {
      'backlog bounded': (s) => s.backlog.length <= slots,
      'launch accepted': (s) => s.caller.every((caller) => caller.at !== 'RequestLimitExceeded'),
      'no instance serves before its network is ready': (s) => s.instances.every((i) => i.network || !i.serving),
      'no work for an instance that is gone': (s) =>
        !s.backlog.some(({ instance, kind }) => kind === 'launched' && s.instances[instance].phase === 'terminated'),
    },
    reachable: {
      'all leases back, and an instance launched without network': (s) => s.leasesBack && s.instances.some(isDark),
      'all leases back, and the backlog full': (s) => s.leasesBack && s.backlog.length >= slots,
      'a termination waits for the leases': (s) => !s.leasesBack && ids.some((id) => isDelayed(s, id)),
    },
    temporal: ({ canAlwaysReach, leadsTo, implies, eventuallyAlways, and }) => {
      const stay = eventuallyAlways((s: { leasesBack: boolean }) => s.leasesBack)
      return {
        'a launched instance becomes network-ready': and(
          ...ids.map((id) =>
            leadsTo(
              (s) => isDark(s.instances[id]),
              (s) => !isDark(s.instances[id]),
            ),
          ),
        ),
        'a terminated instance is cleaned up': implies(
          stay,
          and(
            ...ids.map((id) =>
              leadsTo(
                (s) => s.instances[id].phase === 'terminated',
                (s) => s.instances[id].phase !== 'terminated',
              ),
            ),
          ),
        ),
        // only about states with leases: without leases, terminations stay delayed
        'can always be drained': canAlwaysReach(isDrained, {
          using: ['manager', 'handover'],
          when: (s) => s.leasesBack,
        }),
        'a full backlog drains': implies(
          stay,
          leadsTo((s) => s.backlog.length >= slots, isDrained),
        ),
        ...(closes(parameters) && {
          'once launches are stopped, the backlog drains': implies(
            stay,
            leadsTo((s) => s.closed, isDrained),
          ),
        }),
      }
    },
  })
}
