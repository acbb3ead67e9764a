/**
 * A violation in a few sentences, on top of its story: who acted on what, which step with which values broke the property,
 * and what would have saved it. Each clause is a fact of the trace or of its reasons; what is not known is not said.
 */
import type { Change, DecidingPart, PropertyResult, SeenValue, StaleRead, Trace, TraceStep } from '../result.ts'
import { castOf } from './cast.ts'
import { byWhom, inline } from './data.ts'
import { overlaps, seenAtTheEnd } from './news.ts'
import { moment } from './run.ts'
import { partSentence } from './why.ts'

type Violated = Pick<PropertyResult, 'kind' | 'notes' | 'noReturn'>

/** Longer values are left to the story itself. */
const mostText = 60
/** More changes, or values, than this are left to the story. */
const most = 2

/** Nothing where the trace has no reasons: then there is nothing to go by. */
export function gistOf(property: Violated, trace: Trace): string[] {
  const { why } = trace
  if (why === undefined) return []
  const [first] = why.stale
  return [
    ...(first === undefined ? [] : [`${capital(actedOnOld(first, trace))}.`]),
    `${capital(broken(property, trace))}.`,
    ...saved(property, trace),
  ]
}

function actedOnOld({ path, value, read, overwritten, used }: StaleRead, trace: Trace): string {
  const [who, other] = [actorIn(trace, used), actorIn(trace, overwritten)]
  return `in step ${used} ${who} acts on ${path} = ${short(value) ?? 'a value'} from step ${read}, although ${other} changed it in step ${overwritten}`
}

/** The step that broke it, with what the property reads of its changes; and how things stand then. */
function broken({ kind, noReturn }: Violated, trace: Trace): string {
  const { steps, loopAt, why } = trace
  const end = steps.length
  const [part] = why?.parts ?? []
  const stands = part === undefined ? '' : briefly(part)
  if (loopAt !== undefined) return ofRun(trace, loopAt)
  const step = steps[end - 1]
  if (step === undefined) return stands === '' ? 'the initial state breaks it' : `at the start ${stands}`
  const by = step.process === undefined ? '' : ` of ${actorIn(trace, end)}`
  const changes = changesRead(trace, step)
  const changed = changes.length === 0 ? 'is the last' : `changes ${listed(changes)}`
  const then = outcome(kind, noReturn) ?? stands
  return `step ${end}, '${doing(step, trace)}'${by}, ${changed}${then === '' ? '' : `; then ${then}`}`
}

function outcome(kind: Violated['kind'], noReturn: Violated['noReturn']): string | undefined {
  if (kind === 'deadlock') return 'nothing is enabled'
  if (kind !== 'canAlwaysReach') return undefined
  const { using } = noReturn ?? {}
  const by = using === undefined || using.length > 3 ? '' : ` by ${listed(using.map((name) => `'${name}'`))} alone`
  return `there is no way back${by}`
}

/** A part of the predicate with its short values; nothing if it is long all the same. */
function briefly(part: DecidingPart): string {
  const isShort = ({ value, before = null }: SeenValue) => [value, before].every((one) => short(one) !== undefined)
  const said = partSentence({ ...part, values: part.values.filter(isShort) })
  return said.length > 3 * mostText ? '' : said
}

function ofRun(trace: Trace, loopAt: number): string {
  const { steps } = trace
  const end = steps.length
  const seen = seenAtTheEnd(trace).filter((text) => text.length <= mostText)
  const stays = seen.length === 0 || seen.length > most + 1 ? '' : `; it leaves ${listed(seen)}`
  if (loopAt === end) return end === 0 ? 'a run may stop at the start' : `the run stops after step ${end}${stays}`
  const which = end - loopAt === 1 ? `step ${end} repeats` : `steps ${loopAt + 1} to ${end} repeat`
  const who = [...new Set(steps.slice(loopAt).map(castOf(trace).actorOf))]
  return `${which} for ever, by ${listed(who)}`
}

/** What would have kept it from happening, as far as that was tried or decided. */
function saved({ noReturn, notes = [] }: Violated, { why, steps }: Trace): string[] {
  const [pair] = why?.saving ?? []
  if (pair !== undefined)
    return [`It would hold if '${pair.first}' and '${pair.second}' of ${pair.process} were one atomic step.`]
  const advice = notes.filter((note) => note.startsWith(wouldHold))
  if (advice.length > 0) return advice.slice(0, 1)
  if (noReturn?.otherwiseHolds && noReturn.exits.length > 0) {
    return [`It would hold if ${listed(noReturn.exits.map((exit) => `'${exit}'`))} could be counted on.`]
  }
  const turn = why?.turningPoint
  if (turn === undefined || turn >= steps.length) return []
  return [`${capital(turn === 0 ? 'from the start' : moment(turn))} it is unavoidable.`]
}

/** How advice begins that was decided again before it was given. */
export const wouldHold = 'It would hold if '

/** What the step changed that the property reads; all that it changed in common if that is not known. */
function changesRead({ why, steps }: Trace, step: TraceStep): string[] {
  const end = steps.length
  const read = (why?.flows ?? []).filter(({ from, to }) => from === end && to === end + 1)
  const isRead = ({ path }: Change) => read.some((flow) => overlaps(flow.path, path))
  const seen = step.changes.filter(isRead)
  const changes = seen.length > 0 ? seen : step.changes.filter(({ path }) => !/\.at$/.test(path))
  const told = changes.slice(0, most).map(({ path, before, after }) => {
    const [was, is] = [short(before), short(after)]
    const [size, now] = [before, after].map((value) => (Array.isArray(value) ? value.length : undefined))
    if (was !== undefined && is !== undefined) return `${path} from ${was} to ${is}${byWhom(step, path)}`
    return size === now ? path : `${path} from ${size} to ${now} elements`
  })
  return changes.length > most ? [...told, `${changes.length - most} more`] : told
}

const actorIn = (trace: Trace, number: number) => {
  const step = trace.steps[number - 1]
  return step === undefined ? 'the start' : castOf(trace).actorOf(step)
}

function doing(step: TraceStep, trace: Trace): string {
  return castOf(trace).doingOf({ ...step, choices: [] })
}

function short(value: Change['before']): string | undefined {
  const text = inline(value)
  return text.length > mostText ? undefined : text
}

const listed = (texts: readonly string[]) =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
