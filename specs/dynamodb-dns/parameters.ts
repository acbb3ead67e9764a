/** What a design of the DNS automation can vary: its size, its faults, and each mechanism that a fix changes. */
export interface Parameters {
  /** With 0, the automation is switched off, and plans are published for nobody. */
  readonly enactors: number
  readonly endpoints: number
  /** How many plans there are in all; plan 1 is installed at the start. At least `age + 2`, or nothing is deleted. */
  readonly plans: number
  /** Cleanup deletes the plans with id ≤ applied − age. AWS did not publish the threshold; generations are assumed. */
  readonly age: number
  /** How many crashes may happen, over all enactors. One that crashed restarts. */
  readonly crashes: number
  /** How many enactors may go down for good. As many as there are, and nothing is left to recover with. */
  readonly permanentCrashes: number
  /** How many times an operator may install a plan by hand; with 0 there is none. */
  readonly interventions: number
  /** Whether operators may freeze the automation: no run begins any more, and those under way go on. */
  readonly freeze: boolean

  /** One lock for all endpoints, around a whole run: see lock.ts. */
  readonly lock: 'none' | 'no expiry' | 'lease' | 'fenced lease'
  /** The plan is taken, and found to be newer, before the lock is waited for, and not after. */
  readonly pickBeforeLock: boolean

  /** Compare with the active plan again before each write, in a step of its own. */
  readonly recheck: boolean
  /**
   * Compare with the active plan inside the transaction that writes. `newer plan`: write only a newer one; `tag`: write
   * only if what is active is still what was active when the plan was picked.
   */
  readonly compareAndSwap: 'none' | 'newer plan' | 'tag'
  /**
   * What an enactor does where such a comparison fails: end its run, or go on with the next endpoint and then with
   * cleanup, or read the tag again and retry until it succeeds.
   */
  readonly refused: 'give up' | 'skip' | 'retry'
  /** Let a write succeed although the tree that the rollback record should point to is gone. */
  readonly tolerantRollback: boolean
  /**
   * Whether the transaction that points the alias at a plan also builds the tree of that plan. If a step before it
   * does, the tree may be gone by then: either nothing looks, or the alias is refused and the tree built again.
   */
  readonly tree: 'in the write' | 'before the write' | 'before the write, must exist'

  /** As deployed, cleanup finds its victims and then deletes them one by one; `atomic` does it all in one step. */
  readonly cleanup: 'as deployed' | 'atomic'
  /** Which plans a delete leaves alone. */
  readonly cleanupGuard: 'none' | 'active' | 'active and rollback'
  /** Whether the guard looks in the same transaction as the delete, or in a step before each. */
  readonly guardLooks: 'in the delete' | 'before the delete'
  /** Mark a plan in the step before its delete, so that it cannot be written any more: see cleanup.ts. */
  readonly tombstones: 'none' | 'cleared on delete' | 'kept'
  /** Delete only plans older than every plan that some enactor has in hand: see in-flight.ts. */
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
