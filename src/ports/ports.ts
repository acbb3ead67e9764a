/**
 * Holds calls on the interfaces through which code reaches the world. A call of a task on a wrapped port waits until a
 * schedule lets it proceed. The asynchronous context says which task calls, so the code needs no change.
 */
import { show, UsageError } from '../errors.ts'
import { currentTask, runIn, Task, type WaitingCall, watchResources } from './tasks.ts'

export type { Task, WaitingCall }

/** Interfaces by name. Their methods wait; other members are passed on as they are. */
export interface Interfaces {
  readonly [port: string]: object
}

/** A call that was let through, and its end. */
export interface Call {
  /** The task that made it, as in `enactor 1`; `undefined` for code outside of all tasks. */
  readonly by: string | undefined
  /** The port and its method, as in `zone.change`. */
  readonly name: string
  readonly args: readonly unknown[]
  /** The result, or what was thrown. Absent as long as the call has not settled. */
  outcome?: { readonly value: unknown } | { readonly error: unknown }
}

/** The options of `ports`. */
export interface PortsOptions {
  /** Calls that never wait, as in `clock.now`: those of methods that return no promise. */
  readonly open?: readonly string[]
  /**
   * Names for calls of one method that mean different things: by method, a function from the arguments to a word. The
   * call is then named as in `zone.change (delete)`.
   */
  readonly names?: { readonly [method: string]: (...args: never[]) => string }
  /** Whether calls wait. Defaults to true. If false, calls are only recorded. */
  readonly gated?: boolean
  /** The time for the tasks to come to rest after a call, in milliseconds. Defaults to 2000. */
  readonly limitMs?: number
}

/** The tasks did not come to rest in time. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled'
}

/** Wraps interfaces. @throws UsageError for a port that is not an object, and for a wrong option */
export function ports<T extends Interfaces>(interfaces: T, options: PortsOptions = {}): Ports<T> {
  return new Ports(interfaces, options)
}

/** Wrapped interfaces, and the tasks that use them. */
export class Ports<T extends Interfaces = Interfaces> {
  /** The wrapped interfaces: give these to the code. */
  readonly through: T
  /** Every call that was let through, in order. */
  readonly calls: Call[] = []
  /** Failures outside of a schedule: calls after the end, and rejected promises that nobody handled. */
  readonly troubles: string[] = []
  readonly #tasks: Task[] = []
  readonly #open: ReadonlySet<string>
  readonly #gated: boolean
  readonly #names: { readonly [method: string]: (...args: never[]) => string }
  readonly #limitMs: number
  readonly #unwatch: () => void
  #closed = false
  /** Counts everything that happens in tasks. */
  #activity = 0
  /** The calls that proceed and have not settled. */
  #underWay = 0

