/** The threads of a search by several workers: starting them, seeding them, hearing from them. */
import { compile } from '../compile/program.ts'
import { InternalError } from '../errors.ts'
import { type Shared, type Standing, seedOf, sharedOf, standing, stop, work } from '../explore/crew.ts'
import type { Exploration } from '../explore/explore.ts'
import { Part, type PartOptions, type Seed } from '../explore/part.ts'
import { interpreter, StepError } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import { crossCheck } from '../trace/cross-check.ts'

/** A thread that runs `workOn` with a task. */
export interface Thread {
  post(seed: Seed): void
  /** What it says: `ready`, and once it was given a seed its report. */
  on(heard: (said: 'ready' | Report) => void, failed: (error: Error) => void): void
  end(): void
}

/** What a thread is to do, as plain data and shared memory. */
export interface Task {
  readonly me: number
  readonly shared: Shared
  readonly part: PartOptions
}

/** How it ended for one worker. */
export interface Report {
  readonly bytes: number
  readonly ends: readonly number[]
  /** The action that failed, or gave two results. */
  readonly trouble?: number
}

/** How many threads there are to be, and how to start one. */
export interface Threads {
  readonly count: number
  start(task: Task): Thread
}

/** The threads of a search, and what they share. */
export class Crew {
  readonly #shared: Shared
  readonly #threads: readonly Thread[]
  readonly #exploration: Exploration
  readonly #reports: Report[] = []
  #ready = 0
  #failed: Error | undefined
  #wake: () => void = () => undefined

  constructor(exploration: Exploration, part: PartOptions, threads: Threads, stopWhenDecided: boolean) {
    this.#exploration = exploration
    this.#shared = sharedOf({
      workers: threads.count,
      words: exploration.program.words,
      actions: part.actions,
      properties: part.kinds.length,
      maxStates: part.limits.maxStates,
      stopWhenDecided,
    })
    const limits = { maxStates: 2 ** 30, maxBytes: part.limits.maxBytes / threads.count }
    this.#threads = Array.from({ length: threads.count }, (_, me) =>
      threads.start({ me, shared: this.#shared, part: { ...part, limits } }),
    )
    for (const thread of this.#threads) {
      thread.on(
        (said) => {
          if (said === 'ready') this.#ready++
          else this.#reports.push(said)
          this.#wake()
        },
        (error) => {
          this.#failed ??= error
          this.#wake()
        },
      )
    }
  }

  /** Whether all threads can begin. @throws InternalError where one has failed */
  get ready(): boolean {
    if (this.#failed !== undefined) throw this.#failure(this.#failed)
    return this.#ready === this.#threads.length
  }

  get standing(): Standing {
    return standing(this.#shared)
  }

  /** Lets them work to their end; `pause` is called about five times a second. */
  async run(pause: () => void): Promise<{ reports: readonly Report[]; outOfMemory: boolean }> {
    const seed = seedOf(this.#exploration, this.#shared)
    for (const thread of this.#threads) thread.post(seed)
    while (this.#reports.length < this.#threads.length) {
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, 200)
        this.#wake = () => {
          clearTimeout(timer)
          resume()
        }
      })
      if (this.#failed !== undefined) {
        if ((this.#failed as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY')
          throw this.#failure(this.#failed)
        return { reports: this.#reports, outOfMemory: true }
      }
      pause()
    }
    return { reports: this.#reports, outOfMemory: false }
  }

  stop(): void {
    stop(this.#shared)
  }

  end(): void {
    for (const thread of this.#threads) thread.end()
  }

  #failure(cause: Error): InternalError {
    return new InternalError(`a worker has failed: ${cause.message}`, { cause })
  }
}

/** The whole life of a thread: makes its program, waits for the seed, works, checks a sample, reports. */
export async function workOn(
  model: Model,
  { me, shared, part }: Task,
  say: (said: 'ready' | Report) => void,
  seeded: () => Promise<Seed>,
): Promise<void> {
  const mine = new Part(compile(model), shared.mail, me, part)
  say('ready')
  mine.sow(await seeded())
  work(mine, me, shared)
  let { trouble } = mine
  try {
    crossCheck(model, interpreter(model), mine)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    trouble ??= error.action ?? -1
  }
  say({ bytes: mine.store.bytes, ends: mine.ends, ...(trouble === undefined ? {} : { trouble }) })
}
