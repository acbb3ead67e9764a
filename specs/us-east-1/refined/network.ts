/** The module `network` of the region, refined by `network-manager` under a normal load of customers. */
import { compose } from 'allways'
import { networkManager } from '../../network-manager/model.ts'
import { asDeployed } from '../../network-manager/parameters.ts'
import { type Network, waiting } from '../../network-manager/state.ts'
import { type NetworkParameters, network } from '../network.ts'
import { detail } from './detail.ts'

const { slots } = asDeployed

interface Detail {
  readonly detail: Network & { readonly leasesBack: boolean }
}

const map = ({ detail: s }: Detail) => {
  const isMuch = s.backlog.length > slots
  return {
    leasesBack: s.leasesBack,
    heldUp: !isMuch && waiting(s) > slots,
    backlog: isMuch ? 'much' : s.backlog.length > 0 ? 'some' : 'none',
    dark: isMuch && s.instances.some(({ phase, network }) => phase === 'launched' && !network),
  } as const
}

export const refinedNetwork = (given: NetworkParameters, load: 'normal' | 'any' = 'normal') => {
  const throttle = given.networkLimit === 'none' ? 'none' : 'every event'
  return compose({
    name: 'network-manager as a module',
    modules: { detail: detail(networkManager({ load, throttle })) },
    temporal: ({ refines, canAlwaysReach, implies, eventuallyAlways, leadsTo }) => ({
      'is the module of the region': refines({ of: network(given), by: map }),
      'recovers by automation': canAlwaysReach(
        (s) => {
          const { backlog, heldUp } = map(s)
          return backlog === 'none' && !heldUp
        },
        { using: ['detail manager', 'detail handover'], when: (s) => s.detail.leasesBack },
      ),
      'once the leases stay, the network gets ready': implies(
        eventuallyAlways((s) => s.detail.leasesBack),
        leadsTo(
          (s) => map(s).dark,
          (s) => !map(s).dark,
        ),
      ),
    }),
  })
}
