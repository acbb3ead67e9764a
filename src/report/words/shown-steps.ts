/** The steps of a story that reports show: all, or the first and the last of a long one. */
import type { Trace, TraceStep } from '../../result.ts'
import { grouped } from './numbers.ts'

/** Reports show all steps of stories up to this length. */
const mostWhole = 500
/** The number of steps shown at each end of a longer story. */
const atEachEnd = 100

export interface ShownStep {
  /** From 0. */
  readonly index: number
  readonly step: TraceStep
  readonly gap?: undefined
}

/** Steps that are left out. */
export interface Gap {
  /** For example `… steps 101 to 999,900 are left out`, then the milestones that these steps meet. */
  readonly gap: readonly string[]
  readonly step?: undefined
  /** The number of the last step that is left out. */
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
