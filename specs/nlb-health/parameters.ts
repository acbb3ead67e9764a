/** The parameters of a design of the health checks: its size, its faults, the reading of the summary, and each fix. */
export interface Parameters {
  /** How the network of new instances changes: it gets ready once, at any time, or it may also be late again. */
  readonly network: 'gets ready' | 'any'
  /** The number of zones. Each has one old node. Everything new is in the first zone. */
  readonly zones: number
  /** The number of healthy nodes that the load needs: what is left when one zone is lost. */
  readonly demand: number
  /** The maximum number of zones that die. */
  readonly deaths: number
  /**
   * The kind of instance that came into service before its network state. AWS says "new EC2 instances" of the
   * health-check subsystem. These can be load balancer nodes, or instances that check. In the first case a check fails
   * for a new node, in the second for any node.
   */
  readonly unready: 'nodes' | 'checkers' | 'nothing'
  /**
   * The meaning of "degraded checks were delayed and failovers followed": a late result counts as a failure, or checks
   * wait and the last result stays.
   */
  readonly late: 'is a failure' | 'waits'
  /** The number of changes of results, at the same time, that make results late. Not published. */
  readonly load: number
  /** When new instances come into service. */
  readonly admission: 'at once' | 'when ready'
  /** The parts that the automation may remove at the start: single nodes, zones. */
  readonly removes: 'nodes and zones' | 'nodes' | 'nothing'
  /** The removed parts that the velocity control counts. */
  readonly velocity: 'none' | 'zones' | 'nodes and zones'
  /** The most zones that may be out by failover, and the most nodes in all. Properties ask this of every design. */
  readonly zoneLimit: number
  readonly nodeLimit: number
  /** When the velocity control counts what is out: in the step that removes, or in the step before. */
  readonly looks: 'at removal' | 'before'
  /** Whether engineers may disable the automatic failover of zones, and enable it again. */
  readonly engineers: boolean
  /** Whether traffic goes everywhere if nothing is left in DNS. */
  readonly failOpen: boolean
  /** When a zone that is out may return: when the checks are no longer late, or when all changes are worked off. */
  readonly returns: 'not late' | 'worked off'
  /** Whether the failover of a zone, and its return, are also load on the health checks. */
  readonly failoverLoads: boolean
}

export const asDeployed: Parameters = {
  network: 'gets ready',
  zones: 3,
  demand: 2,
  deaths: 0,
  unready: 'nodes',
  late: 'is a failure',
  load: 3,
  admission: 'at once',
  removes: 'nodes and zones',
  velocity: 'none',
  zoneLimit: 1,
  nodeLimit: 2,
  looks: 'at removal',
  engineers: false,
  failOpen: false,
  returns: 'not late',
  failoverLoads: false,
}
