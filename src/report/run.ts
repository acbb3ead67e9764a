/** What is said of the properties of whole runs: lassos, fairness, and regions of no return. */
import { match } from 'ts-pattern'
import type { FairNote, NoReturn, PropertyResult, Trace } from '../result.ts'
import { counted } from './numbers.ts'

/** What stands between the commas of "violated …, and …": how the run goes that violates the property. */
export function shapeOf({ kind }: Pick<PropertyResult, 'kind'>, trace: Trace): string {
  const length = trace.steps.length
  if (kind === 'canAlwaysReach') {
    const after = length === 0 ? 'at the start' : `after ${counted(length, 'step')}`
    return `violated: ${after} there is no way back any more, and no shorter way leads there`
  }
  const { loopAt } = trace
  if (loopAt === undefined) return `violated in ${counted(length, 'step')}, and no shorter way leads there`
  const stem = loopAt === 0 ? '' : `${counted(loopAt, 'step')} and then `
  if (loopAt === length)
    return `violated by a run of ${length === 0 ? 'no step at all' : `${counted(length, 'step')}, and then none`}`
  return `violated by a run of ${stem}a loop of ${counted(length - loopAt, 'step')}, for ever`
}

/** What happens after the last step. */
export function continuation({ steps, loopAt }: Trace): string | undefined {
  if (loopAt === undefined) return undefined
  if (loopAt === steps.length) return 'then nothing happens any more'
  return `then back to ${loopAt === 0 ? 'the initial state' : `the state after step ${loopAt}`}, and so on forever`
}

/** Sentences about the run as a whole, most important first. */
export function accountOf({
  notes = [],
  noReturn,
  counterexample,
  verdict,
  value,
}: Pick<PropertyResult, 'notes' | 'noReturn' | 'counterexample' | 'verdict' | 'value'>): string[] {
  const way = verdict === 'holds' && value !== undefined ? [`The worst way back takes ${counted(value, 'step')}.`] : []
  return [...notes, ...(noReturn === undefined ? [] : regionOf(noReturn)), ...fairnessOf(counterexample), ...way]
}

function regionOf({ using, states, enabled, exits, otherwiseHolds }: NoReturn): string[] {
  const size = states === 1 ? 'This state has' : `This and ${counted(states - 1, 'other state')} have`
  const by = using === undefined ? '' : ` by ${listed(using, 'and')} alone`
  const still =
    enabled.length === 0
      ? 'Nothing can happen in them any more.'
      : `What can still happen there: ${enabled.join(', ')}.`
  const out =
    exits.length === 0
      ? []
      : otherwiseHolds
        ? [`Only ${listed(exits, 'or')} leads out.`]
        : [`${capital(listed(exits, 'or'))} leads out, but not from everywhere.`]
  return [`${size} no way back${by}.`, still, ...out]
}

/** Why the loop is a run at all: what is fair in it, one by one. */
function fairnessOf(trace: Trace | undefined): string[] {
  if (trace?.fairness === undefined || trace.fairness.length === 0) return []
  if (trace.loopAt === trace.steps.length)
    return ['Fairness does not move it on: nothing that is fair is enabled any more.']
  const told = trace.fairness.map((note) => `${note.what}${note.strong ? ' (strongly fair)' : ''} ${reasonOf(note)}`)
  return [`Fairness does not end the loop: ${told.join('; ')}.`]
}

function reasonOf({ how, at }: FairNote): string {
  return match(how)
    .with('taken', () => `is taken in step ${at}`)
    .with('not enabled', () => `is not enabled ${at === 0 ? 'at the start' : `after step ${at}`}`)
    .with('never enabled', () => `is never enabled`)
    .exhaustive()
}

const listed = (names: readonly string[], link: string) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${link} ${names.at(-1)}`

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
