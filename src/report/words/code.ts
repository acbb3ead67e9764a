/** Code in sentences: paths of variables, expressions and values stand in backticks. */
import type { Plain } from '../../plain.ts'
import { inline } from './data.ts'

/** The text in backticks, as Markdown has it: of more backticks than the text has in a row. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

/** A value in a sentence. Numbers and truth values cannot be taken for words, so they have no backticks. */
export function coded(value: Plain): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? code(inline(value))
    : inline(value)
}

/** A stretch of a sentence. `isCode`: it stands in backticks, which `text` leaves out. */
export interface Stretch {
  readonly text: string
  readonly isCode: boolean
}

/** The stretches of a sentence, in order. A backtick without a partner is part of the words. */
export function stretchesOf(sentence: string): Stretch[] {
  const stretches: Stretch[] = []
  let end = 0
  const words = (to: number) => {
    if (to > end) stretches.push({ text: sentence.slice(end, to), isCode: false })
  }
  for (const { 0: whole, 1: fence = '', 2: inner = '', index } of sentence.matchAll(spans)) {
    words(index)
    stretches.push({ text: fence.length === 1 ? inner : inner.slice(1, -1), isCode: true })
    end = index + whole.length
  }
  words(sentence.length)
  return stretches
}

const spans = /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/gs
