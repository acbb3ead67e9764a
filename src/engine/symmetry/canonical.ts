/** The chosen state of each orbit, found in a row of packed words. */
export interface Canonical {
  /**
   * Replaces the state at `rows[at]` and after by the chosen state of its orbit. Returns whether that changed it; if it
   * did, `moved` is the permutation that was applied.
   */
  settle(rows: Int32Array, at: number): boolean
  /** For each element, the new number of the instance within its class. */
  readonly moved: Int32Array
  /** Writes to `to` the state in which instance `i` of the state at `rows[at]` has the number that `moved` says. */
  permute(rows: Int32Array, at: number, to: Int32Array, moved: Int32Array): void
  /** The number of states in the orbit of a chosen state. */
  orbit(rows: Int32Array, at: number): number
}
