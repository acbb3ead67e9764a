/**
 * Holds calls on the interfaces through which code reaches the world. A call of a task on a wrapped port waits until a
 * schedule lets it proceed. The asynchronous context says which task calls, so the code needs no change.
 *
 * A call, its answer, and what the code does from there to its next calls are one step of the schedule. So a schedule is
 * an order of effects. If it holds an answer back, other tasks can go on before the answer comes.
 *
 * Over 300 lines, because calls and tasks share the state of one schedule.
 */
import { show, UsageError } from '../errors.ts'
import { checked, type PortsOptions } from './options.ts'
import { watchResources } from './resources.ts'
import { currentScope, type Owner, runIn, type Scope, watchFailures } from './scope.ts'
import { type Ending, isBusy, type Settled, Task, type WaitingCall, waitsFor } from './task.ts'
import { isThenable, within } from './time-limit.ts'
import { waitingCall } from './waiting-call.ts'
import { wrapped } from './wrap.ts'

export type { Ending, PortsOptions, Task, WaitingCall }

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
  outcome?: Settled
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
export class Ports<T extends Interfaces = Interfaces> implements Owner {
  /** The wrapped interfaces: give these to the code. */
  readonly through: T
  /** Every call that was let through, in order. */
  readonly calls: Call[] = []
  /** Failures outside of a schedule: calls after the end, and rejected promises that nobody handled. */
  readonly troubles: string[] = []
  readonly #tasks: Task[] = []
  readonly #interfaces: T
  readonly #open: ReadonlySet<string>
  readonly #gated: boolean
  readonly #names: Required<PortsOptions>['names']
  readonly #limitMs: number
  readonly #unwatch: readonly (() => void)[]
  /** Code of the system that belongs to no task, such as the inside of a port. */
  readonly #outside: Scope = { owner: this, task: undefined }
  /** The functions that tasks gave to ports, and what the ports call in their place. */
  readonly #callbacks = new WeakMap<Task, WeakMap<object, object>>()
  #closed = false
  /** A method whose call waited although it returns no promise. */
  #unpromised: string | undefined
  /** Counts everything that happens in tasks. */
  #activity = 0
  /** The calls of tasks that proceed and have not settled. */
  readonly #underWay = new Map<Call, Task>()
  /** The method of each waiting call, and the call itself. */
  readonly #pending = new WeakMap<WaitingCall, { readonly method: string; made(): unknown }>()

