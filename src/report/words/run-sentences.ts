/** Sentences about properties of whole runs: lassos, fairness, and regions of no return. */
import { defined } from '../../plain.ts'
import type { FairNote, NoReturn, PropertyResult, Round, Trace } from '../../result.ts'
import { code } from './code.ts'
import { hasProcesses } from './data.ts'
import { counted } from './numbers.ts'

const ofRuns = new Set<string>(['leadsTo', 'eventually', 'alwaysEventually', 'eventuallyAlways', 'within', 'ltl'])

/** A clause that begins with "violated" and says how the run violates the property. */
export function shapeOf({ kind }: Pick<PropertyResult, 'kind'>, trace: Trace): string {
  const length = trace.steps.length
  if (kind === 'canAlwaysReach') {
    if (length === 0) return 'violated because recovery is impossible from the initial state'
    return `violated because recovery is impossible after ${counted(length, 'step')} ${standingOf(trace)}`
  }
  if (kind === 'shortestTime' || kind === 'longestTime') {
    const units = unitsOf(trace)
    if (units === undefined) return 'violated by a run in which nothing limits the time'
    return `violated by a run that takes ${kind === 'shortestTime' ? 'only ' : ''}${counted(units, 'unit')}`
  }
  const { loopAt } = trace
  if (loopAt === undefined && ofRuns.has(kind))
    return length === 0
      ? 'violated in the initial state, whatever happens next'
      : `violated by the first ${counted(length, 'step')} of a run, whatever happens next`
  if (loopAt === undefined)
    return length === 0
      ? 'violated in the initial state'
      : `violated in ${counted(length, 'step')} ${standingOf(trace)}`
  if (loopAt === 0 && length > 0)
    return `violated by a loop of ${counted(length, 'step')} that begins in the initial state`
  if (length === 0) return 'violated by a run that stops in the initial state'
  if (loopAt === length) return `violated by a run that stops after ${counted(length, 'step')}`
  return `violated by a run of ${counted(loopAt, 'step')}, then a loop of ${counted(length - loopAt, 'step')}`
}

/** The measured time of a trace; `undefined` if it is infinite. */
function unitsOf({ steps, milestones = [], loopAt }: Trace): number | undefined {
  const [begin, end] = milestones
  if (loopAt !== undefined) return undefined
  const timeAt = (at: number) => steps[at - 1]?.time ?? 0
  return timeAt(end?.at ?? steps.length) - timeAt(begin?.at ?? 0)
}

/** A remark after the number of steps: whether the trace is known to be a shortest one. */
export function standingOf({ found }: Pick<Trace, 'found'>): string {
  if (found === undefined) return '(the fewest possible)'
  return '(found by simulation, then shortened; fewer may be enough)'
}

/** Says what happens after the last step. `from`: the number of steps before the trace begins. */
export function continuation(trace: Trace, from = 0): string | undefined {
  const { steps, loopAt } = trace
  if (loopAt === undefined) return undefined
  if (loopAt === steps.length) return 'then nothing else happens'
  const to = from + loopAt
  const state = to === 0 ? 'the initial state' : `the state after step ${to}`
  return `then back to ${state}${renewed(trace) ? ', with newer stamps in the same order' : ''}, and so on forever`
}

/** Whether the state at the end of a loop has other stamps than the state at its beginning. */
function renewed({ initial, steps, loopAt = 0 }: Trace): boolean {
  const [first, last] = [loopAt === 0 ? initial : steps[loopAt - 1], steps.at(-1)]
  return last?.state !== undefined && JSON.stringify(first?.state) !== JSON.stringify(last.state)
}

/** The sentences about a deadlock that is a time lock; `undefined` for another deadlock. */
export function timeLockOf({ timeLock = [] }: Trace, where: string): string | undefined {
  if (timeLock.length === 0) return undefined
  const are = timeLock.length === 1 ? 'is' : 'are'
  const timers = joined(timeLock.map(code), 'and')
  return `${where} is a time lock: time cannot pass while ${timers} ${are} due, and no step or action is enabled. A step must be able to stop the timer or start it again.`
}

/** Why a state in which nothing is enabled is a deadlock, as a clause. */
export const whyDeadlock = (trace: Trace) =>
  hasProcesses((trace.steps.at(-1) ?? trace.initial).state, trace.links)
    ? 'a process is still waiting'
    : 'the model does not declare this state as resting'

/** Sentences about the run as a whole, most important first. */
export function accountOf({
  kind,
  notes = [],
  noReturn,
  counterexample,
  verdict,
  value,
}: Pick<PropertyResult, 'kind' | 'notes' | 'noReturn' | 'counterexample' | 'verdict' | 'value'>): string[] {
  const way =
    verdict === 'holds' && value !== undefined && kind === 'canAlwaysReach'
      ? [`In the worst case, recovery takes ${counted(value, 'step')}.`]
      : []
  return [...notes, ...(noReturn === undefined ? [] : regionOf(noReturn)), ...fairnessOf(counterexample), ...way]
}

