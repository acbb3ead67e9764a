/** What is said of a run while it lasts, on standard error. */
import type { Progress } from '../check.ts'
import { progressLine } from '../report/progress.ts'
import type { Terminal } from './terminal.ts'

export interface ProgressReport {
  /** Called by the run about five times a second. */
  update(what: string, progress: Progress): void
  /** Takes the line off the terminal; call it before anything else is printed. */
  clear(): void
}

/** On a terminal one line, rewritten; in a log a line now and then. */
const logEveryMs = 10_000

export function progressReport(
  { stderr, progressWidth, isTty }: Terminal,
  now = () => performance.now(),
): ProgressReport {
  let last = now()
  let onScreen = false
  return {
    update(what, progress) {
      if (isTty) {
        stderr.write(`\r${progressLine(progress, progressWidth)}\x1b[K`)
        onScreen = true
      } else if (now() - last >= logEveryMs) {
        last = now()
        stderr.write(`${what}: ${progressLine(progress, progressWidth)}\n`)
      }
    },
    clear() {
      if (onScreen) stderr.write('\r\x1b[K')
      onScreen = false
    },
  }
}
