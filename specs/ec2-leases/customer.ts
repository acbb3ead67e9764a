/** Customers may ask for instances, for at most one in a round (assumption). */
import { idsOf, process } from 'allways'
import type { Parameters } from './parameters.ts'
import { hasCandidate, hostIds, type leaseState } from './state.ts'

export const customers = (state: ReturnType<typeof leaseState>, parameters: Parameters) => {
  const { launches, throttles } = parameters
  const each = idsOf(hostIds(parameters))
  return process(state, {
    instances: launches ? 1 : 0,
    steps: {
      // Published: callers got RequestLimitExceeded under the throttle, and InsufficientCapacity if no droplet was
      // leased. Assumption: an admitted request takes a place in the round of some host, even if it fails; the host has
      // a candidate if any host has one. A request that the throttle refuses takes no place.
      'ask for an instance': {
        when: (s) => s.answer === 'none',
        do: (s, _me, choose) => {
          if (throttles && s.throttled) {
            s.answer = 'RequestLimitExceeded'
            return
          }
          const possible = s.hosts.some(hasCandidate)
          const free = each.filter((id) => s.hosts[id].left > 0 && (!possible || hasCandidate(s.hosts[id])))
          s.hosts[choose(free, 'host')].left--
          s.answer = possible ? 'launched' : 'InsufficientCapacity'
        },
      },
    },
    // nobody has to ask
    resting: ['ask for an instance'],
  })
}
