/** Follows a log through the model. There is one follower for each order of events. */
import type { Event } from './events.ts'

export interface Follower {
  /** The next line. Returns work that is left to do, if there is any. @throws Full, Stopped */
  event(event: Event, line: number): Generator<void> | undefined
  /** The system starts again: all earlier events come first. @throws Full, Stopped */
  start(): Generator<void> | undefined
  /** After the last line. @throws Full, Stopped */
  end(): Generator<void> | undefined
  /** The number of states that are possible after all events. */
  readonly possible: number
  /** The number of events that are judged. */
  readonly done: number
}

/** An event as JSON, with its host and time. */
export function textOf({ kind, host, time }: Event): string {
  const more = { ...(host === undefined ? {} : { host }), ...(time === undefined ? {} : { time }) }
  const added = JSON.stringify(more).slice(1, -1)
  return added === '' ? kind.text : `${kind.text.slice(0, -1)}${kind.text === '{}' ? '' : ','}${added}}`
}
