/** Shows the progress of a run on standard error. */

import type { Progress } from '../../plain.ts'
import { progressLine } from '../../report/terminal/progress.ts'
import type { Screen } from './terminal.ts'

export interface ProgressReport {
  /** The run calls it about five times a second. Work that is not a search passes its progress as a text. */
  update(what: string, progress: Progress | string): void
  /** Removes the line from the terminal; call it before anything else is printed. */
  clear(): void
}

/** A terminal shows one line that is rewritten. A log receives at most one line in this time. */
const logEveryMs = 10_000

export function progressReport(screen: Screen, now = () => performance.now()): ProgressReport {
  // One column less than the screen has, because a line that fills the last column would wrap.
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
