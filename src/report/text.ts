/** Text laid out in columns of a terminal. Everything here is plain; colour is put on finished lines. */
import { printable } from '../errors.ts'

export interface TextOptions {
  /** Columns of the terminal; no line is longer, from 40 on, unless one word or command is. */
  readonly width: number
  readonly color: boolean
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** Columns that the text takes; never too few, so that a line is never too long. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const char of text) columns += wide.test(char) ? 2 : 1
  return columns
}

/** A space that no line ends at. */
const gap = '\u00a0'

/** `text`, such as a command, in one piece wherever it is wrapped: it can be copied, though a line may be too long. */
export const unbroken = (text: string) => text.replaceAll(' ', gap)

/** `text` filled up with spaces to `columns`. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** A space at which a line ends only within a name that is longer than a line. */
const tie = '\u2007'

/** `text`, such as a name or a path, in one piece wherever it is wrapped, if a line has room for it. */
export const tied = (text: string) => text.replaceAll(' ', tie)

/** Makes what ties these names wherever they stand in a text. */
export function tying(names: Iterable<string>): (text: string) => string {
  const several = [...new Set(names)].filter((name) => name.includes(' ')).sort((a, b) => b.length - a.length)
  return (text) => several.reduce((all, name) => all.replaceAll(name, tied(name)), text)
}

/** What stands in quotes is a name; an apostrophe within a word opens and closes none. */
const quotes = /(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])/gu

/** Columns of the longest name or word in a text, of those that take at most `most`: longer ones fit nowhere. */
export function longestPart(text: string, most: number): number {
  return partsOf(text).reduce((longest, part) => {
    const columns = columnsOf(part)
    return columns > most ? longest : Math.max(longest, columns)
  }, 0)
}

const partsOf = (text: string) =>
  printable(text)
    .replace(quotes, tied)
    .split(' ')
    .filter((part) => part !== '')

/**
 * Lines of at most `width` columns: the first begins with `first`, the others with `rest` (by default as many
 * spaces). A word that is longer than a line, such as a path, has a line of its own, which is too long: cut, nobody could
 * search for it or open it. A name of several words, in quotes or `tied`, is kept on one line, unless it is longer than
 * one. A line break in the text is shown as one, `\\n`, because it stands in a name: it begins no line.
 */
export function wrap(text: string, width: number, first = '', rest = ' '.repeat(columnsOf(first))): string[] {
  const lines: string[] = []
  let line = ''
  let space = room(width, first)
  const flush = () => {
    lines.push(((lines.length === 0 ? first : rest) + line).trimEnd().replaceAll(gap, ' ').replaceAll(tie, ' '))
    line = ''
    space = room(width, rest)
  }
  const widest = Math.max(space, room(width, rest))
  for (const part of partsOf(text)) {
    const columns = columnsOf(part)
    for (const word of columns > widest ? part.split(tie) : [part]) {
      if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > space) flush()
      // beside a long beginning, a name may have less room than below it
      else if (line === '' && lines.length === 0 && columnsOf(word) > space && columnsOf(word) <= room(width, rest))
        flush()
      if (line !== '') line += ` ${word}`
      else line = word
    }
  }
  flush()
  return lines
}

/** The same for a message of several lines, which stay lines. */
export function wrapLines(text: string, width: number, first = '', rest = ' '.repeat(columnsOf(first))): string[] {
  return text.split(/\r?\n/).flatMap((line, i) => wrap(line, width, i === 0 ? first : rest, rest))
}

const room = (width: number, indent: string) => width - columnsOf(indent)

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
