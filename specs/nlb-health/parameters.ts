/** What a design of the health checks can vary: its size, its faults, the reading of the summary, and each fix. */
export interface Parameters {
  /** Each has one node that has been there for long; what is new stands in the first. */
  readonly zones: number
  /** How many healthy nodes the load needs: what is left when one zone is lost. */
  readonly demand: number
  /** How many zones may die. */
  readonly deaths: number
  /**
   * What was brought into service before its network state: AWS says "new EC2 instances" of the health-check
   * subsystem, which can be load balancer nodes or instances that check. Then a check fails for a new node, or for
   * any node.
   */
  readonly unready: 'nodes' | 'checkers' | 'nothing'
  /**
   * What it means that degraded checks were delayed and failovers followed: a late result is taken for a failure, or
   * checks wait, and what was found before stays.
   */
  readonly late: 'is a failure' | 'waits'
  /** How many changes of a result at once degrade the health checks, so that results are late. Not published. */
  readonly load: number
  /** When new instances are brought into service. */
  readonly admission: 'at once' | 'when ready'
  /** What may be removed automatically at the start: single nodes, zones. */
  readonly removes: 'nodes and zones' | 'nodes' | 'nothing'
  /** What the velocity control counts. */
  readonly velocity: 'none' | 'zones' | 'nodes and zones'
  /** How many zones may be out by failover, and how many nodes in all: what is limited, and asked of every design. */
  readonly zoneLimit: number
  readonly nodeLimit: number
  /** When the velocity control looks at what is out: in the step that removes, or in the one before. */
  readonly looks: 'at removal' | 'before'
  /** Whether engineers may disable the automatic failover of zones, and enable it again. */
  readonly engineers: boolean
  /** Send traffic everywhere when nothing is left in DNS. */
  readonly failOpen: boolean
  /** When a zone that is out may return: once the checks are not late any more, or once all changes are worked off. */
  readonly returns: 'not late' | 'worked off'
  /** Whether to fail a zone over, or to bring it back, is load on the health checks, too. */
  readonly failoverLoads: boolean
}

export const asDeployed: Parameters = {
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
