/** The threads of a search by several workers: starts them, gives them the seed, and collects their reports. */

import { type Program, StepFailure, type SymmetryStanding } from '../engine/compile/program.ts'
import { type Pause, sliceMs } from '../engine/search/pieces.ts'
import type { Search } from '../engine/search/search.ts'
import {
  type Shared,
  seedOf,
  sharedOf,
  stop,
  type TeamState,
  teamState,
  wait,
  work,
} from '../engine/search/teamwork.ts'
import { type PartOptions, SearchPart, type Seed } from '../engine/search/worker-part.ts'
import { programOf } from '../engine/symmetry/quotient.ts'
import { InternalError, SpecError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { defined } from '../plain.ts'
import { interpreter, StepError } from '../reference/interpret.ts'
import { crossCheck } from '../trace/cross-check.ts'
import { sketchOf } from './model-parts.ts'

/** A thread that runs `workOn` with a task. */
export interface Thread {
  post(seed: Seed): void
  /** `heard` receives `ready`, and later, after `post`, the report of the thread. */
  on(heard: (said: 'ready' | Report) => void, failed: (error: Error) => void): void
  end(): void
}

/** The task of a thread, as plain data and shared memory. */
export interface Task {
  readonly me: number
  readonly shared: Shared
  readonly part: PartOptions
  /** Describes the model. The thread builds its own model and compares. */
  readonly sketch: string
}

/** The report of one worker at its end. */
export interface Report {
  /** Memory of all states. */
  readonly bytes: number
  readonly ends: readonly number[]
  /** Number of states for which those stand that it expanded: up to the end of each level, and in all. */
  readonly wholeEnds: readonly number[]
  readonly symmetry?: SymmetryStanding
  /** The action that failed or gave two results; −1 if no action did, but the model failed. */
  readonly trouble?: number
}

/** The number of workers, including this thread, and the function that starts a thread for another worker. */
export interface Threads {
  readonly count: number
  start(task: Task): Thread
}

/** Maximum time that this thread blocks while it waits for others. It receives no messages meanwhile. */
const deafMs = 50
/** Number of slices after the stop signal for which this thread waits for late reports before it gives up. */
const mostLateSlices = 10

/** The workers of a search: this thread, the others, and what they share. */
export class Crew {
  readonly #shared: Shared
  readonly #threads: readonly Thread[]
  readonly #model: Model
  readonly #exploration: Search
  readonly #part: PartOptions
  readonly #reports: Report[] = []
  #ready = 0
  #failed: Error | undefined
  #wake: () => void = () => undefined

  constructor(
    model: Model,
    exploration: Search,
    part: PartOptions,
    { count, start }: Threads,
    stopWhenDecided: boolean,
  ) {
    this.#model = model
    this.#exploration = exploration
    this.#part = part
    this.#shared = sharedOf({
      workers: count,
      actions: part.actions,
      properties: part.kinds.length,
      maxStates: part.limits.maxStates,
      stopWhenDecided,
    })
    const sketch = sketchOf(model)
    this.#threads = Array.from({ length: count - 1 }, (_, k) =>
      start({ me: k + 1, shared: this.#shared, part, sketch }),
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

  /** Whether all threads can begin. @throws InternalError if one has failed */
  get ready(): boolean {
    if (this.#failed !== undefined) throw this.#failure(this.#failed)
    return this.#ready === this.#threads.length
  }

  get standing(): TeamState {
    return teamState(this.#shared)
  }

  /**
   * Works with the threads to the end. It calls `pause` often enough for this thread to receive messages. `mine`: the
   * part of this thread, which runs `program`.
   */
  async run(
    pause: Pause,
    program: Program,
  ): Promise<{ reports: readonly Report[]; outOfMemory: boolean; mine: SearchPart; isLate?: true }> {
    const shared = this.#shared
    const reports = this.#reports
    const seed = seedOf(this.#exploration, shared, this.#part)
    for (const thread of this.#threads) thread.post(seed)
    const mine = new SearchPart(program, 0, seed, this.#part)
    for (const generation of work(mine, 0, shared)) {
      if (generation !== undefined) wait(shared, generation, deafMs)
      const resting = pause()
      if (resting === undefined) continue
      if (await resting) stop(shared)
      if (this.#isLost()) return { reports, outOfMemory: true, mine }
    }
    reports.push(reportOf(this.#model, mine))
    let lateSlices = 0
    while (reports.length <= this.#threads.length) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resume) => {
        this.#wake = resume
        timer = setTimeout(resume, sliceMs)
      })
      clearTimeout(timer)
      if (this.#isLost()) return { reports, outOfMemory: true, mine }
      const resting = pause()
      if (resting === undefined || !(await resting)) continue
      stop(shared)
      // a thread whose step never returns does not see the stop signal
      if (lateSlices++ >= mostLateSlices) return { reports, outOfMemory: false, mine, isLate: true }
    }
    return { reports, outOfMemory: false, mine }
  }

  /** Whether a thread is out of memory. @throws InternalError if a thread has failed otherwise */
  #isLost(): boolean {
    if (this.#failed === undefined) return false
    if ((this.#failed as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw this.#failure(this.#failed)
    return true
  }

  end(): void {
    for (const thread of this.#threads) thread.end()
  }

  #failure(cause: Error): Error {
    // a thread sends its errors without their classes
    const { name, code } = cause as { readonly name: string; readonly code?: string }
    if (name === 'SpecError' && code !== undefined) return new SpecError(code, cause.message)
    return new InternalError(`a worker failed: ${cause.message}`, { cause })
  }
}

/** @throws SpecError if the thread has built a model that differs from the model of the thread that started it */
function expectSame(model: Model, sketch: string): void {
  if (sketchOf(model) === sketch) return
  throw new SpecError(
    'not-a-function',
    `two threads built different models of '${model.name}' from the same spec. A spec must be the same on each load, and a model must depend only on its parameters`,
  )
}

/** The whole life of a thread: compiles its program, waits for the seed, works, checks a sample, reports. */
export async function workOn(
  model: Model,
  { me, shared, part, sketch }: Task,
  say: (said: 'ready' | Report) => void,
  seeded: () => Promise<Seed>,
): Promise<void> {
  expectSame(model, sketch)
  const program = programOf(model, part.reduction)
  say('ready')
  const mine = new SearchPart(program, me, await seeded(), part)
  for (const generation of work(mine, me, shared)) {
    if (generation !== undefined) wait(shared, generation)
  }
  say(reportOf(model, mine))
}

function reportOf(model: Model, part: SearchPart): Report {
  let { trouble } = part
  try {
    crossCheck(model, interpreter(model), part.sampled)
  } catch (error) {
    // the sample may contain a state whose step failed
    if (!(error instanceof StepError || error instanceof StepFailure)) throw error
    trouble ??= error.action ?? -1
  }
  const { bytes, ends, wholeEnds } = part
  return { bytes, ends, wholeEnds, ...defined({ trouble, symmetry: standingOf(part.program) }) }
}

/** Plain data, which a thread can post. */
function standingOf({ symmetry }: Program): SymmetryStanding | undefined {
  if (symmetry === undefined) return undefined
  const { isProof, isEquivariant, startsWhole } = symmetry.standing
  return { isProof, isEquivariant, startsWhole }
}
