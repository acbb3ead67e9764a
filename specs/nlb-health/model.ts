/**
 * The health checks of the Network Load Balancers in us-east-1, as AWS described them after the outage of October
 * 2025 (https://aws.amazon.com/message/101925/). New instances came into service before their network state was there,
 * checks of healthy nodes alternated, the checks became late, and zones were taken out of DNS. A comment marks each
 * assumption about facts that AWS did not publish.
 */
import { model, process } from 'allways'
import { nodeChecks } from './node-checks.ts'
import { asDeployed, type Parameters } from './parameters.ts'
import { type Health, healthState, views } from './state.ts'
import { zoneFailover } from './zone-failover.ts'

export const nlbHealth = (given: Partial<Parameters> = {}) => {
  const parameters = { ...asDeployed, ...given }
  const { zones, deaths, unready, admission, removes, zoneLimit, nodeLimit, engineers } = parameters
  const state = healthState(parameters)
  const { members, zoneOf, isServing, isDead, removed, isLate, zonesOut, carriesTheLoad, isSteady } = views(parameters)
  const eachZone = Array.from({ length: zones }, (_, zone) => zone)

  // On the day, engineers disabled the failover of zones at 09:36, and enabled it at 14:09. Here it is open when, so it
  // is not fair.
  const engineer = process(state, {
    instances: engineers ? 1 : 0,
    steps: {
      'disable failover': (s) => {
        s.automatic = false
        return 'enable failover'
      },
      'enable failover': (s) => {
        s.automatic = true
        return 'disable failover'
      },
    },
    resting: ['disable failover', 'enable failover'],
  })

  return model({
    name: 'nlb-health',
    state,
    processes: { check: nodeChecks(state, parameters), failover: zoneFailover(state, parameters), engineer },
    init: (s) => {
      if (engineers) s.automatic = removes === 'nodes and zones'
      for (const node of s.nodes) node.inDns = true
    },
    actions: {
      'bring new instances into service': {
        when: (s) => unready !== 'nothing' && !s.newInService && (admission === 'at once' || s.networkReady),
        do: (s) => {
          s.newInService = true
        },
      },
      'work off a change': {
        when: (s) => s.changes > 0,
        do: (s) => {
          s.changes--
        },
        fair: true,
      },
    },
    faults: {
      'zone dies': {
        budget: deaths,
        do: (s, choose) => {
          choose(
            s.zones.filter((zone) => !isDead(zone)),
            'zone',
          ).dead = true
        },
      },
    },

    invariants: {
      'healthy capacity in service': carriesTheLoad,
      'not all zones out': (s) => zonesOut(s) < zones,
      'zones out within velocity': (s) => zonesOut(s) <= zoneLimit,
      'nodes out within velocity': (s) => removed(s).length <= nodeLimit,
    },
    reachable: {
      'all targets healthy, and a zone out of DNS': (s) =>
        s.newInService && s.networkReady && zonesOut(s) > 0 && !s.zones.some(isDead),
      'the checks are late': isLate,
    },
    temporal: ({ canAlwaysReach, leadsTo, implies, eventuallyAlways, and }) => {
      const ready = eventuallyAlways((s) => s.networkReady)
      const evacuated = and(
        ...eachZone.map((zone) =>
          leadsTo(
            (s: Health) => s.zones[zone]!.dead,
            (s: Health) => !members(s).some((node) => zoneOf(node) === zone && isServing(s, node)),
          ),
        ),
      )
      return {
        'can always be steady': canAlwaysReach(isSteady, { using: ['check', 'failover', 'work off a change'] }),
        'eventually quiet': implies(ready, eventuallyAlways(isSteady)),
        'capacity comes back': implies(ready, eventuallyAlways(carriesTheLoad)),
        ...(engineers && {
          'with failover disabled, capacity comes back': implies(
            eventuallyAlways((s) => !s.automatic),
            eventuallyAlways(carriesTheLoad),
          ),
        }),
        ...(deaths > 0 && {
          'a dead zone is evacuated': evacuated,
          'once the network is ready, a dead zone is evacuated': implies(ready, evacuated),
        }),
      }
    },
  })
}
