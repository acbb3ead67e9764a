/** A trace laid out in lanes: who has a lane, which steps are shown, and how high each row is. */
import type { Cast } from '../report/cast.ts'
import { isInSlice } from '../report/news.ts'
import type { Change, Data, Flow, StaleRead, Trace, TraceStep } from '../result.ts'

/** What a reader wants to see of a trace. */
export interface Filter {
  /** Actors that are left out. */
  readonly hidden: ReadonlySet<string>
  /** Only steps that write this variable, or read what was written to it. */
  readonly variable?: string
  readonly sliceOnly: boolean
}

export const everything: Filter = { hidden: new Set(), sliceOnly: false }

export interface Row {
  /** 0 is the start; the number of steps + 1 is the end. */
  readonly step: number
  /** Of the step's actor; none for the start and the end. */
  readonly lane?: number
  readonly top: number
  readonly height: number
  /** Not among the steps that lead to the violation, where those are known. */
  readonly aside: boolean
}

/** The variables that change in the trace, in the order in which they first do. */
export function variablesOf({ steps }: Trace): string[] {
  return [...new Set(steps.flatMap((step) => newsOf(step).map(({ path }) => path)))]
}

/** What a step changed, without that its process moved on to another label. */
export function newsOf(step: TraceStep): readonly Change[] {
  const own = `${step.process}[${step.instance}].at`
  return step.changes.filter(({ path }) => path !== own)
}

/** The label to which a step moved its process, where it did. */
export function moveOf(step: TraceStep): string | undefined {
  const move = step.changes.find(({ path }) => path === `${step.process}[${step.instance}].at`)
  return typeof move?.after === 'string' ? move.after : undefined
}

/** Flows that are worth an arrow: that a process is at a label because it went there is said by its lane. */
export function flowsOf({ why, steps }: Trace): readonly Flow[] {
  return (why?.flows ?? []).filter(({ path, to }) => {
    const step = steps[to - 1]
    return step === undefined || path !== `${step.process}[${step.instance}].at`
  })
}

export function staleIn({ why }: Trace, step: number): readonly StaleRead[] {
  return (why?.stale ?? []).filter(({ used }) => used === step)
}

/** Where what is written in `path` is of `variable`, or the other way round. */
export function concerns(path: string, variable: string): boolean {
  const within = (inner: string, outer: string) => inner.startsWith(outer) && /^[.[]|^$/.test(inner.slice(outer.length))
  return within(path, variable) || within(variable, path)
}

export function isShown(trace: Trace, cast: Cast, number: number, filter: Filter): boolean {
  const { hidden, variable, sliceOnly } = filter
  const step = trace.steps[number - 1]
  if (step === undefined) return true
  if (hidden.has(cast.actorOf(step))) return false
  if (sliceOnly && !isInSlice(trace, number)) return false
  if (variable === undefined) return true
  if (step.changes.some(({ path }) => concerns(path, variable))) return true
  return (trace.why?.flows ?? []).some(({ to, path }) => to === number && concerns(path, variable))
}

/** So many changes are listed in a card; the rest is counted. */
export const listedChanges = 5
export const lineHeight = 18
const cardPadding = 34
const gap = 10
const arrowSpace = 15

/** The actors that have a lane. */
export function shownOf({ actors }: Cast, { hidden }: Filter): string[] {
  return actors.filter((actor) => !hidden.has(actor))
}

/** The rows of a trace from top to bottom; what is not shown has none. */
export function rowsOf(trace: Trace, cast: Cast, filter: Filter): Row[] {
  const lanes = shownOf(cast, filter)
  const arriving = new Map<number, number>()
  for (const { to } of flowsOf(trace)) arriving.set(to, (arriving.get(to) ?? 0) + 1)
  const rows: Row[] = []
  let top = 0
  const add = (step: number, height: number, lane?: number) => {
    const aside = lane !== undefined && !isInSlice(trace, step)
    rows.push({ step, top, height, aside, ...(lane === undefined ? {} : { lane }) })
    top += height
  }
  const arrows = (step: number) => Math.min(6, arriving.get(step) ?? 0) * arrowSpace
  add(0, cardPadding + lineHeight + gap)
  for (const [i, step] of trace.steps.entries()) {
    if (!isShown(trace, cast, i + 1, filter)) continue
    const lane = lanes.indexOf(cast.actorOf(step))
    const aside = !isInSlice(trace, i + 1)
    const news = newsOf(step).length
    const lines = aside ? 0 : Math.min(listedChanges + 1, news) + 2 * staleIn(trace, i + 1).length
    const milestones = (trace.milestones ?? []).filter(({ at }) => at === i + 1).length
    add(i + 1, Math.max(cardPadding + (lines + milestones) * lineHeight, arrows(i + 1) + lineHeight) + gap, lane)
  }
  add(trace.steps.length + 1, cardPadding + 2 * lineHeight + gap)
  return rows
}

/** The rows that touch what lies between `from` and `to` pixels, by binary search: `[first, last + 1]`. */
export function between(rows: readonly Row[], from: number, to: number): [number, number] {
  const first = (test: (row: Row) => boolean) => {
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (test(rows[middle] as Row)) high = middle
      else low = middle + 1
    }
    return low
  }
  return [first(({ top, height }) => top + height > from), first(({ top }) => top >= to)]
}

/** A path as the lane of its process says it: without the name of the process in front. */
export function shortened(path: string, step: TraceStep | undefined): { readonly text: string; readonly own: boolean } {
  const own = `${step?.process}[${step?.instance}].`
  return path.startsWith(own) ? { text: path.slice(own.length), own: true } : { text: path, own: false }
}

/** The state after so many steps. */
export function stateAt({ initial, steps }: Trace, step: number): Data {
  return step === 0 ? initial.state : (steps[Math.min(step, steps.length) - 1]?.state ?? initial.state)
}
