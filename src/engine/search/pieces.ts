/** Long work in pieces. It runs without pauses, or with pauses in which the event loop runs. */

/** Long work calls this between its pieces. A promise means: wait for it, and stop if it resolves to `true`. */
export type Pause = () => Promise<boolean> | undefined

/** Milliseconds between pauses. */
export const sliceMs = 100

/** Does the work without pauses. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Does the work, with a pause after each piece if one is due; `undefined` if `pause` says to stop. */
export async function inPieces<T>(work: Generator<void, T>, pause: Pause): Promise<T | undefined> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    const resting = pause()
    if (resting !== undefined && (await resting)) return undefined
  }
}
