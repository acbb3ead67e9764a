/**
 * The automatic failover of zones: a zone that looks unhealthy leaves DNS as a whole. The check and the removal are two
 * steps, and each zone is watched independently.
 */
import { bool, process } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'
import { type Health, type healthState, views } from './state.ts'

export const zoneFailover = (state: ReturnType<typeof healthState>, parameters: Parameters) => {
  const { zones, load, late, returns, velocity, looks, zoneLimit, nodeLimit, failoverLoads } = parameters
  const { members, zoneOf, isListed, isAutomatic, isLate, removed, zonesOut } = views(parameters)

  const nodesOf = (s: Health, zone: number) => members(s).filter((node) => zoneOf(node) === zone)
  const admits = (s: Health, zone: number) => {
    if (velocity === 'none') return true
    if (zonesOut(s) >= zoneLimit) return false
    const more = nodesOf(s, zone).filter((node) => isListed(s, node)).length
    return velocity === 'zones' || removed(s).length + more <= nodeLimit
  }
  // The documented default: a zone with no healthy node left is unhealthy.
  const isEmpty = (s: Health, zone: number) => !nodesOf(s, zone).some((node) => s.nodes[node]!.inDns)

  const mayReturn = (s: Health) => (returns === 'worked off' ? s.changes === 0 : !isLate(s))

  return process(state, {
    instances: zones,
    local: {
      /** Whether the velocity control had room at the look before, if the design looks before. */
      ...only(looks === 'before', { room: bool }),
    },
    steps: {
      watch: (s, me, choose) => {
        const { out } = s.zones[me.id]!
        if (!isAutomatic(s)) return out ? 'bring zone back' : undefined
        if (out) return isEmpty(s, me.id) || !mayReturn(s) ? undefined : 'bring zone back'
        // If late results count as failures, chance decides which zones seem down.
        const seemsDown = late === 'is a failure' && isLate(s) && choose([true, false], 'seems down')
        if (!isEmpty(s, me.id) && !seemsDown) return undefined
        if (looks === 'before') me.room = admits(s, me.id)
        return 'fail zone over'
      },
      'fail zone over': (s, me) => {
        const admitted = looks === 'before' ? me.room : admits(s, me.id)
        if (looks === 'before') me.room = false
        // Assumption: if the failover is disabled in between, it no longer happens.
        if (admitted && isAutomatic(s)) {
          s.zones[me.id]!.out = true
          if (failoverLoads) s.changes = Math.min(load, s.changes + 1)
        }
        return 'watch'
      },
      'bring zone back': (s, me) => {
        s.zones[me.id]!.out = false
        if (failoverLoads) s.changes = Math.min(load, s.changes + 1)
        return 'watch'
      },
    },
    resting: ['watch'],
    fair: true,
  })
}
