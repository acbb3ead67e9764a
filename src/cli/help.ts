/** How help is laid out: examples in two columns, sentences wrapped, and no default that says nothing. */
import type { AddHelpTextContext, Help, Option } from 'commander'
import { columnsOf, wrap } from '../report/text.ts'

/** Of examples, what they are about begins here where there is room. */
const about = 37

/**
 * What stands behind the options. Lines that begin with spaces are examples, with what they are about behind two
 * spaces or more; the others are sentences, a paragraph a line break.
 */
export function laidOut(text: string): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const width = Math.min(command.configureOutput().getOutHelpWidth?.() ?? 80, 120)
    // an example and an empty line stand for themselves; what goes on from the line before is one with it
    const paragraphs = text
      .replace(/(?<=[^:\n])\n(?=[^ \n])/g, (_, at: number) => (isExample(text, at) ? '\n' : ' '))
      .split('\n')
    return paragraphs.flatMap((line) => (line.startsWith(' ') ? example(line, width) : wrap(line, width))).join('\n')
  }
}

/** Whether the line that ends there is an example. */
const isExample = (text: string, end: number) => text[text.lastIndexOf('\n', end - 1) + 1] === ' '

function example(line: string, width: number): string[] {
  const [command = '', said = ''] = line.trim().split(/ {2,}/)
  const first = `  ${command}`
  if (said === '') return [first]
  const column = ' '.repeat(about)
  const told = wrap(said, width, column)
  // behind the command, or under it
  return columnsOf(first) + 2 > about
    ? [first, ...told]
    : [`${first.padEnd(about)}${(told[0] ?? '').slice(about)}`, ...told.slice(1)]
}

/** For commander: without the defaults `false`, `[]` and `{}`. */
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
