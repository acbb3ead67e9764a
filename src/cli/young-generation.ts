/**
 * What V8 sets aside for young objects. It lets that grow to tens of megabytes, since a little survives each collection:
 * as much as millions of states take, though next to nothing lives there.
 */
import { setFlagsFromString } from 'node:v8'

/** From so many states on, what they take counts. */
const manyStates = 2 ** 20
let isLarge = false

/** From now on it grows no further, in the whole process with its threads. */
export function holdYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Where many designs are checked, one after the other, that saves time; not once one of them has shown to be large. */
export function letYoungGenerationGrow(): void {
  if (!isLarge) setFlagsFromString('--semi-space-growth-factor=2')
}

/** Holds it for good where a run has shown to be large. */
export function holdIfLarge(states: number): void {
  if (isLarge || states < manyStates) return
  isLarge = true
  holdYoungGeneration()
}

/** A way of so many steps to what was found takes far more than the states: its objects are made once, and most stay. */
const manySteps = 50_000

/** Lets it grow where a run has shown to go deep. */
export function growIfDeep(depth: number): void {
  if (depth < manySteps || isLarge) return
  isLarge = true
  setFlagsFromString('--semi-space-growth-factor=2')
  // and old ones, of which there are then many, are collected as soon as a third has been added
  setFlagsFromString('--heap-growing-percent=33')
}
