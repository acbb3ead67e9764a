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
    ...(shown > 0 ? [`${shown} at other sizes`] : []),
    ...(wrong > 0 ? [`${wrong} not as expected`] : []),
    ...(undecided > 0 ? [`${undecided} unknown`] : []),
    ...(counts > 0 ? [`counts differ in ${counted(counts, 'design')}`] : []),
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(unlocked > 0 ? [`${counted(unlocked, 'design')} ${unlocked === 1 ? 'differs' : 'differ'} from the lock`] : []),
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
  const of = ({ length }: readonly Result[]) => {
    if (length < results.length) return `${grouped(length)} of ${counted(results.length, 'design')}`
    return length === 1 ? 'the design' : `all ${counted(length, 'design')}`
  }
  const states = stored.reduce((total, result) => total + result.states, 0)
  const sayings = [
    ...(cached.length === 0
      ? []
      : [`The results of ${of(cached)} are cached, and every story was replayed; --no-cache explores again.`]),
    ...(stored.length === 0
      ? []
      : [
          `An earlier check had already explored ${of(stored)} (${counted(states, 'state')}), so only properties were checked.`,
        ]),
  ]
  const paint = wrong + errors + counts > 0 || unlocked > 0 ? colors.red : undecided > 0 ? colors.yellow : colors.green
  return [
    ...wrap(verdicts, width).map((line) => colors.bold(paint(line))),
    ...wrap(effort.join(' · '), width).map((line) => colors.dim(line)),
    ...sayings.flatMap((saying) => wrap(saying, width)),
  ].join('\n')
}
