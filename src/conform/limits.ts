/** The limits of the runs of one design. */

/** The maximum number of states of a model that is explored for its tour. */
export const defaultStates = 20_000

/** The limits of the runs. */
export interface TouringOptions {
  /** The maximum number of steps to drive. By default, there is no limit. */
  readonly maxSteps?: number | undefined
  readonly maxSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: { steps: number; driven: number; drivable: number }) => void) | undefined
}

/** The limit of time that is over, if any. */
export function limitOf(
  { maxSeconds, signal }: TouringOptions,
  started: number,
): 'interrupted' | 'seconds' | undefined {
  if (signal?.aborted === true) return 'interrupted'
  if (maxSeconds !== undefined && performance.now() - started > maxSeconds * 1000) return 'seconds'
  return undefined
}
