/**
 * The text of an author's function as the author's bundle has it. Comparisons in a loaded bundle are checked by functions
 * of allways (`cli/comparisons.ts`). Each piece that is put in begins with a comment that holds the author's text, often
 * none, and ends with the name of a function and `(`, with `,` or with `)`. So the author's text can be had back from
 * any part of the bundle.
 */

/** Begins the names of those functions, and the comments that hold the author's text. No spec may use it. */
export const mark = 'ǁ'

const pieces = /\/\*ǁ(.*?)\*\/(?:ǁ\d+\(|[,)])/gs

/** The author's text of what may have been rewritten. */
export function authorsText(text: string): string {
  return text.includes(mark) ? text.replace(pieces, '$1') : text
}

/** The text of a function, as its author wrote it. */
export function textOf(fn: unknown): string {
  return authorsText(Function.prototype.toString.call(fn))
}
