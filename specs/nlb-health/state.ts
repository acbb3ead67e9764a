/**
 * Nodes and zones of a load balancer, as DNS has them and as they are. The state does not store what is in service, how
 * much of it is healthy, and whether the checks are late: these follow from the rest.
 */
import { array, bool, input, int, struct } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'

export const healthState = ({ network, zones, deaths, unready, load, engineers }: Parameters) => ({
  /** Whether the network state of the new instances has been propagated. Alone, it happens once, at any time. */
  networkReady: network === 'any' ? input(bool) : input(bool, { starts: false, changes: 1 }),
  /** Whether the new instances have been brought into service. */
  newInService: bool,
  /** Whether zones are failed over automatically, if engineers may change that. */
  ...only(engineers, { automatic: bool }),
  /** One node for each zone, and one new node in the first zone if nodes are new. */
  nodes: array(unready === 'nodes' ? zones + 1 : zones, struct({ inDns: bool })),
  zones: array(zones, struct({ ...only(deaths > 0, { dead: bool }), out: bool })),
  /** The number of changes of results that the health checks have to work off. */
  changes: int(0, load),
})

export interface Health {
  readonly networkReady: boolean
  readonly newInService: boolean
  readonly automatic: boolean
  readonly nodes: readonly { readonly inDns: boolean }[]
  readonly zones: readonly { readonly dead: boolean; readonly out: boolean }[]
  readonly changes: number
}

export const views = ({ zones, deaths, unready, load, removes, engineers, failOpen, demand }: Parameters) => {
  const nodes = Array.from({ length: unready === 'nodes' ? zones + 1 : zones }, (_, node) => node)
  const zoneOf = (node: number) => (node < zones ? node : 0)
  /** The nodes that the load balancer has. */
  const members = (s: Health) => nodes.filter((node) => node < zones || s.newInService)
  const isListed = (s: Health, node: number) => s.nodes[node]!.inDns && !s.zones[zoneOf(node)]!.out
  /** Whether a node gets traffic. */
  const isServing = (s: Health, node: number) =>
    isListed(s, node) || (failOpen && !members(s).some((other) => isListed(s, other)))
  const isDead = (zone: { readonly dead: boolean }) => deaths > 0 && zone.dead
  const isAlive = (s: Health, node: number) => !isDead(s.zones[zoneOf(node)]!)
  const isHealthy = (s: Health, node: number) => isAlive(s, node) && (node < zones || s.networkReady)
  const removed = (s: Health) => members(s).filter((node) => !isListed(s, node))
  const healthy = (s: Health) => members(s).filter((node) => isHealthy(s, node))
  const capacity = (s: Health) => healthy(s).filter((node) => isServing(s, node)).length

  return {
    zoneOf,
    members,
    isListed,
    isServing,
    isDead,
    isAlive,
    removed,
    healthy,
    /** A check of a healthy node may fail while what is new, the node or the checker, has no network. */
    mayAlternate: (s: Health, node: number) =>
      s.newInService && !s.networkReady && (unready === 'checkers' || node >= zones),
    /** Whether zones are failed over automatically. */
    isAutomatic: (s: Health) => (engineers ? s.automatic : removes === 'nodes and zones'),
    isLate: (s: Health) => s.changes >= load,
    zonesOut: (s: Health) => s.zones.filter(({ out }) => out).length,
    /** Whether enough healthy nodes get traffic, if there are enough. */
    carriesTheLoad: (s: Health) => healthy(s).length < demand || capacity(s) >= demand,
    /** Whether all live nodes are in service, no dead one is, and no change has to be worked off. */
    isSteady: (s: Health) => s.changes === 0 && members(s).every((node) => isServing(s, node) === isAlive(s, node)),
  }
}
