/** Findings in the text of the specs, made without a run: type errors, and comparisons that are never true. */
import pc from 'picocolors'
import type { Finding } from '../../result.ts'
import { grouped } from '../words/numbers.ts'
import { type TextOptions, wrap } from '../words/text.ts'

/** The number of findings that a report shows. More do not help: the compiler lists all errors. */
const mostShown = 20

/** One paragraph for each finding. '' if there are none. */
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
  if (left > 0)
    paragraphs.push(
      wrap(`${grouped(left)} more ${left === 1 ? 'finding' : 'findings'} in the source of the specs.`, width).join(
        '\n',
      ),
    )
  return paragraphs.join('\n\n')
}

export const countFindings = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter((finding) => finding.level === level).length

/** `specs/lock.model.ts:12` */
export const placeOf = ({ file, line }: Finding) => `${file}${line === undefined ? '' : `:${line}`}`

/** The message. If the code is a number of the compiler, it comes first: the sentence alone does not name the error. */
export const saidOf = ({ code }: Finding, message: string) => (/^TS\d+$/.test(code) ? `${code}: ${message}` : message)
