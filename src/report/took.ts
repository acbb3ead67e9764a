/** How long a design took, unless it was not explored at all. */
import type { Result } from '../result.ts'
import { duration } from './numbers.ts'

/** `0.4 s`, or `cached`. */
export function took({ seconds, reused }: Result): string {
  return reused === 'result' ? 'cached' : duration(seconds)
}
