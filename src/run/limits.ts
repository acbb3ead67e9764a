/** When a run pauses or ends early, and the progress that it reports. */

import type { Program } from '../engine/compile/program.ts'
import { type Pause, sliceMs } from '../engine/search/pieces.ts'
import type { AllStates } from '../engine/store/all-states.ts'
import type { Progress } from '../plain.ts'
import type { LimitName } from '../result.ts'
import { now } from '../runtime/traps.ts'
import type { Saving } from './checkpoint/saving.ts'
import type { Threads } from './threads.ts'

export const defaultDepth = 200
/** The same for a depth-first search. */
export const defaultDepthFirst = 10_000

/** The options of `CheckDesignOptions` that the search uses. */
export interface SearchOptions {
  /** The properties to check, by name; all by default. */
  readonly properties?: readonly string[]
  /** If `properties` are named: explores on after they are decided, so that the counts cover the whole state space. */
  readonly exhaustive?: boolean
  readonly maxSeconds?: number
  /** Ends the run at the next pause, with the results so far. */
  readonly signal?: AbortSignal
  /** Called at each pause, about five times a second. */
  readonly onProgress?: (progress: Progress) => void
  /** Keeps all states in discovery order after the search. One worker then explores them, whatever `threads` says. */
  readonly whole?: boolean
  /** Receives all states when they are explored, however they are stored, before their memory is released. */
  readonly onAll?: (states: AllStates) => Promise<void>
  /**
   * Compiles the model once more, from functions that have never received a view of the reference interpreter. Such
   * views keep the JavaScript optimiser from its best code for the views of the engine. A long search goes on with it.
   */
  readonly ownProgram?: () => Program
  /** Makes checkpoints of the search, and begins with one. Needs a search by one worker. */
  readonly saving?: Saving
  /** Threads for a search by several workers, used when the model turns out to be large. Without it, one worker. */
  readonly threads?: Threads
}

export type Stopwatch = ReturnType<typeof stopwatch>

export function stopwatch() {
  const started = now()
  return { milliseconds: () => now(), seconds: () => Math.round((now() - started) * 1000) / 1e6 }
}

/** Lets the event loop run when a pause is due. Says to stop if the run has to end. */
export function pauses(clock: Stopwatch, options: SearchOptions): Pause {
  let due = clock.milliseconds() + sliceMs
  const rest = async () => {
    await new Promise((resume) => setImmediate(resume))
    due = clock.milliseconds() + sliceMs
    return interruption(clock, options) !== undefined
  }
  return () => (clock.milliseconds() < due ? undefined : rest())
}

/** Time to replay findings after a run has to end. With the end of the process, this takes a second in all. */
const graceMs = 300

/** Like `pauses`, for making the report of a run. Says to stop `graceMs` after the run has to end. */
export function lastPauses(clock: Stopwatch, options: SearchOptions): Pause {
  let due = clock.milliseconds() + sliceMs
  let ends = Number.POSITIVE_INFINITY
  const rest = async () => {
    await new Promise((resume) => setImmediate(resume))
    const now = clock.milliseconds()
    due = now + sliceMs
    if (interruption(clock, options) === undefined) return false
    ends = Math.min(ends, now + graceMs)
    return now >= ends
  }
  return () => (clock.milliseconds() < due ? undefined : rest())
}

export function interruption(clock: Stopwatch, { signal, maxSeconds }: SearchOptions): LimitName | undefined {
  if (signal?.aborted) return 'interrupted'
  return maxSeconds !== undefined && clock.seconds() >= maxSeconds ? 'seconds' : undefined
}

/** Whether the search may end before it has explored all states. */
export function stopWhenDecided({ properties, exhaustive }: SearchOptions): boolean {
  return properties !== undefined && exhaustive !== true
}
