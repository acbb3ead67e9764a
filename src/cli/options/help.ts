/** Lays out the text below the options of a help: lists in two columns, and wrapped paragraphs. */
import { columnsOf, padded, wrap } from '../../report/words/text.ts'
import type { Command } from './commands.ts'

/** The column at which the explanation of an example begins, if the command leaves room. */
const about = 37

export type Text = Pick<Command, 'examples' | 'exits' | 'lists' | 'notes'>

export function below({ examples, exits, lists = {}, notes = [] }: Text, width: number): string {
  const codes = Object.entries(exits)
  const parts = [
    ...Object.entries({ Examples: examples, ...lists, 'Exit codes': codes }).map(([heading, lines]) => {
      const left = Math.max(...lines.map(([left]) => columnsOf(left))) + 4
      return [`${heading}:`, ...lines.flatMap((line) => columns(line, Math.min(left, about), width))]
    }),
    ...notes.map((note) => wrap(note, width)),
  ]
  return parts.map((part) => `\n${part.join('\n')}`).join('\n')
}

/** A long text on the left has its explanation on the line below. */
function columns([left, right = '']: readonly [string, string?], column: number, width: number): string[] {
  const first = `  ${left}`
  if (right === '') return [first]
  const lines = wrap(right, width, ' '.repeat(column))
  if (columnsOf(first) + 2 > column) return [first, ...lines]
  return [`${padded(first, column)}${(lines[0] ?? '').slice(column)}`, ...lines.slice(1)]
}
