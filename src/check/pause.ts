/** When a run pauses or ends early, and what it tells meanwhile. */
import type { Program } from '../compile/program.ts'
import { type Pause, sliceMs } from '../explore/pieces.ts'
import type { LimitName } from '../result.ts'
import type { AllStates } from '../store/every-row.ts'
import type { Threads } from './crew.ts'

export interface Progress {
  readonly states: number
  readonly transitions: number
  readonly frontier: number
  readonly depth: number
  readonly seconds: number
}

/** Those of `CheckOptions` that the search knows. */
export interface SearchOptions {
  /** The properties to check, by name; all unless said. */
  readonly properties?: readonly string[]
  /** Where `properties` are named, explores on when they are decided, so that the counts are those of the whole space. */
  readonly exhaustive?: boolean
  readonly maxSeconds?: number
  /** Ends the run at the next pause, with what is known. */
  readonly signal?: AbortSignal
  /** Called at each pause, about five times a second. */
  readonly onProgress?: (progress: Progress) => void
  /** All states are wanted, in the order found, once they are explored: then one worker explores them, whatever `threads`. */
  readonly whole?: boolean
  /** Given all states once they are explored, whatever keeps them, before what keeps them is given up. */
  readonly onAll?: (states: AllStates) => Promise<void>
  /**
   * The model compiled once more, from functions that no view of the reference interpreter has been given: these would
   * keep the optimiser from what it can do for the engine's own. A search that is long goes on with it.
   */
  readonly ownProgram?: () => Program
  /** Threads that explore with several workers, once the model has shown to be large; one worker without. */
  readonly threads?: Threads
}

export type Stopwatch = ReturnType<typeof stopwatch>

// taken before a model can run: models are kept from the clock, we are not
const now = performance.now.bind(performance)

export function stopwatch() {
  const started = now()
  return { milliseconds: () => now(), seconds: () => Math.round((now() - started) * 1000) / 1e6 }
}

/** Lets others be heard when a pause is due; stops where the run is to end. */
export function pauses(clock: Stopwatch, options: SearchOptions): Pause {
  let due = clock.milliseconds() + sliceMs
  const rest = async () => {
    await new Promise((resume) => setImmediate(resume))
    due = clock.milliseconds() + sliceMs
    return interruption(clock, options) !== undefined
  }
  return () => (clock.milliseconds() < due ? undefined : rest())
}

/** What was found before a run was to end is still replayed, for so long: with the end of the process, a second in all. */
const graceMs = 300

/** As `pauses`, for what is to be told of the run: stops where that takes longer than half a second after it was to end. */
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

/** Whether the search may end before it has seen everything. */
export function stopWhenDecided({ properties, exhaustive }: SearchOptions): boolean {
  return properties !== undefined && exhaustive !== true
}
