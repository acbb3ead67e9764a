/** How a search explores alike instances. A search that goes on has to do so in the same way. */
import type { Reduction } from '../../engine/compile/program.ts'

/** A class of alike instances that is explored in all orders, and why. */
export interface Whole {
  readonly name: string
  readonly why: string
}

export interface Plan {
  readonly reduction: Reduction | undefined
  readonly whole: readonly Whole[]
  /** The classes that need steps that lead to permuted states from permuted ones, and why. */
  readonly needSameSteps?: readonly Whole[]
}
