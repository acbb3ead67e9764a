/** What is said of a run while it lasts, on standard error. */
import type { Progress } from '../check.ts'
import { progressLine } from '../report/progress.ts'
import type { Screen } from './terminal.ts'

export interface ProgressReport {
  /** Called by the run about five times a second. */
  update(what: string, progress: Progress): void
  /** Takes the line off the terminal; call it before anything else is printed. */
  clear(): void
}

/** On a terminal one line, rewritten; in a log a line now and then. */
const logEveryMs = 10_000

export function progressReport(screen: Screen, now = () => performance.now()): ProgressReport {
  // One column less than there is: a line that fills the last one would wrap.
  const width = screen.width - 1
  let last = now()
  let onScreen = false
  return {
    update(what, progress) {
      if (screen.isTty) {
        screen.write(`\r${progressLine(progress, width)}\x1b[K`)
        onScreen = true
      } else if (now() - last >= logEveryMs) {
        last = now()
        screen.write(`${what}: ${progressLine(progress, width)}\n`)
      }
    },
    clear() {
      if (onScreen) screen.write('\r\x1b[K')
      onScreen = false
    },
  }
}
