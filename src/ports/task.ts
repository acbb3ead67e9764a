/** The tasks of a system: each is an asynchronous function of the service, run as one instance of a process. */

/** How a call ends that is let through. By default it is made, and the code receives its answer. */
export interface Ending {
  /** Whether the call is made. Defaults to true. False is for a request that is lost, or answered by somebody else. */
  readonly made?: boolean | undefined
  /**
   * `held`: the answer waits, as a call named `answer of store.write` does, until a step lets it through. `lost`: it
   * never comes.
   */
  readonly answer?: 'held' | 'lost' | undefined
  /** The code receives this value in place of the answer. */
  readonly value?: unknown
  /** The code receives this error in place of the answer. */
  readonly error?: unknown
}

/** The outcome of a call: its result, or what was thrown. */
export type Settled = { readonly value: unknown } | { readonly error: unknown }

/** The name under which the answer of a call waits. */
export const answerOf = (call: string) => `answer of ${call}`

/** A call on a wrapped port that waits until a schedule lets it through. */
export interface WaitingCall {
  /** The port and its method, as in `zone.change`. */
  readonly name: string
  readonly args: readonly unknown[]
  /** Executes the call. The promise is fulfilled when the call has settled, with a value or an error. */
  proceed(ending?: Ending): Promise<void>
}

/** One task, and where it is. */
export class Task {
  readonly process: string
  readonly instance: number
  /** The calls that wait at gates, the oldest first. */
  readonly waiting: WaitingCall[] = []
  /** Whether its function has returned or thrown. Calls that it did not await may still wait. */
  ended = false
  /** Whether a crash has dropped it. Its calls never return. */
  dropped = false
  /** Whether the answer of a call was lost, so that it may wait forever. */
  isUnanswered = false
  /** The error that its function threw. */
  failure: { readonly error: unknown } | undefined
  /** The resources outside of its ports that it waits for, such as a timer: the kind of each, by its id. */
  readonly resources = new Map<number, string>()

  constructor(process: string, instance: number) {
    this.process = process
    this.instance = instance
  }

  /** As in `enactor 1`. */
  get name(): string {
    return `${this.process} ${this.instance}`
  }
}

/** Whether something runs in a task that comes to an end by itself, such as an immediate or the read of a file. */
export function isBusy({ resources }: Task): boolean {
  for (const kind of resources.values()) if (isBrief(kind)) return true
  return false
}

/** Immediates, and requests that depend on nothing outside of this machine. */
const isBrief = (kind: string) => kind === 'Immediate' || /^FSREQ|REQUEST$|^ZLIB$/.test(kind)

/** Says why a task does not come to rest. */
export function waitsFor({ name, resources }: Task): string {
  const kinds = [...new Set(resources.values())]
  if (kinds.length === 0) return `${name} waits for something that no port gave, and that nothing will end`
  return `${name} waits for something that no port gave (${kinds.join(', ')})`
}
