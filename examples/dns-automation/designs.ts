/** The designs of the enactor, under the names that they have in the model. */
export interface EnactorDesign {
  /** Whether the batch that applies a plan is refused unless the endpoint names an older plan. */
  readonly compareAndSwap: boolean
  /** After such a refusal, an enactor ends its run, or goes on with the next endpoint and then cleans up. */
  readonly refused: 'give up' | 'skip'
  /** Whether a plan that an endpoint or its rollback record names is never deleted. */
  readonly guardedCleanup: boolean
  /** Whether a plan can be applied although the tree is gone that the rollback record should name. */
  readonly tolerantRollback: boolean
}

const asDeployed: EnactorDesign = {
  compareAndSwap: false,
  refused: 'give up',
  guardedCleanup: false,
  tolerantRollback: false,
}

export const designs = {
  'as deployed': asDeployed,
  'compare-and-swap': { ...asDeployed, compareAndSwap: true },
  recommended: { compareAndSwap: true, refused: 'skip', guardedCleanup: true, tolerantRollback: true },
} as const satisfies Record<string, EnactorDesign>

export type DesignName = keyof typeof designs
