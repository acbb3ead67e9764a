/** The module `health` of the region, refined by `nlb-health` with engineers who switch the failover off and on. */
import { compose } from 'allways'
import { nlbHealth } from '../../nlb-health/model.ts'
import { asDeployed } from '../../nlb-health/parameters.ts'
import type { Health } from '../../nlb-health/state.ts'
import { type HealthParameters, health } from '../health.ts'
import { detail } from './detail.ts'

const { load } = asDeployed

interface Detail {
  readonly detail: Health & { readonly failover: readonly At[]; readonly check: readonly At[] }
}
interface At {
  readonly at: string
}

const map = ({ detail: s }: Detail) => {
  // a failover is decided only while the checks are late, because no zone dies
  const isLate = s.changes >= load || s.failover.some(({ at }) => at === 'fail zone over')
  const isQuiet = s.changes === 0 && s.nodes.every(({ inDns }) => inDns) && s.check.every(({ at }) => at === 'check')
  return {
    networkReady: s.networkReady,
    checks: isLate ? 'late' : isQuiet ? 'quiet' : 'alternating',
    zonesOut: Math.min(2, s.zones.filter(({ out }) => out).length),
    failover: s.automatic,
  } as const
}

export const refinedHealth = (given: HealthParameters) => {
  const velocity = given.velocity === 'none' ? 'none' : 'zones'
  return compose({
    name: 'nlb-health as a module',
    modules: { detail: detail(nlbHealth({ network: 'any', engineers: true, velocity })) },
    temporal: ({ refines, canAlwaysReach }) => {
      const automation = ['detail check', 'detail failover', 'detail work off a change'] as const
      const isSteady = (s: Detail) => {
        const { checks, zonesOut } = map(s)
        return checks === 'quiet' && zonesOut === 0
      }
      return {
        'is the module of the region': refines({ of: health(given), by: map }),
        'recovers by automation': canAlwaysReach(isSteady, { using: automation, when: (s) => s.detail.networkReady }),
        'recovers with its operators': canAlwaysReach((s) => isSteady(s) && s.detail.automatic, {
          using: [...automation, 'detail engineer'],
          when: (s) => s.detail.networkReady,
        }),
        'zones return without their network, by operators': canAlwaysReach((s) => map(s).zonesOut === 0, {
          using: ['detail failover', 'detail engineer'],
        }),
      }
    },
  })
}
