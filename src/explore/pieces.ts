/** Long work in pieces: done at a stretch, or with pauses between them, in which others are heard. */

/** Asked now and then: may want to be waited for, and then says whether to stop. */
export type Pause = () => Promise<boolean> | undefined

/** A pause is due after so many milliseconds. */
export const sliceMs = 100

/** Does the work at a stretch. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Does the work with a pause after each piece, if one is due; `undefined` where `pause` says to stop. */
export async function inPieces<T>(work: Generator<void, T>, pause: Pause): Promise<T | undefined> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    const resting = pause()
    if (resting !== undefined && (await resting)) return undefined
  }
}
