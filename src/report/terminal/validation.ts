/** The report of `validate`, for people. */

import pc from 'picocolors'
import { printable } from '../../errors.ts'
import type { DifferingPart, Refusal, Unexplained, Validation } from '../../result.ts'
import { blockedSentences } from '../words/blocked.ts'
import { inline } from '../words/data.ts'
import { counted, duration, grouped } from '../words/numbers.ts'
import { type TextOptions, wrap } from '../words/text.ts'

/** Maximum number of unexplained events that are shown. The rest are counted. */
const mostShown = 3
/** Maximum number of variables that are named because no event shows them. */
const mostNames = 12
/** Columns of an event; a longer one is cut. */
const longestEvent = 200

/** The verdict first, then each unexplained event with the reasons, then the counts of each step. */
export function renderValidation(result: Validation, options: TextOptions): string {
  const { green, red, yellow, bold } = pc.createColors(options.color)
  const sign = { explained: green('✓'), 'not explained': red('✗'), unknown: yellow('?') }[result.verdict]
  const by = `${printable(result.spec)}, ${printable(result.design)}`
  const head = `${sign} ${bold(printable(result.log))}: ${result.verdict === 'unknown' ? `unknown (${by})` : `${result.verdict} by ${by}`}`
  const say = (text: string, first = '  ', rest = first) => wrap(text, options.width, first, rest)
  const lines = [head, ...summary(result).flatMap((text) => say(text))]
  const shown = result.failures.slice(0, mostShown)
  for (const [i, failure] of shown.entries()) {
    if (i === 0) lines.push('', ...say('The first event that no run of the model explains:'))
    if (i === 1) lines.push('', ...say(furtherText(result)))
    lines.push('', ...unexplained(result, failure, say))
  }
  const more = result.failed - shown.length
  if (more > 0) lines.push('', ...say(`${counted(more, 'further event')} ${more === 1 ? 'is' : 'are'} not explained.`))
  if (result.stopped !== undefined) lines.push('', ...say(stoppedText(result.stopped, result.events)))
  if (result.verdict !== 'unknown' && result.stopped === undefined) lines.push('', ...counts(result))
  if (result.unstated.length > 0) lines.push('', ...say(unstatedText(result)))
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

function unknownText({ limit, events, explained }: Validation): string {
  return limit === 'seconds' || limit === 'interrupted'
    ? `${counted(explained, 'event')} explained; ${ended[limit]} before the end of the log`
    : `too many model states and orders of events are possible after ${counted(events, 'event')}; raise --max-memory, give a smaller clock error, or log more of the state`
}

const ended = { seconds: 'the time was over', interrupted: 'allways was interrupted' } as const

function furtherText({ stopped }: Validation): string {
  const from = 'After each failure, the log is followed from all states that agree with the failed event.'
  return `${from} ${stopped === undefined ? 'These events fail, too:' : 'These events fail, too, before allways stopped:'}`
}

type Say = (text: string, first?: string, rest?: string) => string[]

function unexplained({ log, ignored }: Validation, failure: Unexplained, say: Say): string[] {
  const place = `${printable(log)}${ignored === undefined ? ':' : ', span '}${failure.line}`
  const event = printable(failure.event)
  const lines = say(
    `${place}: ${event.length > longestEvent ? `${event.slice(0, longestEvent)}…` : event}`,
    '  ',
    '    ',
  )
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

function stoppedText(stopped: NonNullable<Validation['stopped']>, events: number): string {
  if (stopped === 'seconds' || stopped === 'interrupted')
    return `After ${counted(events, 'event')}, ${ended[stopped]}: the rest of the log was not read.`
  const why = {
    states: 'the model has too many states to go on from; raise --max-states to judge the events after it',
    memory: 'the states to go on from need too much memory; raise --max-memory to judge the events after it',
    failed: 'the model has an error; `npx allways check` shows where',
  }[stopped]
  return `The log was not followed after the last failure above: ${why}.`
}

function unstatedText({ unstated }: Validation): string {
  const names = unstated.slice(0, mostNames).map((name) => `\`${printable(name)}\``)
  const more = unstated.length - names.length
  return `No event shows ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}, so ${unstated.length === 1 ? 'it was' : 'they were'} not compared.`
}

function counts({ steps }: Validation): string[] {
  const name = ({ step }: Validation['steps'][number]) => printable(step)
  const wide = Math.max(...steps.map((one) => name(one).length))
  return [
    '  Events explained, by step:',
    ...steps.map((one) => `    ${name(one).padEnd(wide)}  ${grouped(one.explained)} of ${grouped(one.events)}`),
  ]
}
