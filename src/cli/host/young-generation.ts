/**
 * Controls the memory that V8 sets aside for young objects. V8 lets it grow to tens of megabytes, because a little
 * survives each collection. Millions of states take as much, although almost nothing lives there.
 */
import { setFlagsFromString } from 'node:v8'

/** From this number of states on, their memory counts. */
const manyStates = 2 ** 20
let isLarge = false

/** Stops the growth, in the whole process and its threads. */
export function holdYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Allows the growth, which saves time if many designs are checked in turn. Does nothing after a large design. */
export function letYoungGenerationGrow(): void {
  if (!isLarge) setFlagsFromString('--semi-space-growth-factor=2')
}

/** Stops the growth permanently if a run has at least `manyStates` states. */
export function holdIfLarge(states: number): void {
  if (isLarge || states < manyStates) return
  isLarge = true
  holdYoungGeneration()
}

/** A trace of this many steps takes far more memory than the states: its objects are made once, and most stay. */
const manySteps = 50_000

/** Allows the growth if a run is at least `manySteps` steps deep. */
export function growIfDeep(depth: number): void {
  if (depth < manySteps || isLarge) return
  isLarge = true
  setFlagsFromString('--semi-space-growth-factor=2')
  // there are then many old objects: they are collected as soon as their memory has grown by a third
  setFlagsFromString('--heap-growing-percent=33')
}