function regionOf(region: NoReturn): string[] {
  const { using, states, enabled } = region
  const from = states === 1 ? 'this state' : `this and ${counted(states - 1, 'other state')}`
  const by = using === undefined || using.length === 0 ? '' : ` by ${listed(using, 'and')} alone`
  const still =
    enabled.length === 0
      ? 'Nothing can happen there.'
      : `${listed(enabled, 'and')} can still happen ${states === 1 ? 'there' : 'in some of these states'}${outOf(region)}.`
  return [`Recovery${by} is impossible from ${from}.`, still, ...endOf(region)]
}

/** The steps that lead out of the region, as a clause. No step that recovery may use is among them. */
function outOf({ enabled, exits, otherwiseHolds }: NoReturn): string {
  if (exits.length === 0) return enabled.length === 1 ? ', but does not lead out' : ', but none of them leads out'
  const out = `${listed(exits, 'or')} leads out`
  return otherwiseHolds ? `; only ${out}` : `; ${out} of some of these states, but not out of all`
}

/** A trace that shows how a run can stay in the region forever. `undefined` if there is none. */
export function roundAfter({ noReturn }: Pick<PropertyResult, 'noReturn'>, trace: Trace): Trace | undefined {
  const { round } = noReturn ?? {}
  if (round === undefined) return undefined
  const { state } = round
  const { maps, queues } = trace
  // any state will do: without reasons, reports show only the changes of a step
  const steps = round.steps.map((step) => ({ ...step, state }))
  return { initial: { choices: [], picks: [], state }, steps, loopAt: 0, ...defined({ maps, queues }) }
}

/** The sentence before such a trace. */
export function roundSentence({ after }: Round): string {
  const more = after === 0 ? 'From the end of this story' : `After ${counted(after, 'more step')}`
  return `${more}, for example, these steps can repeat forever:`
}

/** How a run that takes only the allowed steps ends, or goes on, in a region of no return. */
function endOf({ using, states, enabled, stuck, longest }: NoReturn): string[] {
  // `regionOf` already says that nothing can happen there
  if (stuck === undefined || enabled.length === 0) return []
  const here = states === 1 ? 'this state' : 'these states'
  const only =
    using === undefined || using.length === 0
      ? `From ${here}`
      : `If only ${listed(using, 'and')} ${using.length === 1 ? 'acts' : 'act'} in ${here}`
  if (longest === 0) return [`No step that recovery may use changes anything in ${here}.`]
  if (longest !== undefined) return [`${only}, every run gets stuck after at most ${counted(longest, 'step')}.`]
  if (stuck === 0) return [`${only}, every run goes on forever and never recovers.`]
  return [
    `${only}, a run goes on forever, or gets stuck: ${stuck} of these ${counted(states, 'state')} ${stuck === 1 ? 'is a dead end' : 'are dead ends'}.`,
  ]
}

/** Why the loop is a fair run: how it keeps each fairness promise. */
function fairnessOf(trace: Trace | undefined): string[] {
  if (trace?.fairness === undefined || trace.fairness.length === 0) return []
  const { fairness } = trace
  const label = ({ what, strong }: FairNote) => `'${what}'${strong ? ' (strongly fair)' : ''}`
  const those = (how: FairNote['how']) => fairness.filter((note) => note.how === how)
  const assumptions = [
    ...fairness.filter(({ how }) => how === 'met').map((note) => `'${note.what}' is kept ${moment(note.at)}`),
    ...those('not asked').map((note) => `'${note.what}' asks nothing of it`),
  ]
  const [never, unchanging] = [those('never enabled').map(label), those('never changes').map(label)]
  // the notes already say why a run may stop
  if (trace.loopAt === trace.steps.length) {
    return unchanging.length === 0 ? [] : [`${joined(unchanging, 'and')} would change nothing.`]
  }
  const told = [
    ...those('taken').map((note) => `${label(note)} is taken in step ${note.at}`),
    ...those('not enabled').map((note) => `${label(note)} is disabled ${moment(note.at)}`),
    ...those('changes nothing').map((note) => `${label(note)} would change nothing ${moment(note.at)}`),
    ...(never.length === 0
      ? []
      : [`${joined(never, 'and')} ${never.length === 1 ? 'is' : 'are'} disabled throughout the loop`]),
    ...(unchanging.length === 0 ? [] : [`${joined(unchanging, 'and')} would change nothing anywhere in the loop`]),
    ...assumptions,
  ]
  return [`The loop is fair: ${told.join('; ')}.`]
}

/** The moment after this number of steps. */
export const moment = (steps: number) => (steps === 0 ? 'at the start' : `after step ${steps}`)

const listed = (names: readonly string[], link: string) =>
  joined(
    names.map((name) => `'${name}'`),
    link,
  )

/** `a, b and c`. */
export const joined = (texts: readonly string[], link: string) =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${link} ${texts.at(-1)}`
