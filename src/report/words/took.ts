/** The time that a design took, if it was explored. */
import type { Result } from '../../result.ts'
import { duration } from './numbers.ts'

/** `0.4 s`, or `cached`. */
export function took({ seconds, reused }: Result): string {
  return reused === 'result' ? 'cached' : duration(seconds)
}
