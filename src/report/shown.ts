/** Which steps of a story people are shown: all of them, or, of a long one, the first and the last. */
import type { Trace, TraceStep } from '../result.ts'
import { grouped } from './numbers.ts'

/** Stories of at most so many steps are shown whole. */
const mostWhole = 500
/** So many at the beginning, and as many at the end, of a longer one. */
const atEachEnd = 100

export interface ShownStep {
  /** From 0. */
  readonly index: number
  readonly step: TraceStep
  readonly gap?: undefined
}

/** Steps that are left out. */
export interface Gap {
  /** As in `… steps 101 to 999,900 are left out`, and which milestones are met by them. */
  readonly gap: readonly string[]
  readonly step?: undefined
  /** The number of the last of them. */
  readonly to: number
}

export function shownOf({ steps, milestones = [] }: Trace): (ShownStep | Gap)[] {
  const range = (from: number, to: number) =>
    steps.slice(from, to).map((step, k): ShownStep => ({ index: from + k, step }))
  const count = steps.length
  if (count <= mostWhole) return range(0, count)
  const [from, to] = [atEachEnd + 1, count - atEachEnd]
  const met = milestones
    .filter(({ at }) => at >= from && at <= to)
    .map(({ name, at }) => `▸ ${name} (after step ${grouped(at)})`)
  const gap = [`… steps ${grouped(from)} to ${grouped(to)} are left out`, ...met]
  return [...range(0, from - 1), { gap, to }, ...range(to, count)]
}
