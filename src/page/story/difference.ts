/** A short form of what changed in a value. */
import { cameAndWent, inline, isQueue } from '../../report/words/data.ts'
import type { Change, Trace } from '../../result.ts'

export interface Difference {
  /** The old value. Absent if it is too long to read, or if `after` lists what came and went. */
  readonly before?: string
  readonly after: string
}

/** The maximum number of characters of both values together; longer ones are not shown side by side. */
const longest = 44

/** For long collections: what came and went, if that says all. For other long values: the new value alone. */
export function difference(
  { path = '', before, after }: Pick<Change, 'before' | 'after'> & Partial<Pick<Change, 'path'>>,
  trace: Pick<Trace, 'queues'> = {},
): Difference {
  const [was, is] = [inline(before), inline(after)]
  if (was.length + is.length <= longest) return { before: was, after: is }
  const short = cameAndWent(before, after, isQueue(path, trace))
  return { after: short !== undefined && short.length < is.length ? short : is }
}
