/** Replaces pieces of a text, and maps places in the result back to the original. */

export interface Edit {
  readonly at: number
  /** The number of characters that are replaced. */
  readonly length: number
  readonly text: string
}

export interface Edited {
  readonly code: string
  /** Converts an offset in `code` to the original. Inside a replacement, it is the start of the replaced piece. */
  original(offset: number): number
}

/** Applies edits, which must not overlap. Several edits at one place are applied in their given order. */
export function edited(code: string, edits: readonly Edit[]): Edited {
  const sorted = edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => a.at - b.at || a.i - b.i)
  const parts: string[] = []
  /** The begin and end of each replacement in the result, in turn. `originals`: their offsets in the original. */
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
