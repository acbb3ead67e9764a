/** What changed in a value, in few words. */
import { cameAndWent, inline } from '../report/data.ts'
import type { Change } from '../result.ts'

export interface Difference {
  /** What was there; none where it would be too long to read, or where only parts came and went. */
  readonly before?: string
  readonly after: string
}

/** Longer values are not set side by side. */
const longest = 44

/** Of long collections what came and went; of other long values the new one alone. */
export function difference({ before, after }: Pick<Change, 'before' | 'after'>): Difference {
  const [was, is] = [inline(before), inline(after)]
  if (was.length + is.length <= longest) return { before: was, after: is }
  const short = cameAndWent(before, after)
  return { after: short !== undefined && short.length < is.length ? short : is }
}
