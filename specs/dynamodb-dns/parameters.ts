/** What a design of the DNS automation can vary: its size, its faults, and each mechanism that a fix changes. */
export interface Parameters {
  readonly enactors: number
  readonly endpoints: number
  /** How many plans there are in all; plan 1 is installed at the start. At least `age + 2`, or nothing is deleted. */
  readonly plans: number
  /** Cleanup deletes the plans with id ≤ applied − age. AWS did not publish the threshold; generations are assumed. */
  readonly age: number
  /** How many crashes may happen, over all enactors. One that crashed restarts. */
  readonly crashes: number
  /** How many enactors may go down for good. Fewer than there are, or nothing is left to recover with. */
  readonly permanentCrashes: number
  /** How many times an operator may install a plan by hand; with 0 there is none. */
  readonly interventions: number
  /** As deployed, cleanup finds its victims and then deletes them one by one; `atomic` does it all in one step. */
  readonly cleanup: 'as deployed' | 'atomic'
  /** Which plans a delete leaves alone, looked up in the same transaction as the delete. */
  readonly cleanupGuard: 'none' | 'active' | 'active and rollback'
  /** Compare with the active plan again before each write, in a step of its own. */
  readonly recheck: boolean
  /** Compare with the active plan inside the transaction that writes, and write only a newer one. */
  readonly compareAndSwap: boolean
  /** What an enactor does where such a write is refused: end its run, or go on with the next endpoint. */
  readonly refused: 'give up' | 'skip'
  /** Let a write succeed although the tree that the rollback record should point to is gone. */
  readonly tolerantRollback: boolean
}

export const asDeployed: Parameters = {
  enactors: 2,
  endpoints: 1,
  plans: 4,
  age: 2,
  crashes: 0,
  permanentCrashes: 0,
  interventions: 0,
  cleanup: 'as deployed',
  cleanupGuard: 'none',
  recheck: false,
  compareAndSwap: false,
  refused: 'give up',
  tolerantRollback: false,
}
