/** Customers ask for instances, at most one in a round (assumption), or do not ask. */
import { process } from 'allways'
import type { Parameters } from './parameters.ts'
import { hasCandidate, type leaseState } from './state.ts'

export const customers = (state: ReturnType<typeof leaseState>, { hosts, launches }: Parameters) => {
  const each = Array.from({ length: hosts }, (_, id) => id)
  return process(state, {
    instances: launches ? 1 : 0,
    steps: {
      // Published: under the throttle callers got RequestLimitExceeded, and for want of a leased droplet
      // InsufficientCapacity. Assumption: a request that is let in takes a place in the round of some host, one with a
      // candidate if there is any, whatever becomes of it; one that is refused by the throttle takes none.
      'ask for an instance': {
        when: (s) => s.answer === 'none',
        do: (s, _me, choose) => {
          if (s.throttled) {
            s.answer = 'RequestLimitExceeded'
            return
          }
          const possible = s.hosts.some(hasCandidate)
          const free = each.filter((id) => s.hosts[id]!.left > 0 && (!possible || hasCandidate(s.hosts[id]!)))
          s.hosts[choose(free, 'host')]!.left--
          s.answer = possible ? 'launched' : 'InsufficientCapacity'
        },
      },
    },
    // Nobody has to ask.
    resting: ['ask for an instance'],
  })
}
