/** The last lines of a run. */
import pc from 'picocolors'
import { type Finding, isJudged, type Result } from '../../result.ts'
import { counted, duration, grouped } from '../words/numbers.ts'
import { type TextOptions, wrap } from '../words/text.ts'
import { countFindings } from './findings.ts'
import { countErrors, type ToLock } from './lock.ts'

/** Counts verdicts that are as expected, not as expected, or unknown, and differences from the lock; then the cost. */
export function renderSummary(
  results: readonly Result[],
  { width, color }: TextOptions,
  lock?: ToLock,
  findings: readonly Finding[] = [],
): string {
  const colors = pc.createColors(color)
  const properties = results.flatMap((result) => result.properties)
  const undecided = properties.filter((property) => property.verdict === 'unknown').length
  const wrong = properties.filter((property) => !property.ok && property.verdict !== 'unknown').length
  const failed = results.filter((result) => result.error !== undefined).length
  const errors = failed + countFindings(findings, 'error')
  const counts = results.filter((result) => result.counts !== undefined).length
  const unlocked = countErrors(lock)
  const shown = properties.filter((one) => !isJudged(one) && one.verdict !== 'unknown').length
  const fine = properties.length - undecided - wrong - shown
  const parts = [
    ...(fine === 0 && shown > 0
      ? []
      : [`${properties.length > 0 && fine === properties.length ? 'all' : fine} as expected`]),
    ...(shown > 0 ? [`${shown} of other sizes`] : []),
    ...(wrong > 0 ? [`${wrong} not`] : []),
    ...(undecided > 0 ? [`${undecided} unknown`] : []),
    ...(counts > 0 ? [`counts differ in ${counted(counts, 'design')}`] : []),
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(unlocked > 0 ? [`${counted(unlocked, 'design')} not as locked`] : []),
  ]
  const sum = (get: (result: Result) => number) => results.reduce((total, result) => total + get(result), 0)
  const verdicts = `${counted(results.length, 'design')}, ${counted(properties.length, 'verdict')}: ${parts.join(', ')}`
  const effort = [
    counted(
      sum((result) => result.states),
      'state',
    ),
    counted(
      sum((result) => result.transitions),
      'transition',
    ),
    duration(sum((result) => result.seconds)),
  ]
  const reused = (how: Result['reused']) => results.filter((result) => result.reused === how)
  const [cached, stored] = [reused('result'), reused('graph')]
  const isAll = ({ length }: readonly Result[]) => length === results.length
  const some = ({ length }: readonly Result[]) =>
    `${grouped(length)} of ${counted(results.length, 'design')} ${length === 1 ? 'is' : 'are'}`
  const onGraph = `on the stored graph of ${counted(
    stored.reduce((total, { states }) => total + states, 0),
    'state',
  )}: only properties were checked.`
  const sayings = [
    ...(cached.length === 0
      ? []
      : [
          `${isAll(cached) ? 'All of it is' : some(cached)} cached, with every story replayed; --no-cache explores again.`,
        ]),
    ...(stored.length === 0 ? [] : [isAll(stored) ? `All of it is ${onGraph}` : `${some(stored)} ${onGraph}`]),
  ]
  const paint = wrong + errors + counts > 0 || unlocked > 0 ? colors.red : undecided > 0 ? colors.yellow : colors.green
  return [
    ...wrap(verdicts, width).map((line) => colors.bold(paint(line))),
    ...wrap(effort.join(' · '), width).map((line) => colors.dim(line)),
    ...sayings.flatMap((saying) => wrap(saying, width)),
  ].join('\n')
}