  constructor(interfaces: T, { open = [], names = {}, gated = true, limitMs = 2000 }: PortsOptions = {}) {
    if (typeof interfaces !== 'object' || interfaces === null) {
      throw new UsageError(`ports got ${show(interfaces)}; expected interfaces by name, as in ports({ zone, store })`)
    }
    if (!(limitMs > 0)) throw new UsageError(`ports: limitMs is ${show(limitMs)}; expected milliseconds above 0`)
    this.#open = new Set(open)
    this.#gated = gated
    this.#names = names
    this.#limitMs = limitMs
    const wrapped: { [port: string]: object } = {}
    for (const [port, target] of Object.entries(interfaces)) {
      if (typeof target !== 'object' || target === null) {
        throw new UsageError(`ports: ${port} is ${show(target)}; expected an object with methods`)
      }
      wrapped[port] = this.#wrap(port, target)
    }
    for (const name of open) {
      const [port = '', method = ''] = name.split('.')
      if (typeof (interfaces[port] as { [name: string]: unknown } | undefined)?.[method] === 'function') continue
      throw new UsageError(`ports: open names ${show(name)}, which is not a method of a port`)
    }
    this.through = wrapped as T
    this.#unwatch = watchResources()
    process.on('unhandledRejection', this.#unhandled)
  }

  /** Starts a function of the service as an instance of a process. It runs to its first call on a port. */
  task(process: string, instance: number, body: () => unknown): void {
    const known = this.#find(process, instance)
    if (known !== undefined && !known.ended && !known.dropped) {
      throw new UsageError(`ports: ${known.name} already runs; drop it before you start it again`)
    }
    const task = new Task(process, instance)
    if (known === undefined) this.#tasks.push(task)
    else this.#tasks[this.#tasks.indexOf(known)] = task
    const end = (failure?: { readonly error: unknown }) => {
      this.#activity++
      task.ended = true
      task.failure = failure
    }
    runIn(task, () => {
      // a function that throws at once fails like one that throws later
      Promise.resolve()
        .then(body)
        .then(
          () => end(),
          (error: unknown) => end({ error }),
        )
    })
  }

  /** Drops a task where it stands, as a crash does: its waiting calls are never made. */
  drop(process: string, instance: number): void {
    const task = this.#find(process, instance)
    if (task === undefined) throw new UsageError(`ports: there is no task ${process} ${instance} to drop`)
    task.dropped = true
    task.waiting.length = 0
  }

  /** The tasks that were started, in order. A task that was started again stands once. */
  get tasks(): readonly Task[] {
    return this.#tasks
  }

  /** Lets a call through, and waits until every task is at rest again. @throws Unsettled */
  async proceed(call: WaitingCall): Promise<void> {
    const task = this.#tasks.find(({ waiting }) => waiting.includes(call))
    if (task === undefined) throw new UsageError(`ports: ${call.name} does not wait at a port`)
    task.waiting.splice(task.waiting.indexOf(call), 1)
    const settled = call.proceed()
    await this.#within(settled, () => `${task.name}: ${call.name} did not settle`)
    await this.rest()
  }

  /**
   * Waits until every task waits at a port, has ended, or waits for a task that does.
   * @throws Unsettled if the limit comes first, naming who waits for what
   */
  async rest(): Promise<void> {
    const end = performance.now() + this.#limitMs
    for (;;) {
      await this.#quiet()
      const restless = this.#restless()
      if (this.#underWay === 0 && restless.length === 0) return
      if (performance.now() > end) throw new Unsettled(restless.map(waitsFor).join('; ') || 'a call did not settle')
      await new Promise((resume) => setTimeout(resume, 1))
    }
  }

  /** Ends the run: no further call is made. The waiting calls never return. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const task of this.#tasks) task.waiting.length = 0
    this.#unwatch()
    process.off('unhandledRejection', this.#unhandled)
  }

  readonly #unhandled = (reason: unknown): void => {
    this.troubles.push(`a promise was rejected, and nobody handled it: ${textOf(reason)}`)
  }

  #find(process: string, instance: number): Task | undefined {
    return this.#tasks.find((task) => task.process === process && task.instance === instance)
  }

  #wrap(port: string, target: object): object {
    const methods = new Map<PropertyKey, unknown>()
    return new Proxy(target, {
      get: (_, key) => {
        const member: unknown = Reflect.get(target, key, target)
        if (typeof member !== 'function' || typeof key === 'symbol') return member
        const known = methods.get(key)
        if (known !== undefined) return known
        const name = `${port}.${key}`
        const method = (...args: unknown[]) => this.#call(name, args, () => Reflect.apply(member, target, args))
        methods.set(key, method)
        return method
      },
    })
  }

  #call(method: string, args: readonly unknown[], body: () => unknown): unknown {
    const word = Object.hasOwn(this.#names, method) ? this.#names[method]?.(...(args as never[])) : undefined
    const name = word === undefined ? method : `${method} (${word})`
    const task = currentTask()
    if (task !== undefined && (this.#closed || task.dropped)) {
      this.troubles.push(`${task.name} calls ${name} after ${task.dropped ? 'its crash' : 'the end of the run'}`)
      return new Promise(() => {})
    }
    const call: Call = { by: task?.name, name, args }
    const made = () => {
      this.calls.push(call)
      // a port that calls another port does so by itself, and not as a part of the task
      return runIn(undefined, body)
    }
    const keep = (outcome: NonNullable<Call['outcome']>) => {
      call.outcome = outcome
      this.#activity++
    }
    if (task === undefined || this.#open.has(method) || !this.#gated) {
      try {
        const result = made()
        if (!isThenable(result)) {
          keep({ value: result })
          return result
        }
        return result.then(
          (value) => {
            keep({ value })
            return value
          },
          (error: unknown) => {
            keep({ error })
            throw error
          },
        )
      } catch (error) {
        keep({ error })
        throw error
      }
    }
    this.#activity++
    const result = new Promise<unknown>((resolve, reject) => {
      const proceed = async () => {
        this.#underWay++
        try {
          const value = await made()
          keep({ value })
          if (!task.dropped && !this.#closed) resolve(value)
        } catch (error) {
          keep({ error })
          if (!task.dropped && !this.#closed) reject(error as Error)
        } finally {
          this.#underWay--
        }
      }
      task.waiting.push({ name, args, proceed })
    })
    return result
  }

  /** Lets everything run that the event loop reaches by itself. */
  async #quiet(): Promise<void> {
    let seen = -1
    for (let still = 0; still < 2; ) {
      await new Promise((resume) => setImmediate(resume))
      still = seen === this.#activity ? still + 1 : 0
      seen = this.#activity
    }
  }

  /** The tasks that neither wait at a port nor have ended, and that wait for no other task. */
  #restless(): Task[] {
    const atGates = this.#tasks.some(({ waiting }) => waiting.length > 0)
    return this.#tasks.filter(
      ({ ended, dropped, waiting, resources }) =>
        !ended && !dropped && waiting.length === 0 && (resources.size > 0 || !atGates),
    )
  }

  async #within(work: Promise<void>, what: () => string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Unsettled(what())), this.#limitMs)
    })
    try {
      await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

function waitsFor({ name, resources }: Task): string {
  const kinds = [...new Set(resources.values())]
  if (kinds.length === 0) return `${name} waits for something that no port gave, and that nothing will end`
  return `${name} waits for something that no port gave (${kinds.join(', ')})`
}

function isThenable(value: unknown): value is Promise<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : show(reason)
}
