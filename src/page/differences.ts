/** What changed in a value, in few words. */
import { inline } from '../report/data.ts'
import type { Change, Data } from '../result.ts'

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
  if (!Array.isArray(before) || !Array.isArray(after)) return { after: is }
  const [gone, come] = [without(before, after), without(after, before)]
  const parts = [...gone.map((one) => `\u2212 ${one}`), ...come.map((one) => `+ ${one}`)]
  const text = parts.join(' ')
  return { after: parts.length > 0 && text.length < is.length ? text : is }
}

/** What `all` has more often than `others`. */
function without(all: readonly Data[], others: readonly Data[]): string[] {
  const left = others.map(inline)
  return all.map(inline).filter((text) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
