/** What the text of the specs shows without a run: errors of their types, and comparisons that are never true. */
import pc from 'picocolors'
import type { Finding } from '../result.ts'
import { counted } from './numbers.ts'
import { type TextOptions, wrap } from './text.ts'

/** More errors than these tell nobody more: the compiler has them all. */
const mostShown = 20

/** A paragraph for each; '' where there are none. */
export function renderFindings(findings: readonly Finding[], { width, color }: TextOptions): string {
  const colors = pc.createColors(color)
  const paragraphs = findings.slice(0, mostShown).map((finding) => {
    const isError = finding.level === 'error'
    const paint = isError ? (line: string) => colors.bold(colors.red(line)) : colors.yellow
    const [first = '', ...more] = finding.message.split('\n')
    return [
      ...wrap(`${placeOf(finding)}: ${saidOf(finding, first)}`, width, isError ? '✗ ' : '! ').map(paint),
      ...more.flatMap((line) => wrap(line, width, '    ')),
    ].join('\n')
  })
  const left = findings.length - mostShown
  if (left > 0) paragraphs.push(wrap(`${counted(left, 'finding')} more in the text of the specs.`, width).join('\n'))
  return paragraphs.join('\n\n')
}

export const countFindings = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter((finding) => finding.level === level).length

/** `specs/lock.model.ts:12` */
export const placeOf = ({ file, line }: Finding) => `${file}${line === undefined ? '' : `:${line}`}`

/** A compiler's number says what a sentence of its own does not. */
export const saidOf = ({ code }: Finding, message: string) => (/^TS\d+$/.test(code) ? `${code}: ${message}` : message)