  constructor(interfaces: T, options: PortsOptions = {}) {
    if (typeof interfaces !== 'object' || interfaces === null) {
      throw new UsageError(`ports got ${show(interfaces)}; expected interfaces by name, as in ports({ zone, store })`)
    }
    const { open, names, gated, limitMs } = checked(options)
    this.#interfaces = interfaces
    this.#open = new Set(open)
    this.#gated = gated
    this.#names = names
    this.#limitMs = limitMs
    const all: { [port: string]: object } = {}
    for (const [port, target] of Object.entries(interfaces)) {
      if (typeof target !== 'object' || target === null) {
        throw new UsageError(`ports: ${port} is ${show(target)}; expected an object with methods`)
      }
      all[port] = wrapped(port, target, (name, args, body) => this.#call(name, args, body))
    }
    for (const [option, all] of Object.entries({ open, names: Object.keys(names) })) {
      const other = all.find((name) => !this.has(name))
      if (other === undefined) continue
      throw new UsageError(`ports: ${option} has ${show(other)}, which is not a method of a port`)
    }
    this.through = all as T
    this.#unwatch = [watchResources(), watchFailures(this)]
    currentScope()?.owner.opened?.add(this)
  }

  /** Whether a name, as in `zone.change`, is a method of a port. */
  has(name: unknown): boolean {
    if (typeof name !== 'string') return false
    return Object.entries(this.#interfaces).some(
      ([port, target]) =>
        name.startsWith(`${port}.`) && typeof Reflect.get(target, name.slice(port.length + 1), target) === 'function',
    )
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
    runIn({ owner: this, task }, () => {
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

  /**
   * Lets a call through, and waits until every task is at rest again. `ending` says what becomes of it.
   * @throws Unsettled; UsageError if the method returns no promise
   */
  async proceed(call: WaitingCall, ending?: Ending): Promise<void> {
    const task = this.#tasks.find(({ waiting }) => waiting.includes(call))
    if (task === undefined) throw new UsageError(`ports: ${call.name} does not wait at a port`)
    task.waiting.splice(task.waiting.indexOf(call), 1)
    await within(call.proceed(ending), this.#limitMs, () => new Unsettled(this.#notSettled(task.name, call.name)))
    if (this.#unpromised !== undefined) throw this.#noPromise(this.#unpromised)
    await this.rest()
  }

  /**
   * Makes the waiting calls of a run that has failed, because a call that returns no promise makes a task seem to be at
   * two places. @throws UsageError if one returns no promise
   * @internal
   */
  expectPromises(): void {
    for (const call of this.#tasks.flatMap(({ waiting }) => waiting)) {
      const { method, made } = this.#pending.get(call) ?? {}
      if (method === undefined || made === undefined || this.#isAsync(method)) continue
      try {
        const result = made()
        if (!isThenable(result)) throw this.#noPromise(method)
        result.then(undefined, () => {})
      } catch (error) {
        if (error instanceof UsageError) throw error
      }
    }
  }

  #isAsync(method: string): boolean {
    const [port = '', ...name] = method.split('.')
    const member: unknown = Reflect.get(this.#interfaces[port] ?? {}, name.join('.'))
    return Object.prototype.toString.call(member) === '[object AsyncFunction]'
  }

  #noPromise(method: string): UsageError {
    const open = `open: [${show(method)}]`
    return new UsageError(
      `ports: ${method} returned no promise, so its calls cannot wait; add \`${open}\` to the options`,
    )
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
      const underWay = [...this.#underWay].filter(([, { dropped }]) => !dropped)
      if (underWay.length === 0 && restless.length === 0) return
      if (performance.now() > end) {
        const calls = underWay.map(([call, task]) => this.#notSettled(task.name, call.name))
        throw new Unsettled((calls.length > 0 ? calls : restless.map(waitsFor)).join('; '))
      }
      await new Promise((resume) => setTimeout(resume, 1))
    }
  }

  /** Ends the run: no task makes a further call. The waiting calls never return. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const task of this.#tasks) task.waiting.length = 0
    for (const unwatch of this.#unwatch) unwatch()
  }

  #find(process: string, instance: number): Task | undefined {
    return this.#tasks.find((task) => task.process === process && task.instance === instance)
  }

  #notSettled(task: string, call: string): string {
    return `${task}: ${call} did not settle within ${this.#limitMs} ms`
  }

  #call(method: string, args: readonly unknown[], body: (args: readonly unknown[]) => unknown): unknown {
    const word = Object.hasOwn(this.#names, method) ? this.#names[method]?.(...(args as never[])) : undefined
    const name = word === undefined ? method : `${method} (${word})`
    const scope = currentScope()
    // a task of another system is not one that this schedule knows
    const task = scope?.owner === this ? scope.task : undefined
    if (task !== undefined && (this.#closed || task.dropped)) {
      this.troubles.push(`${task.name} calls ${name} after ${task.dropped ? 'its crash' : 'the end of the run'}`)
      return new Promise(() => {})
    }
    const call: Call = { by: task?.name, name, args }
    const given = task === undefined ? args : args.map((arg) => this.#callback(task, arg))
    const made = () => {
      this.calls.push(call)
      // a port that calls another port does so by itself, and not as a part of the task
      return runIn(this.#outside, () => body(given))
    }
    const keep = (outcome: Settled) => {
      call.outcome = outcome
      this.#activity++
    }
    if (task === undefined || this.#open.has(method) || !this.#gated) return this.#made(call, task, made, keep)
    this.#activity++
    return new Promise<unknown>((resolve, reject) => {
      const waiting = waitingCall({
        ...{ name, args, task, keep },
        made: () => {
          const result = made()
          if (!isThenable(result)) this.#unpromised ??= method
          return result
        },
        unmade: () => void this.calls.push(call),
        underWay: (isSo) => void (isSo ? this.#underWay.set(call, task) : this.#underWay.delete(call)),
        hear: (outcome) => {
          if (task.dropped || this.#closed) return
          // the answer belongs to the task, and so does a rejection that it does not handle
          runIn(scope as Scope, () => ('error' in outcome ? reject(outcome.error as Error) : resolve(outcome.value)))
        },
      })
      this.#pending.set(waiting, { method, made })
      task.waiting.push(waiting)
    })
  }

  /** Makes a call without a gate. */
  #made(call: Call, task: Task | undefined, made: () => unknown, keep: (outcome: Settled) => void): unknown {
    let result: unknown
    try {
      result = made()
    } catch (error) {
      keep({ error })
      throw error
    }
    if (!isThenable(result)) {
      keep({ value: result })
      return result
    }
    if (task !== undefined) this.#underWay.set(call, task)
    return result.then(
      (value) => {
        this.#underWay.delete(call)
        keep({ value })
        return value
      },
      (error: unknown) => {
        this.#underWay.delete(call)
        keep({ error })
        throw error
      },
    )
  }

  /** A function that a task gives to a port belongs to the task, also when the port calls it. */
  #callback(task: Task, given: unknown): unknown {
    if (typeof given !== 'function') return given
    const known = this.#callbacks.get(task) ?? new WeakMap<object, object>()
    this.#callbacks.set(task, known)
    const bound =
      known.get(given) ??
      new Proxy(given, {
        apply: (body: (...args: unknown[]) => unknown, self, args) =>
          task.dropped || this.#closed
            ? undefined
            : runIn({ owner: this, task }, () => Reflect.apply(body, self, args) as unknown),
      })
    known.set(given, bound)
    return bound
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
    return this.#tasks.filter((task) => {
      const { ended, dropped, waiting, resources } = task
      if (dropped) return false
      return (
        isBusy(task) || (!ended && waiting.length === 0 && (resources.size > 0 || (!atGates && !task.isUnanswered)))
      )
    })
  }
}
