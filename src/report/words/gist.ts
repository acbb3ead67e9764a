/**
 * A violation in a few sentences, above its story: which actor used an old value, which step with which values breaks
 * the property, and what would have prevented it. Each clause is a fact of the trace or of its reasons.
 */
import {
  type Change,
  type DecidingPart,
  type PropertyResult,
  type SeenValue,
  type StaleRead,
  type Trace,
  type TraceStep,
  wouldHold,
} from '../../result.ts'
import { actorsOf } from './actors.ts'
import { code, coded } from './code.ts'
import { byWhom, inline, isFaultCount, unplaced } from './data.ts'
import { counted } from './numbers.ts'
import { partSentence, turningSentence } from './reasons.ts'
import { joined } from './run-sentences.ts'
import { overlaps, seenAtTheEnd } from './step-facts.ts'
import { capital } from './text.ts'

/** The parts of a property's result that the sentences use. */
type Violated = Pick<PropertyResult, 'name' | 'kind' | 'notes' | 'noReturn'>

/** The most characters of a value here. Only the story shows longer values. */
const mostText = 60
/** The most changes or values here. Only the story shows more. */
const most = 2

/** The sentences. None if the trace has no reasons. */
export function gistOf(property: Violated, trace: Trace): string[] {
  const { kind } = property
  const { why } = trace
  // the time of a run has no single cause
  if (why === undefined || kind === 'shortestTime' || kind === 'longestTime') return []
  const [first] = why.stale
  return [
    ...(first === undefined ? [] : [`${capital(actedOnOld(first, trace))}.`]),
    `${capital(broken(property, trace))}.`,
    ...saved(property, trace),
  ]
}

function actedOnOld({ path, value, read, overwritten, used }: StaleRead, trace: Trace): string {
  const [who, other] = [actorIn(trace, used), actorIn(trace, overwritten)]
  const what =
    short(value) === undefined
      ? `the value of ${code(path)} that it read`
      : `${code(`${path} = ${short(value)}`)}, which it read`
  return `in step ${used}, ${who} still acts on ${what} in step ${read}, although ${other} changed it in step ${overwritten}`
}

/** The step that breaks the property, the changes that the property reads, and the values after the step. */
function broken({ kind, noReturn }: Violated, trace: Trace): string {
  const { steps, loopAt, why } = trace
  const end = steps.length
  const [part] = why?.parts ?? []
  const stands = part === undefined ? '' : briefly(part)
  if (loopAt !== undefined) return ofRun(trace, loopAt)
  const step = steps[end - 1]
  if (step === undefined) return stands === '' ? 'the initial state violates it' : `in the initial state, ${stands}`
  const by = step.process === undefined ? '' : ` of ${actorIn(trace, end)}`
  const [read, ofOthers] = changesRead(trace, step)
  // the property may not read the variables whose changes closed the way back
  const closing = read.length > 0 ? read : undoneIn(trace).map(({ change }) => change)
  const [own, others] = [tell(closing), tell(ofOthers)]
  const result = outcome(kind, noReturn) ?? stands
  const then = result === '' ? '' : `. Then ${result}`
  const isFault = step.kind === 'fault'
  const doer = `${isFault ? 'the fault ' : ''}'${nameIn(trace, step)}'${by}`
  if (own.length === 0 && others.length > 0) return `in step ${end} (${doer}), ${fromOutside(others)}${then}`
  const changed =
    own.length > 0
      ? `in step ${end}, ${doer} changes ${listed(own)}`
      : isFault
        ? `in step ${end}, ${doer} happens${timesOf(step)}`
        : `step ${end} is the last: ${doer}`
  const meanwhile = others.length === 0 ? '' : `. In the same transition, ${fromOutside(others)}`
  return `${changed}${meanwhile}${then}`
}

function outcome(kind: Violated['kind'], noReturn: Violated['noReturn']): string | undefined {
  if (kind === 'deadlock') return 'nothing is enabled'
  if (kind !== 'canAlwaysReach') return undefined
  const { using } = noReturn ?? {}
  const by = using === undefined || using.length > 3 ? '' : ` by ${listed(using.map((name) => `'${name}'`))} alone`
  return `recovery${by} is impossible`
}

/** How often the fault happened so far, in all instances. Left out for the first time. */
function timesOf({ changes }: TraceStep): string {
  const times = changes.find(({ path }) => isFaultCount(path))?.after
  return typeof times === 'number' && times > 1 ? ` (this fault has now happened ${times} times)` : ''
}

/** Inputs that change in the step, but not because of it. */
const fromOutside = (changes: readonly string[]) =>
  changes.length === 1
    ? `the input ${changes[0]?.replace(' from ', ' changes from ')} by itself, from outside`
    : `inputs change by themselves, from outside: ${listed(changes)}`

/**
 * A part of the predicate with its short values. If that is too long: without the places of the state. '' if the
 * sentence is still too long.
 */
