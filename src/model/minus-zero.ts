/**
 * Of -0 in arrays of scalars. A state has none, but what a step writes there is looked at when the step ends, and wires
 * are computed before. So the execution whose step runs leaves here how to make each -0 of its arrays a 0, for wires.
 */
let replace: () => void = () => {}

/** Called when a step begins. */
export function replaceMinusZeroBy(body: () => void): void {
  replace = body
}

/** Makes each -0 that the running step has written a 0. */
export function replaceMinusZero(): void {
  replace()
}
