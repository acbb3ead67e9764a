/** Replacing pieces of a text, and finding the places of the original again. */

export interface Edit {
  readonly at: number
  /** How many characters are replaced. */
  readonly length: number
  readonly text: string
}

export interface Edited {
  readonly code: string
  /** The offset in the original of an offset in `code`; of one in a replacement, that where the replacement stands. */
  original(offset: number): number
}

/** Makes edits, of which no two overlap. Of several at one place the first comes first. */
export function edited(code: string, edits: readonly Edit[]): Edited {
  const sorted = edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => a.at - b.at || a.i - b.i)
  const parts: string[] = []
  /** Where a replacement begins, then where it ends, and so on; and the offset in the original of each. */
  const marks: number[] = []
  const originals: number[] = []
  let [from, length] = [0, 0]
  const add = (text: string) => {
    parts.push(text)
    length += text.length
  }
  for (const { at, length: replaced, text } of sorted) {
    add(code.slice(from, at))
    marks.push(length)
    originals.push(at)
    add(text)
    from = at + replaced
    marks.push(length)
    originals.push(from)
  }
  add(code.slice(from))
  const original = (offset: number): number => {
    let [low, high] = [0, marks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((marks[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    if (low === 0) return offset
    const isReplacement = low % 2 === 1
    return (originals[low - 1] as number) + (isReplacement ? 0 : offset - (marks[low - 1] as number))
  }
  return { code: parts.join(''), original }
}
