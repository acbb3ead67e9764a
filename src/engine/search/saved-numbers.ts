/** The numbers of a settled search, as plain data that JSON can hold. */
import type { SymmetryStanding } from '../compile/program.ts'

/** Where a property was decided: at a state, or on the transition by `action` to the `nth` successor of the state. */
export interface Finding {
  readonly state: number
  readonly action?: number
  readonly nth?: number
}

export interface SavedNumbers {
  /** Number of states found, the first one that is not expanded, and the first one beyond the current level. */
  readonly count: number
  readonly next: number
  readonly levelEnd: number
  /** Number of initial states. */
  readonly initial: number
  readonly depth: number
  /** Whether all states are expanded. */
  readonly complete: boolean
  /** The number of states for which the expanded ones stand, and of those of the current level. */
  readonly whole: number
  readonly levelWhole: number
  /** How often each action was taken. */
  readonly taken: readonly number[]
  /** Where each property was decided. */
  readonly findings: readonly (Finding | null)[]
  /** `budget`: `null` if it is infinite. */
  readonly standing?: SymmetryStanding & { readonly budget: number | null }
}