function briefly(part: DecidingPart): string {
  const isShort = ({ value, before = null }: SeenValue) => [value, before].every((one) => short(one) !== undefined)
  const values = part.values.filter(isShort)
  const isBrief = (said: string) => said.length <= 3 * mostText
  const { known = [] } = part
  return (
    [values, ...(known.length > 0 ? [[]] : [])].map((seen) => partSentence({ ...part, values: seen })).find(isBrief) ??
    ''
  )
}

function ofRun(trace: Trace, loopAt: number): string {
  const { steps } = trace
  const end = steps.length
  const seen = seenAtTheEnd(trace).filter((text) => text.length <= mostText)
  const stays = seen.length === 0 || seen.length > most + 1 ? '' : `. The property then reads ${listed(seen)}`
  if (loopAt === end)
    return end === 0 ? 'a run may stop in the initial state' : `the run stops after step ${end}${stays}`
  const who = listed([...new Set(steps.slice(loopAt).map(actorsOf(trace).actorOf))])
  return end - loopAt === 1
    ? `step ${end} (${who}) repeats forever`
    : `steps ${loopAt + 1} to ${end} (${who}) repeat forever`
}

/** Says what would have prevented the violation, if the search tried or decided it. */
function saved({ name, noReturn, notes = [] }: Violated, trace: Trace): string[] {
  const { why, steps } = trace
  const held = `'${name}' would hold if `
  const [pair] = why?.saving ?? []
  if (pair !== undefined)
    return [
      `${held}'${pair.first}' and '${pair.second}' of ${pair.process} were one atomic step (all ${counted(pair.states, 'state')} of that variant were explored).`,
    ]
  const advice = notes.find((note) => note.startsWith(wouldHold))
  if (advice !== undefined) return [held + advice.slice(wouldHold.length)]
  const still = wouldLeadBack(trace)
  if (noReturn?.otherwiseHolds && noReturn.exits.length > 0) {
    return [...still, `${held}recovery could use ${listed(noReturn.exits.map((exit) => `'${exit}'`))}.`]
  }
  if (still.length > 0) return still
  const turn = why?.turningPoint
  if (turn === undefined || turn >= steps.length) return []
  return [turningSentence(turn)]
}

/** The variables that the step into a region of no return should not have changed. */
function wouldLeadBack(trace: Trace): string[] {
  const told = undoneIn(trace)
  if (told.length === 0) return []
  const all = told.map(({ change }) => `${code(change.path)} were still ${coded(change.before)}`)
  const lengths = [...new Set(told.map(({ steps }) => counted(steps, 'step')))]
  return [`If ${joined(all, 'or')}, recovery would take ${joined(lengths, 'or')}.`]
}

/** The changes of the last step that closed the way back, without those that the property reads. */
function undoneIn(trace: Trace): { readonly change: Change; readonly steps: number }[] {
  const { why, steps } = trace
  const last = steps.at(-1)
  const isRead = new Set(last && changesRead(trace, last).flatMap((changes) => changes.map(({ path }) => path)))
  const found = (why?.undone ?? []).flatMap(({ path, steps }) => {
    const change = last?.changes.find((one) => one.path === path)
    return change === undefined || isRead.has(path) || short(change.before) === undefined ? [] : [{ change, steps }]
  })
  return found.slice(0, most)
}

/** The changes of the step and of its surroundings that the property reads. If that is not known: all but labels. */
function changesRead({ why, steps }: Trace, step: TraceStep): [own: Change[], others: Change[]] {
  const end = steps.length
  const read = (why?.flows ?? []).filter(({ from, to }) => from === end && to === end + 1)
  const isRead = ({ path }: Change) => read.some((flow) => overlaps(flow.path, path))
  const seen = step.changes.filter(isRead)
  const isNews = ({ path }: Change) => step.kind !== 'fault' || !isFaultCount(path)
  const changes =
    seen.length > 0
      ? seen.filter(isNews)
      : step.changes.filter(({ path }) => !/\.at$/.test(path) && !isFaultCount(path))
  const isOther = ({ path }: Change) => byWhom(step, path) !== ''
  return [changes.filter((change) => !isOther(change)), changes.filter(isOther)]
}

function tell(changes: readonly Change[]): string[] {
  const told = changes.slice(0, most).map(({ path, before, after }) => {
    const [was, is] = [short(before), short(after)]
    const [size, now] = [before, after].map((value) => (Array.isArray(value) ? value.length : undefined))
    if (was !== undefined && is !== undefined) return `${code(path)} from ${coded(before)} to ${coded(after)}`
    return size === now ? code(path) : `${code(path)} from ${size} to ${now} elements`
  })
  return changes.length > most ? [...told, `${changes.length - most} more`] : told
}

const actorIn = (trace: Trace, number: number) => {
  const step = trace.steps[number - 1]
  return step === undefined ? 'the initial state' : actorsOf(trace).actorOf(step)
}

const nameIn = (trace: Trace, step: TraceStep) => actorsOf(trace).doingOf(unplaced(step))

function short(value: Change['before']): string | undefined {
  const text = inline(value)
  return text.length > mostText ? undefined : text
}

const listed = (texts: readonly string[]) => joined(texts, 'and')
