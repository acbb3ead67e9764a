/** The layout of a trace in lanes: the actors with a lane, the steps that are shown, and the height of each row. */
import type { Actors } from '../../report/words/actors.ts'
import { isInSlice } from '../../report/words/step-facts.ts'
import type { Trace, TraceStep } from '../../result.ts'
import { type Card, heightOf, lineHeight } from './card.ts'
import { concerns, flowsOf } from './steps.ts'

/** The parts of a trace that a reader wants to see. */
export interface Filter {
  /** Actors without a lane; their steps are not shown. */
  readonly hidden: ReadonlySet<string>
  /** Only steps that write this variable, or that read what was written to it. */
  readonly variable?: string
  readonly sliceOnly: boolean
}

export const everything: Filter = { hidden: new Set(), sliceOnly: false }

export interface Row {
  /** 0 is the start; the number of steps + 1 is the end. */
  readonly step: number
  /** The lane of the step's actor; absent for the start and the end. */
  readonly lane?: number
  readonly top: number
  readonly height: number
}

export function isShown(trace: Trace, cast: Actors, number: number, filter: Filter): boolean {
  const { hidden, variable, sliceOnly } = filter
  const step = trace.steps[number - 1]
  if (step === undefined) return true
  if (hidden.has(cast.actorOf(step))) return false
  if (sliceOnly && !isInSlice(trace, number)) return false
  if (variable === undefined) return true
  if (step.changes.some(({ path }) => concerns(path, variable))) return true
  return (trace.why?.flows ?? []).some(({ to, path }) => to === number && concerns(path, variable))
}

/** Pixels between two rows. */
export const rowGap = 10
const arrowSpace = 15
const startHeight = 52
const endHeight = 72

/** The actors that have a lane. */
export function shownOf({ actors }: Actors, { hidden }: Filter): string[] {
  return actors.filter((actor) => !hidden.has(actor))
}

/** The steps that are shown, beginning with the start (0). */
export function stopsOf(trace: Trace, cast: Actors, filter: Filter): number[] {
  const stops = [0]
  for (let step = 1; step <= trace.steps.length; step++) if (isShown(trace, cast, step, filter)) stops.push(step)
  return stops
}

/** The rows of a trace from top to bottom, with the end. Steps that are not in `stops` have no row. */
export function rowsOf(
  trace: Trace,
  cards: readonly Card[],
  stops: readonly number[],
  lane: (step: TraceStep) => number,
  columns: number,
): Row[] {
  const arriving = new Map<number, number>()
  for (const { to } of flowsOf(trace)) arriving.set(to, (arriving.get(to) ?? 0) + 1)
  let top = 0
  const rows = stops.map((number): Row => {
    const step = trace.steps[number - 1]
    // arrows arrive one below the other
    const room = Math.min(6, arriving.get(number) ?? 0) * arrowSpace + lineHeight
    const full = step === undefined ? startHeight : heightOf(cards[number] as Card, columns)
    const height = Math.max(full, room) + rowGap
    const row = { step: number, top, height, ...(step === undefined ? {} : { lane: lane(step) }) }
    top += height
    return row
  })
  return [...rows, { step: trace.steps.length + 1, top, height: endHeight }]
}

/** The rows that overlap the range from `from` to `to` pixels, by binary search: `[first, last + 1]`. */
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
