/** Text laid out in columns of a terminal. All of it is plain: callers add colour to finished lines. */
import { printable } from '../../errors.ts'

export interface TextOptions {
  /** Columns of the terminal. If there are at least 40, a line is longer only if a single word or command is. */
  readonly width: number
  readonly color: boolean
  /** The lines of legends that stand above in the same text, and are not repeated. A story adds its own. */
  readonly explained?: Set<string>
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** The number of columns that the text takes, or more. It is never too low, so no line gets too long. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const char of text) columns += wide.test(char) ? 2 : 1
  return columns
}

/** A space at which no line ends. */
const gap = '\u00a0'

/** Keeps `text`, such as a command, in one piece, so that it can be copied, even if the line gets too long. */
export const unbroken = (text: string) => text.replaceAll(' ', gap)

/** `text` filled up with spaces to `columns`. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** A space at which a line ends only if the name around it is longer than a line. */
const tie = '\u2007'

/** Keeps `text`, such as a name or a path, in one piece if a line has room for it. */
export const tied = (text: string) => text.replaceAll(' ', tie)

/** Returns a function that ties these names in a text. */
export function tying(names: Iterable<string>): (text: string) => string {
  const several = [...new Set(names)].filter((name) => name.includes(' ')).sort((a, b) => b.length - a.length)
  return (text) => several.reduce((all, name) => all.replaceAll(name, tied(name)), text)
}

/** A name in quotes. An apostrophe inside a word is not a quote. */
const quotes = /(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])/gu

/** Code in backticks. Longer code may be cut at its spaces, because it would leave much of a line empty. */
const spans = /`[^`]+`/g
const longestTied = 32

/** Columns of the longest name or word in a text. Those with more than `most` are left out: they fit nowhere. */
export function longestPart(text: string, most: number): number {
  return partsOf(text).reduce((longest, part) => {
    const columns = columnsOf(part)
    return columns > most ? longest : Math.max(longest, columns)
  }, 0)
}

const partsOf = (text: string) =>
  printable(text)
    .replace(spans, (span) => (span.length > longestTied ? span : tied(span)))
    .replace(quotes, tied)
    .split(' ')
    .filter((part) => part !== '')

/**
 * Wraps text into lines of at most `width` columns. The first begins with `first`, the others with `rest`, which
 * defaults to spaces of the same width. A word that is longer than a line, such as a path, is not cut, so that readers
 * can search for it and open it: its line is too long. A name of several words, in quotes or `tied`, stays on one line
 * if it fits there, and so does short code in backticks. A line break in the text is part of a name: it is shown as `\\n` and begins no line.
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
      // a name that does not fit beside a long `first` may fit below it
      else if (line === '' && lines.length === 0 && columnsOf(word) > space && columnsOf(word) <= room(width, rest))
        flush()
      if (line !== '') line += ` ${word}`
      else line = word
    }
  }
  flush()
  return lines
}

/** The same for a message of several lines, whose line breaks are kept. */
export function wrapLines(text: string, width: number, first = '', rest = ' '.repeat(columnsOf(first))): string[] {
  return text.split(/\r?\n/).flatMap((line, i) => wrap(line, width, i === 0 ? first : rest, rest))
}

const room = (width: number, indent: string) => width - columnsOf(indent)

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
