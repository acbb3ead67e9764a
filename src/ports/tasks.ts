/** The tasks of a system: each is an asynchronous function of the service, run as one instance of a process. */
import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** A call on a wrapped port that waits until a schedule lets it through. */
export interface WaitingCall {
  /** The port and its method, as in `zone.change`. */
  readonly name: string
  readonly args: readonly unknown[]
  /** Executes the call. The promise is fulfilled when the call has settled, with a value or an error. */
  proceed(): Promise<void>
}

/** One task, and where it is. */
export class Task {
  readonly process: string
  readonly instance: number
  /** The calls that wait at gates, the oldest first. */
  readonly waiting: WaitingCall[] = []
  /** Whether its function has returned or thrown. */
  ended = false
  /** Whether a crash has dropped it. Its calls never return. */
  dropped = false
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

/** The task that the current code belongs to. */
const current = new AsyncLocalStorage<Task | undefined>()

export const currentTask = (): Task | undefined => current.getStore()

/** Runs a function as a part of a task, or outside of every task. */
export function runIn<T>(task: Task | undefined, body: () => T): T {
  return current.run(task, body)
}

/** Kinds of resources that wait for nothing outside: the event loop reaches them by itself. */
const internal = new Set(['PROMISE', 'TickObject', 'Microtask', 'Immediate', 'RANDOMBYTESREQUEST'])
const owners = new Map<number, Task>()

const hook = createHook({
  init(id, type) {
    if (internal.has(type)) return
    const task = current.getStore()
    if (task === undefined) return
    task.resources.set(id, type)
    owners.set(id, task)
  },
  destroy: forget,
  after(id) {
    // a request is over when its callback has run, although its object may live on
    if (owners.get(id)?.resources.get(id)?.endsWith('REQ') === true) forget(id)
  },
})

function forget(id: number): void {
  owners.get(id)?.resources.delete(id)
  owners.delete(id)
}

let watchers = 0

/** Watches what tasks wait for, until the returned function is called. */
export function watchResources(): () => void {
  if (watchers === 0) hook.enable()
  watchers++
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    watchers--
    if (watchers > 0) return
    hook.disable()
    owners.clear()
  }
}
