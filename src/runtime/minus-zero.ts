/**
 * -0 in arrays of scalars. A state contains no -0, but the interpreter and the engine check what a step writes to an
 * array only when the step ends. Wires are computed before that. So the execution that runs a step registers here how
 * to replace each -0 in its arrays by 0.
 */
let replace: () => void = () => {}

/** Registers the replacement; each execution calls this when a step begins. */
export function replaceMinusZeroBy(body: () => void): void {
  replace = body
}

/** Replaces each -0 that the running step has written by 0. */
export function replaceMinusZero(): void {
  replace()
}
