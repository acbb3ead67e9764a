/** The news of each step of a trace: what it reads, which of these values are stale, and what it changes. */

import { printable } from '../../errors.ts'
import type { Plain } from '../../plain.ts'
import type { Change, Flow, StaleRead, Trace, TraceStep } from '../../result.ts'
import { actorsOf } from './actors.ts'
import { code } from './code.ts'
import { changeText, inline, newsIn, withoutIdleFaults } from './data.ts'
import { shownOf } from './shown-steps.ts'

/** One piece of news. `matter`: a later step or the property depends on the change. `moot`: neither does. */
export interface StepFacts {
  readonly text: string
  readonly tone: 'read' | 'stale' | 'matter' | 'moot'
  /** For a change: whether the variable is shared, and not the actor's own. */
  readonly isShared?: boolean
}

/** Whether the step with this number, from 1, is in the causal slice. `true` if the slice is unknown. */
export function isInSlice({ why }: Trace, number: number): boolean {
  return why === undefined || why.slice.length === 0 || why.slice.includes(number)
}

/**
 * The news of the step with this number, from 1: reads, then stale values, then changes. `columns`: the room for one of
 * them on a line, if the report knows it.
 */
export function stepFactsOf(trace: Trace, number: number, columns?: number): StepFacts[] {
  const step = trace.steps[number - 1]
  if (step === undefined) return []
  const told: StepFacts[] = [
    ...readsOf(trace, number),
    ...changesIn(trace, number).map((change) => ({
      text: changeText(nameOf(change.path, step), change, step, trace, columns),
      tone: matters(trace, number, change.path) ? ('matter' as const) : ('moot' as const),
      isShared: !change.path.startsWith(ownPath(step)),
    })),
  ]
  if (step.changes.length === 0) told.push({ text: 'nothing changes', tone: 'moot' })
  return told.map((one) => ({ ...one, text: oneLine(one.text) }))
}

/** The values that the step reads from an earlier step or from an input at the start, and the stale ones it uses. */
export function readsOf(trace: Trace, number: number): StepFacts[] {
  const step = trace.steps[number - 1]
  if (step === undefined) return []
  const { flows = [], stale = [] } = trace.why ?? {}
  const reads = flows.filter(({ to, from, path }) => to === number && !isKnown(trace, from, to, path))
  // reads of values that are overwritten before they are used: nothing else in the story shows these values
  const early = stale.filter(
    ({ read, path, overwritten }, i) =>
      read === number &&
      !reads.some((other) => other.path === path) &&
      stale.findIndex((one) => one.read === read && one.path === path && one.overwritten === overwritten) === i,
  )
  const told: StepFacts[] = [
    ...early.map(({ path, value, overwritten }) => ({
      text: `reads ${nameOf(path, step)}: ${inline(value)} (overwritten in step ${overwritten})`,
      tone: 'read' as const,
    })),
    ...reads.map(({ path, from }) => ({
      text: `reads ${nameOf(path, step)}${written(trace, path, from, ': ')} (${since(trace, path, from)})`,
      tone: 'read' as const,
    })),
    ...stale.filter(({ used }) => used === number).map((read) => ({ text: staleText(read), tone: 'stale' as const })),
  ]
  return told.map((one) => ({ ...one, text: oneLine(one.text) }))
}

/**
 * Whether a read needs no mention, because the actor wrote the value itself. Such a read is still news in three cases.
 * The step changes no variable: then the read decides all that it does. The process had a fault in between, and may
 * have forgotten the value. There is only one lane. In no case is it news for the actor's own variables, nor for a
 * variable that the step changes: that change shows the old value. For the same reason, the timers that run are no news
 * of a step of time.
 */
function isKnown(trace: Trace, from: number, to: number, path: string): boolean {
  const { steps } = trace
  if (from === 0) return false
  const [writer, step] = [steps[from - 1], steps[to - 1]] as [TraceStep, TraceStep]
  const { process, instance } = step
  const isShown = step.changes.some((change) => overlaps(change.path, path))
  const timePasses = step.time !== steps[to - 2]?.time && step.time !== 0
  if (writer.actor !== step.actor) return isShown && timePasses
  const own = ownPath(step)
  if (path.startsWith(own) || isShown) return true
  if (step.changes.every((change) => change.path === `${own}at`) || actorsOf(trace).actors.length === 1) return false
  const isOwnFault = (one: TraceStep) => one.kind === 'fault' && one.process === process && one.instance === instance
  return process === undefined || !steps.slice(from - 1, to).some(isOwnFault)
}

function staleText({ path, value, read, overwritten }: StaleRead): string {
  return `stale: ${path} = ${inline(value)} read in step ${read}, overwritten in step ${overwritten}`
}

