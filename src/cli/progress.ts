/** What is said of a run while it lasts, on standard error. */
import type { Progress } from '../check.ts'
import { progressLine } from '../report/progress.ts'
import type { Screen } from './terminal.ts'

export interface ProgressReport {
  /** Called by the run about five times a second; what is no search says itself how far it is. */
  update(what: string, progress: Progress | string): void
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
      const line = typeof progress === 'string' ? progress.slice(0, width) : progressLine(progress, width)
      if (screen.isTty) {
        screen.write(`\r${line}\x1b[K`)
        onScreen = true
      } else if (now() - last >= logEveryMs) {
        last = now()
        screen.write(`${what}: ${line}\n`)
      }
    },
    clear() {
      if (onScreen) screen.write('\r\x1b[K')
      onScreen = false
    },
  }
}
