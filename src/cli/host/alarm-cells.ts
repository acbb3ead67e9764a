/** Memory that the main thread shares with the thread that watches it. */

export const Cell = {
  /** Number of times that the main thread has answered. */
  beats: 0,
  /** Number of signals that the watching thread has received. */
  signals: 1,
  /** Greater than 0 while the main thread runs code that may be terminated. */
  working: 2,
  /** 1 from the termination of the main thread's code until the main thread has received the message about it. */
  struck: 3,
} as const

/** In ms, comparable with `Date.now`; infinite without a time limit. */
export const deadlineOf = (cells: Int32Array) => new Float64Array(cells.buffer, 16, 1)

export const bytes = 24

/** Interval in ms at which `bell.ts` looks at the main thread. The main thread answers twice as often. */
export const lookMs = 100

/** The main thread counts as silent after this many ms without an answer. */
export const silenceMs = 700

/** Describes what was terminated. */
export interface Struck {
  /** The place, formatted like the stack of an error; empty if the place is unknown. */
  readonly stack: string
  readonly bySignal: boolean
}
