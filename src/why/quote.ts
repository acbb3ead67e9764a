/** Quotes a predicate as its author wrote it. A bundle changes white space and quotes, and renames clashing names. */
import { type Node, tokenizer } from 'acorn'
import { asImported } from '../errors.ts'
import { printed } from './source.ts'

/** The author's file, from the line on which a function begins; `undefined` if the file is unknown. */
export type Written = string | undefined

/** Quotes pieces of one text. `undefined` if a piece is longer than `most`, or if its author did not write it. */
export type Quote = (piece: Pick<Node, 'start' | 'end'>, most: number) => string | undefined

/**
 * `within`: the piece that contains all others; it shows the original names of renamed ones. If the author's file is
 * unknown, the text of the function is used.
 */
export function quoting(source: string, written: Written, within: Pick<Node, 'start' | 'end'>): Quote {
  const textOf = ({ start, end }: Pick<Node, 'start' | 'end'>) => asImported(source.slice(start, end))
  // this window contains the whole function
  const window = written?.slice(0, 4 * source.length + 1000)
  const whole = window === undefined ? undefined : found(textOf(within), window)
  return (piece, most) => {
    const own = textOf(piece)
    const there = window === undefined ? undefined : piece === within ? whole : found(own, whole?.text ?? window)
    const text = there?.text ?? plainly(printed(source, piece), whole?.names, window !== undefined)
    return text === undefined || text.length > most ? undefined : text
  }
}

/** The bundle's text with the author's names; `undefined` if a name may have been renamed from an unknown one. */
function plainly(text: string, names: ReadonlyMap<string, string> | undefined, renames: boolean): string | undefined {
  if (!renames) return text
  let known = true
  const own = text.replace(renamed, (name) => {
    const before = names?.get(name)
    known &&= before !== undefined
    return before ?? name
  })
  return known ? own : undefined
}

const renamed = /[\p{ID_Start}$_][\p{ID_Continue}$]*\d\b/gu

interface Found {
  readonly text: string
  /** The author's names for the names that a bundle may have renamed. */
  readonly names: ReadonlyMap<string, string>
}

/** The gap between two tokens: white space, parentheses, and TypeScript's `!`. */
const gap = '(?:[\\s()]|!(?=[.[)\\s,;]))*'

/** Finds the first place with this code, whatever its white space, its quotes and its redundant parentheses. */
function found(code: string, written: string): Found | undefined {
  const names: string[] = []
  const tokens: string[] = []
  for (const { type, start, end } of tokenizer(code, { ecmaVersion: 'latest' })) {
    const text = code.slice(start, end)
    if (type.label === '(' || type.label === ')') continue
    if (type.label === 'string') tokens.push(`['"\`]${escaped(text.slice(1, -1))}['"\`]`)
    else if (type.label === 'name' && /\D\d+$/.test(text)) {
      names.push(text)
      const bare = text.replace(/\d+$/, '')
      tokens.push(`(?<![\\w$])(${escaped(text)}|${escaped(bare)})(?![\\w$])`)
    } else if (/^[\w$]+$/.test(text)) tokens.push(`(?<![\\w$])${escaped(text)}(?![\\w$])`)
    else tokens.push(escaped(text))
  }
  const match = new RegExp(tokens.join(gap)).exec(written)
  if (match === null) return undefined
  let [start, end] = [match.index, match.index + match[0].length]
  // parentheses may also stand at either end
  for (let open = openIn(match[0]); open > 0; open--) {
    const closing = /^[\s,]*\)/.exec(written.slice(end))
    if (closing === null) return undefined
    end += closing[0].length
  }
  for (let missing = missingIn(match[0]); missing > 0; missing--) {
    const opening = /\(\s*$/.exec(written.slice(0, start))
    if (opening === null) return undefined
    start -= opening[0].length
  }
  const text = written.slice(start, end).replace(/\s+/g, ' ').trim()
  return { text, names: new Map(names.map((name, i) => [name, match[i + 1] as string])) }
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** The number of parentheses that are never closed. */
function openIn(text: string): number {
  let open = 0
  for (const sign of text) open = sign === '(' ? open + 1 : sign === ')' ? Math.max(0, open - 1) : open
  return open
}

/** The number of closing parentheses that were never opened. */
function missingIn(text: string): number {
  let [open, missing] = [0, 0]
  for (const sign of text) {
    if (sign === '(') open++
    else if (sign === ')' && open > 0) open--
    else if (sign === ')') missing++
  }
  return missing
}
