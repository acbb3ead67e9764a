/** Lays out help texts: examples in two columns, wrapped sentences, and no empty defaults. */
import type { AddHelpTextContext, Help, Option } from 'commander'
import { columnsOf, wrap } from '../../report/words/text.ts'

/** The column at which the explanation of an example begins, if the command leaves room. */
const about = 37

/**
 * Lays out the text after the options. A line that begins with spaces is an example: a command, at least two spaces,
 * and the explanation. All other lines are sentences; lines that follow each other form one paragraph.
 */
export function laidOut(text: string): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const width = Math.min(command.configureOutput().getOutHelpWidth?.() ?? 80, 120)
    // a line is joined with the sentence before it; examples and empty lines stay separate
    const paragraphs = text
      .replace(/(?<=[^:\n])\n(?=[^ \n])/g, (_, at: number) => (isExample(text, at) ? '\n' : ' '))
      .split('\n')
    return paragraphs.flatMap((line) => (line.startsWith(' ') ? example(line, width) : wrap(line, width))).join('\n')
  }
}

/** Whether the line that ends at `end` is an example. */
const isExample = (text: string, end: number) => text[text.lastIndexOf('\n', end - 1) + 1] === ' '

function example(line: string, width: number): string[] {
  const [command = '', said = ''] = line.trim().split(/ {2,}/)
  const first = `  ${command}`
  if (said === '') return [first]
  const column = ' '.repeat(about)
  const told = wrap(said, width, column)
  // a long command has its explanation on the line below
  return columnsOf(first) + 2 > about
    ? [first, ...told]
    : [`${first.padEnd(about)}${(told[0] ?? '').slice(about)}`, ...told.slice(1)]
}

/** Describes an option for commander, without the defaults `false`, `[]` and `{}`. */
export function optionDescription(this: Help, option: Option): string {
  const isEmpty = option.defaultValue === false || ['[]', '{}'].includes(JSON.stringify(option.defaultValue))
  const shown: Option = isEmpty ? Object.create(option, { defaultValue: { value: undefined } }) : option
  const parts = [
    ...(shown.argChoices === undefined ? [] : [`${shown.argChoices.join(', ')}`]),
    ...(shown.defaultValue === undefined || shown.negate
      ? []
      : [`default: ${shown.defaultValueDescription ?? shown.defaultValue}`]),
  ]
  return parts.length === 0 ? shown.description : `${shown.description} (${parts.join('; ')})`
}
