/** The report of `validate`, for people. */

import pc from 'picocolors'
import { printable } from '../../errors.ts'
import type { DifferingPart, Refusal, Unexplained, Validation } from '../../result.ts'
import { blockedSentences } from '../words/blocked.ts'
import { inline } from '../words/data.ts'
import { counted, duration, grouped } from '../words/numbers.ts'
import { type TextOptions, wrap } from '../words/text.ts'

/** Maximum number of unexplained events that are shown with their reasons. The rest are one line each. */
const mostShown = 3
/** Columns of an event; a longer one is cut. */
const longestEvent = 200

/** The verdict first, then each unexplained event with the reasons, then the counts of each step. */
export function renderValidation(result: Validation, options: TextOptions): string {
  const { green, red, yellow, bold } = pc.createColors(options.color)
  const sign = { explained: green('✓'), 'not explained': red('✗'), unknown: yellow('?') }[result.verdict]
  const head = `${sign} ${bold(printable(result.log))}: ${result.verdict} by ${printable(result.spec)}, ${printable(result.design)}`
  const say = (text: string, first = '  ', rest = first) => wrap(text, options.width, first, rest)
  const lines = [head, ...summary(result).flatMap((text) => say(text))]
  for (const [i, failure] of result.failures.entries()) {
    if (i === 0) lines.push('', ...say('The first event that no run of the model explains:'))
    if (i === 1) lines.push('', ...say(furtherText(result)))
    lines.push('', ...unexplained(result, failure, i < mostShown, say))
  }
  if (result.failed > result.failures.length)
    lines.push('', ...say(`${counted(result.failed - result.failures.length, 'further event')} not explained`))
  if (result.stopped !== undefined) lines.push('', ...say(stoppedText(result.stopped)))
  if (result.verdict !== 'unknown' && result.stopped === undefined) lines.push('', ...counts(result))
  return `${lines.join('\n')}\n`
}

function summary(result: Validation): string[] {
  const { events, explained, runs, possible, length, ignored, seconds } = result
  const ofRuns = runs === 1 ? '' : ` of ${counted(runs, 'run')}`
  const took = ` · ${duration(seconds)}`
  const spans = ignored === undefined ? [] : [`${counted(ignored, 'span')} not mapped by the config`]
  if (result.verdict === 'explained') {
    const steps =
      length === undefined ? '' : `, by ${runs === 1 ? 'a run' : 'runs of at most'} ${counted(length, 'step')}`
    const left = `${counted(possible ?? 0, 'model state')} ${possible === 1 ? 'remains' : 'remain'} possible at the end`
    return [
      `${counted(events, 'event')}${ofRuns} explained${steps.replace('a run ', 'a run of ')}; ${left}${took}`,
      ...spans,
    ]
  }
  if (result.verdict === 'unknown') return [`${unknownText(result)}${took}`, ...spans]
  return [
    `${grouped(explained)} of ${counted(events, 'event')}${ofRuns} explained before the first failure${took}`,
    ...spans,
  ]
}

function unknownText({ limit, events }: Validation): string {
  const read = `after ${counted(events, 'event')}`
  return limit === 'memory'
    ? `too many model states and orders of events are possible ${read}; raise --max-memory, give a smaller clock error, or log more of the state`
    : `stopped ${read}, before the end of the log`
}

function furtherText({ stopped }: Validation): string {
  const from = 'After each failure, the log is followed from all states that agree with the failed event.'
  return `${from} ${stopped === undefined ? 'These events fail, too:' : 'These events fail, too, before allways stopped:'}`
}

type Say = (text: string, first?: string, rest?: string) => string[]

function unexplained({ log, ignored }: Validation, failure: Unexplained, isWhole: boolean, say: Say): string[] {
  const place = `${printable(log)}${ignored === undefined ? ':' : ', span '}${failure.line}`
  const event = printable(failure.event)
  const lines = say(
    `${place}: ${event.length > longestEvent ? `${event.slice(0, longestEvent)}…` : event}`,
    '  ',
    '    ',
  )
  if (!isWhole) return lines
  for (const refusal of failure.refusals) lines.push(...say(refusalText(refusal), '    - ', '      '))
  if (failure.more > 0) lines.push(...say(`${counted(failure.more, 'further candidate')} refused`, '    - ', '      '))
  const asides = [
    ...(failure.possible > 1
      ? [`${counted(failure.possible, 'model state')} possible before this event; the reasons are from the nearest`]
      : []),
    ...(failure.others
      ? [`${counted(failure.others, 'other event')} could come next; no run explains them either`]
      : []),
    ...(failure.unloggedNeeded === undefined
      ? []
      : [
          `It is explained if ${failure.unloggedNeeded} unlogged steps may follow each other: \`--most-unlogged ${failure.unloggedNeeded}\``,
        ]),
    ...(failure.missing.length === 0
      ? []
      : [
          `It is explained if the log lacks an event right before it: ${failure.missing.map((name) => `'${printable(name)}'`).join(' or ')}`,
        ]),
  ]
  for (const aside of asides) lines.push(...say(`${aside}.`, '    '))
  return lines
}

function refusalText({ action, why, differs = [] }: Refusal): string {
  const who = action === undefined ? '' : `${printable(action)}: `
  if (why !== undefined) return `${who}${blockedSentences(why).join('; ')}`
  return `${who}${differs.map(differenceText).join('; ')}`
}

function differenceText({ path, model, log, type }: DifferingPart): string {
  const bounds = type === undefined ? '' : `, which is not in ${type}`
  return `\`${printable(path)}\` is ${inline(model)} in the model, ${inline(log)} in the log${bounds}`
}

function stoppedText(stopped: NonNullable<Validation['stopped']>): string {
  const why = {
    states: 'the model has too many states to go on from; raise --max-states to judge the events after it',
    memory: 'the states to go on from need too much memory; raise --max-memory to judge the events after it',
    failed: 'the model has an error; `npx allways check` shows where',
  }[stopped]
  return `The log was not followed after the last failure above: ${why}.`
}

function counts({ steps }: Validation): string[] {
  const name = ({ step }: Validation['steps'][number]) => printable(step)
  const wide = Math.max(...steps.map((one) => name(one).length))
  return [
    '  Events explained, by step:',
    ...steps.map((one) => `    ${name(one).padEnd(wide)}  ${grouped(one.explained)} of ${grouped(one.events)}`),
  ]
}
