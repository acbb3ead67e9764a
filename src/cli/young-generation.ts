/**
 * What V8 sets aside for young objects. In a long run it lets that grow to tens of megabytes, since a little survives
 * each collection: as much as millions of states take, though next to nothing lives there.
 */
import { setFlagsFromString } from 'node:v8'

/** From so many states on, what they take counts. */
const manyStates = 2 ** 20
let isHeld = false

/** Once a run has shown to be large the young generation grows no further, in the whole process with its threads. */
export function holdYoungGeneration(states: number): void {
  if (isHeld || states < manyStates) return
  isHeld = true
  setFlagsFromString('--semi-space-growth-factor=1')
}
