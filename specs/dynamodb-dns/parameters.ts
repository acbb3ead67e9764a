/** The parameters of a design of the DNS automation: its size, its faults, and each mechanism that a fix changes. */
export interface Parameters {
  /** The number of enactors. With 0, the automation is switched off, and nobody applies plans. */
  readonly enactors: number
  readonly endpoints: number
  /** The number of plans; plan 1 is installed at the start. With fewer than `age + 2`, nothing is deleted. */
  readonly plans: number
  /** Cleanup deletes the plans with id ≤ applied − age. AWS did not publish the threshold; generations are assumed. */
  readonly age: number
  /** The maximum number of crashes of all enactors together. A crashed enactor restarts. */
  readonly crashes: number
  /** The maximum number of enactors that go down for good. If all do, none is left for recovery. */
  readonly permanentCrashes: number
  /** The maximum number of plans that an operator installs by hand. With 0 there is no operator. */
  readonly interventions: number
  /** Whether operators may freeze the automation: then no run begins, and those under way go on. */
  readonly freeze: boolean

  /** One lock for all endpoints, around a whole run: see lock.ts. */
  readonly lock: 'none' | 'no expiry' | 'lease' | 'fenced lease'
  /** Whether an enactor picks and checks its plan before it waits for the lock, and not after. */
  readonly pickBeforeLock: boolean

  /** Whether an enactor compares with the active plan again before each write, in a separate step. */
  readonly recheck: boolean
  /**
   * How the transaction that writes compares with the active plan. `newer plan`: write only a newer plan. `tag`: write
   * only if the active plan is still the one that was active when the plan in hand was picked.
   */
  readonly compareAndSwap: 'none' | 'newer plan' | 'tag'
  /**
   * How an enactor reacts if such a comparison fails: it ends its run, or goes on with the next endpoint and then with
   * cleanup, or reads the tag again and retries until it succeeds.
   */
  readonly refused: 'give up' | 'skip' | 'retry'
  /** Whether a write succeeds although the tree is gone to which the rollback record should point. */
  readonly tolerantRollback: boolean
  /**
   * Whether the transaction that points the alias at a plan also builds the tree of that plan. If a step before it
   * does, the tree may be gone by then. Either nothing checks this, or the alias is refused and the tree built again.
   */
  readonly tree: 'in the write' | 'before the write' | 'before the write, must exist'

  /** As deployed, cleanup finds its victims, then deletes them one by one. `atomic` does both in one step. */
  readonly cleanup: 'as deployed' | 'atomic'
  /** The plans that a delete spares. */
  readonly cleanupGuard: 'none' | 'active' | 'active and rollback'
  /** Whether the guard looks in the same transaction as the delete, or in a step before each. */
  readonly guardLooks: 'in the delete' | 'before the delete'
  /** Whether a plan is marked in the step before its delete, so that no write of it succeeds: see cleanup.ts. */
  readonly tombstones: 'none' | 'cleared on delete' | 'kept'
  /** Whether cleanup deletes only plans older than all plans that enactors have in hand: see in-flight.ts. */
  readonly keepInFlight: boolean
}

export const asDeployed: Parameters = {
  enactors: 2,
  endpoints: 1,
  plans: 4,
  age: 2,
  crashes: 0,
  permanentCrashes: 0,
  interventions: 0,
  freeze: false,
  lock: 'none',
  pickBeforeLock: false,
  recheck: false,
  compareAndSwap: 'none',
  refused: 'give up',
  tolerantRollback: false,
  tree: 'in the write',
  cleanup: 'as deployed',
  cleanupGuard: 'none',
  guardLooks: 'in the delete',
  tombstones: 'none',
  keepInFlight: false,
}