/** The changes. A label is left out if the actor's next step shows it. The actor's own label comes last. */
function changesIn({ steps }: Trace, number: number): Change[] {
  const step = steps[number - 1] as TraceStep
  let after = number
  while (after < steps.length && steps[after]?.actor !== step.actor) after++
  const next = steps[after]
  const own = `${ownPath(step)}at`
  const isShown = ({ path, after }: Change) => path === own && next?.kind === 'step' && next.name === after
  const isOwn = (change: Change) => change.path === own
  const told = newsIn(step).filter((change) => !isShown(change))
  return [...told.filter((change) => !isOwn(change)), ...told.filter(isOwn)]
}

/** `plan` for `enactor[0].plan` if enactor 0 acts, unless a shared variable has the same name. */
function nameOf(path: string, step: TraceStep): string {
  const own = ownPath(step)
  const { state } = step
  if (!path.startsWith(own)) return path
  const name = path.slice(own.length)
  const top = /^[^.[]+/.exec(name)?.[0] ?? name
  return typeof state === 'object' && state !== null && Object.hasOwn(state, top) ? path : name
}

/** The prefix of the paths of the actor's own variables. For the environment, a prefix that no path has. */
const ownPath = ({ process, instance }: TraceStep) => (process === undefined ? ' ' : `${process}[${instance}].`)

/** The value after the sign. '' if it is unknown. */
function written({ initial, steps }: Trace, path: string, from: number, sign: string): string {
  const step = from === 0 ? initial : steps[from - 1]
  const change = steps[from - 1]?.changes.find((change) => change.path === path)
  // an assignment of the same value is not among the changes
  const value = change === undefined ? step && valueAt(step.state, path) : change.after
  return value === undefined ? '' : sign + inline(value)
}

/** Since when a place has its value after step `from`. That step may have written the value that was there already. */
function since({ steps }: Trace, path: string, from: number): string {
  for (let number = from; number > 0; number--) {
    if (steps[number - 1]?.changes.some((change) => overlaps(change.path, path))) return `from step ${number}`
  }
  return 'from the start'
}

function valueAt(state: Plain, path: string): Plain | undefined {
  const keys = path.match(/[^.[\]]+/g) ?? []
  return keys.reduce<Plain | undefined>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as { readonly [key: string]: Plain })[key]
        : undefined,
    state,
  )
}

/** Whether a later step of the slice, or the property, reads what the step wrote there. `true` if that is unknown. */
function matters({ why }: Trace, number: number, path: string): boolean {
  if (why === undefined || why.flows.every(({ from }) => from === 0)) return true
  return why.flows.some(({ from, path: read }) => from === number && overlaps(read, path))
}

/** Says which news the story leaves out: one line for each kind of news. */
export function legendOf(trace: Trace): string[] {
  const shown = shownOf(trace).flatMap((one) => (one.step === undefined ? [] : [one.index + 1]))
  const hasReads = shown.some((number) => readsOf(trace, number).some(({ tone }) => tone === 'read'))
  const leavesOut = ({ from, to, path }: Flow) => to <= trace.steps.length && isKnown(trace, from, to, path)
  const hasLabel = shown.some((number) => {
    const step = trace.steps[number - 1] as TraceStep
    return changesIn(trace, number).some(({ path }) => path === `${ownPath(step)}at`)
  })
  return [
    ...(hasReads && trace.why?.flows.some(leavesOut)
      ? ["reads: inputs, others' writes; own writes if the step changes no variable"]
      : []),
    ...(hasLabel ? ["at: the actor's new label; left out if its next step has this name"] : []),
  ]
}

/** Whether the two places are equal, or one lies in the other. */
export function overlaps(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long.startsWith(short) && /^$|^[.[]/.test(long.slice(short.length))
}

/** The values that the property reads at the end and that a step wrote, each once. */
export function seenAtTheEnd(trace: Trace): string[] {
  const end = trace.steps.length + 1
  const flows = (trace.why?.flows ?? []).filter(({ from, to }) => to === end && from > 0)
  return [
    ...new Set(
      flows.map(({ path, from }) =>
        oneLine(`${code(path + written(trace, path, from, ' = '))} (${since(trace, path, from)})`),
      ),
    ),
  ]
}

/** One text for each variable of the initial state. If all instances or elements are equal, it shows one of them. */
export function startOf({ initial }: Trace): string[] {
  const state = withoutIdleFaults(initial.state)
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return [oneLine(inline(state))]
  return Object.entries(state as { readonly [name: string]: Plain }).map(([name, value]) =>
    oneLine(`${name}: ${alike(value)}`),
  )
}

function alike(value: Plain): string {
  const text = inline(value)
  if (!Array.isArray(value) || value.length < 2 || typeof value[0] !== 'object') return text
  const items = new Set(value.map(inline))
  return items.size === 1 ? `${value.length} × ${[...items][0]}` : text
}

const oneLine = (text: string) => printable(text).replace(/\s+/g, ' ')
