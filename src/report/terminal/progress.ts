/** The progress of a search, in one line. */
import type { Progress } from '../../plain.ts'
import { grouped, rough } from '../words/numbers.ts'

/** `1,234,567 states · 2.1 M transitions/s · frontier 12,345 · depth 34`, without the last parts if they do not fit. */
export function progressLine(progress: Progress, width: number): string {
  const rate = progress.seconds > 0 ? progress.transitions / progress.seconds : 0
  const parts = [
    `${grouped(progress.states)} states`,
    `${rough(rate)} transitions/s`,
    `frontier ${grouped(progress.frontier)}`,
    `depth ${grouped(progress.depth)}`,
  ]
  while (parts.length > 1 && parts.join(' · ').length > width) parts.pop()
  return parts.join(' · ').slice(0, Math.max(0, width))
}
