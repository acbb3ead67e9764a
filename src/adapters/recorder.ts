/**
 * Records what a service does, for `allways validate`. It depends on nothing, runs in Node and in browsers, and never
 * throws into the service.
 *
 * ```ts
 * import { createWriteStream } from 'node:fs'
 * import { recorder } from 'allways/recorder'
 *
 * const file = createWriteStream('run.ndjson')
 * const log = recorder({ spec: 'lease-lock', design: 'plain lease', write: (line) => file.write(line) })
 * log.event({ step: 'acquire', process: 'client', instance: 0, state: { holder: 0 } })
 * ```
 */

/** The options of `recorder`. */
export interface RecorderOptions {
  /** The name of the spec. */
  readonly spec: string
  /** The name of the design that the service implements. */
  readonly design: string
  /** Receives each line, with its line end. A promise that it returns may reject. */
  readonly write: (line: string) => unknown
  /** The host of all events. It is needed if several hosts write logs that are joined. */
  readonly host?: string
  /** The time of an event (default: `Date.now`). */
  readonly now?: () => number
  /** The version of the spec. */
  readonly digest?: string
  /** Parameters that differ from those of the design. */
  readonly params?: { readonly [name: string]: unknown }
  /** Steps that the service takes and does not record. */
  readonly unlogged?: readonly string[]
  /** Maximum number of unlogged steps in a row (default: 1). */
  readonly mostUnlogged?: number
  /** Whether all events are in order, or only those of each host (default: total). */
  readonly order?: 'total' | 'hosts'
  /** The greatest error of a host's clock, in the unit of `now`. */
  readonly clockError?: number
  /** Receives each error (default: errors are ignored). The log then says that an event is lost. */
  readonly onError?: (error: unknown) => void
}

/** An event: what happened, and any part of the state right after it. */
export interface RecordedEvent {
  /** The name of the step, action or fault. */
  readonly step?: string
  readonly process?: string
  /** The number of the instance, from 0. */
  readonly instance?: number
  /** The values that the step chose, in order. */
  readonly choices?: readonly unknown[]
  /** Any part of the state. Sets become lists, and maps become lists of pairs. */
  readonly state?: { readonly [name: string]: unknown }
  /** Anything; `validate` ignores it. */
  readonly note?: unknown
}

/** Writes a log. */
export interface Recorder {
  /** Records an event. Never throws. */
  event(event: RecordedEvent): void
  /** Records that the service starts again from an initial state. Never throws. */
  start(): void
}

/** Starts a log: writes its header. Never throws. */
export function recorder({ write, host, now = Date.now, onError, ...header }: RecorderOptions): Recorder {
  const failed = (error: unknown) => {
    try {
      onError?.(error)
    } catch {
      // a recorder must not disturb the service
    }
  }
  const put = (line: object | (() => object)) => {
    try {
      const text = JSON.stringify(typeof line === 'function' ? line() : line, plain)
      const written = write(`${text}\n`)
      if (isPromise(written)) written.then(undefined, failed)
      return true
    } catch (error) {
      failed(error)
      return false
    }
  }
  put({ allways: 'log', version: 1, ...header })
  return {
    event: (event) => {
      const isWritten = put(() => ({ ...event, ...(host === undefined ? {} : { host }), time: now() }))
      if (!isWritten) put({ allways: 'lost', message: 'an event could not be written' })
    },
    start: () => void put({ allways: 'start' }),
  }
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function'

/** Values of collections in the form of a log. */
function plain(_: string, value: unknown): unknown {
  if (value instanceof Set || value instanceof Map) return [...value]
  return typeof value === 'bigint' ? Number(value) : value
}
