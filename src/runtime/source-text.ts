/**
 * Recovers the text of an author's function as it was in the author's bundle. In a loaded bundle, functions of allways
 * check the comparisons and make the choices (`cli/source/comparisons.ts`). Each inserted piece begins with a comment that
 * holds the author's text, which is often empty. It ends with the beginning of a call, with `,` or with `)`. A longer
 * piece has a mark more at its beginning, and ends with a comment. So any part of the bundle can be turned back into the
 * author's text.
 */

/** The first character of the names of those functions, and of those comments. No spec may use it. */
export const mark = 'ǁ'

const pieces = /\/\*ǁ(?:ǁ(.*?)\*\/.*?\/\*ǁ\.\*\/|(.*?)\*\/(?:ǁ\d+\((?:[\w$]+,\(\)=>\()?|[,)]))/gs

/** The author's text for a text that may have been rewritten. */
export function authorsText(text: string): string {
  return text.includes(mark) ? text.replace(pieces, '$1$2') : text
}

/** The text of a function, as its author wrote it. */
export function textOf(fn: unknown): string {
  return authorsText(Function.prototype.toString.call(fn))
}
