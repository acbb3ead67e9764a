/** Searches that end with the first value. */
import { StepFailure } from '../compile/program.ts'

/**
 * The first value that `search` finds. A failure after that is ignored: the exploration has failed there too, and
 * reports it.
 */
export function found<T>(search: (found: (value: T) => void) => void): T | undefined {
  let first: T | undefined
  try {
    search((value) => {
      first ??= value
    })
  } catch (error) {
    if (first === undefined || !(error instanceof StepFailure)) throw error
  }
  return first
}
