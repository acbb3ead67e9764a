/** What the main thread and the one that watches it share. */

export const Cell = {
  /** How often the main thread has answered. */
  beats: 0,
  /** How many signals were heard. */
  signals: 1,
  /** Greater than 0 while something runs that may be terminated. */
  working: 2,
  /** 1 from when the main thread is terminated until it has heard of that. */
  struck: 3,
} as const

/** By `Date.now`; infinite without a time limit. */
export const deadlineOf = (cells: Int32Array) => new Float64Array(cells.buffer, 16, 1)

export const bytes = 24

/** How often the main thread answers, and is looked at. */
export const lookMs = 100

/** The main thread is silent when it has not answered for so long. */
export const silenceMs = 700

/** What was terminated. */
export interface Struck {
  /** Where, as in the stack of an error; empty where that is not known. */
  readonly stack: string
  readonly bySignal: boolean
}
