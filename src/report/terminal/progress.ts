/** The progress of a search, or of several, in one line. */
import type { Progress } from '../../plain.ts'
import { grouped, rough } from '../words/numbers.ts'

/** `1,234,567 states · 2.1 M transitions/s · frontier 12,345 · depth 34`, without the last parts if they do not fit. */
export function progressLine(progress: Progress, width: number): string {
  return fitting(
    [
      `${grouped(progress.states)} states`,
      `${rough(rateOf(progress))} transitions/s`,
      `frontier ${grouped(progress.frontier)}`,
      `depth ${grouped(progress.depth)}`,
      ...(progress.checkpoint === undefined ? [] : [progress.checkpoint]),
    ],
    width,
  )
}

/** `96 of 147 designs done · 2 running · 60,123 states · 250 k transitions/s`. `running`: the designs under way. */
export function progressOfMany(running: readonly Progress[], done: number, all: number): string {
  const sum = (get: (progress: Progress) => number) => running.reduce((total, one) => total + get(one), 0)
  return [
    `${grouped(done)} of ${grouped(all)} designs done`,
    `${running.length} running`,
    `${grouped(sum(({ states }) => states))} states`,
    `${rough(sum(rateOf))} transitions/s`,
  ].join(' · ')
}

const rateOf = ({ transitions, seconds }: Progress) => (seconds > 0 ? transitions / seconds : 0)

function fitting(parts: string[], width: number): string {
  while (parts.length > 1 && parts.join(' · ').length > width) parts.pop()
  return parts.join(' · ').slice(0, Math.max(0, width))
}
