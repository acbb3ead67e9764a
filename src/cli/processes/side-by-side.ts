/**
 * Checks several designs of one command at the same time, in this process and in others. The results are those of one
 * design after the other, because a design has all limits for itself: if the designs that run together exceed the
 * memory limit, the one that began last is stopped, and explored again when nothing else runs.
 *
 * This process explores only designs that the lock holds: these have been explored before. A design that is new could
 * exhaust the memory of its process, which must not take the results of the others with it.
 *
 * A few small designs are not worth a process. Then this process explores them one after the other. If that takes
 * longer than `patienceMs`, processes explore the rest. Over 300 lines, because all of this shares the state of one
 * schedule.
 */
import { resolve } from 'node:path'
import { expectedOf } from '../../language/spec.ts'
import type { Progress } from '../../plain.ts'
import { progressOfMany } from '../../report/terminal/progress.ts'
import type { LimitName, PropertyResult, Result, RunError } from '../../result.ts'
import { modelFor, nothing, outlineOf } from '../../run/design.ts'
import { type Stopwatch, stopwatch } from '../../run/limits.ts'
import { caches, type OneCheck, oneCheck, type Surroundings } from '../commands/check-one.ts'
import { cores } from '../host/cores.ts'
import type { CheckArgs } from '../options/commands.ts'
import { Troubles } from '../output/troubles.ts'
import { defaultMemoryBytes } from '../project/jobs.ts'
import type { LoadedSpec } from '../project/load.ts'
import type { Unit } from '../project/units.ts'
import { type Child, canStart, type Ending, type Said, startChild } from './children.ts'

/** From this sum of weights on, processes explore from the beginning. */
const manyWeight = 150_000
/** Milliseconds for which this process explores alone if the designs seem to be small. */
const patienceMs = 700
/** Milliseconds after a signal within which a process must say what it knows. Its own alarm takes up to 3 s. */
const lateMs = 6000

/** The number of designs to check at the same time; 1 if one after the other. */
export function jobsFor(units: readonly Unit[], { jobs, workers }: CheckArgs): number {
  if (!canStart()) return 1
  return Math.min(jobs ?? Math.max(1, Math.floor(cores() / workers)), units.length)
}

class Task {
  readonly unit: Unit
  /** The next smaller size of the design. If it hits a limit, this one is skipped. */
  readonly smaller: Task | undefined
  readonly done: Promise<Result | undefined>
  /** Lines and errors that wait for the designs before this one. */
  readonly said: (() => void)[] = []
  /** Whether the output of all designs before this one is printed. */
  isFirst = false
  result: Result | undefined
  isDone = false
  /** Whether it exceeded the memory beside others, and so has to run alone. */
  runsAlone = false
  progress: Progress | undefined
  clock: Stopwatch = stopwatch()
  /** The check in this process. */
  check: OneCheck | undefined
  #resolve: (result: Result | undefined) => void = () => {}

  constructor(unit: Unit, smaller: Task | undefined) {
    this.unit = unit
    this.smaller = smaller
    this.done = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  say(line: () => void): void {
    if (this.isFirst) line()
    else this.said.push(line)
  }

  end(result: Result | undefined): void {
    if (this.isDone) return
    this.isDone = true
    this.result = result
    this.#resolve(result)
  }
}

/** A process, and the design that it explores. */
interface Seat {
  readonly child: Child
  /** Paths of the specs that it has loaded. */
  readonly specs: Set<string>
  task: Task | undefined
  /** The last design that it explored. */
  last: Unit | undefined
}

export class SideBySide {
  readonly #args: CheckArgs
  readonly #jobs: number
  readonly #surroundings: Surroundings
  readonly #tasks: readonly Task[]
  readonly #maxBytes: number
  /** Designs without a cached result that nobody explores yet. */
  #waiting: Task[] = []
  /** Designs that are being explored; the one that began last is the last. */
  #running: Task[] = []
  #seats: Seat[] = []
  /** Whether only this process explores. */
  #isHere: boolean
  /** The design that this process explores, and the last one that it explored. */
  readonly #here: Pick<Seat, 'task' | 'last'> = { task: undefined, last: undefined }
  #timer: NodeJS.Timeout | undefined
  readonly #onAbort = () => this.#abort()

  constructor(units: readonly Unit[], jobs: number, args: CheckArgs, surroundings: Surroundings) {
    this.#args = args
    this.#jobs = jobs
    this.#surroundings = surroundings
    const tasks: Task[] = []
    for (const unit of units) {
      const before = tasks.at(-1)
      const isNext = unit.isGrowing && before?.unit.loaded === unit.loaded && before.unit.design === unit.design
      tasks.push(new Task(unit, isNext ? before : undefined))
    }
    this.#tasks = tasks
    this.#maxBytes = args.maxMemory ?? defaultMemoryBytes()
    const weight = units.reduce((sum, unit) => sum + unit.weight, 0)
    this.#isHere = args.jobs === undefined && weight < manyWeight
    const { signal } = surroundings
    if (signal.aborted) this.#abort()
    else signal.addEventListener('abort', this.#onAbort, { once: true })
    void this.#start()
  }

  /** The result of a design, once the others before it are reported; `undefined` if it was skipped. */
  async resultOf(unit: Unit): Promise<Result | undefined> {
    const task = this.#tasks.find((task) => task.unit === unit) as Task
    task.isFirst = true
    for (const line of task.said.splice(0)) line()
    return await task.done
  }

  /** Ends all processes, and waits for their end. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#surroundings.signal.removeEventListener('abort', this.#onAbort)
    this.#waiting = []
    const seats = this.#seats
    this.#seats = []
    await Promise.all(seats.map(({ child }) => child.leave()))
  }

  /** Takes the cached results; the other designs wait to be explored. */
  async #start(): Promise<void> {
    for (const task of this.#tasks) {
      if (this.#surroundings.signal.aborted) break
      const result = caches(this.#args) && task.smaller === undefined ? await this.#checkOf(task).known() : undefined
      if (result !== undefined) this.#end(task, result)
      else this.#waiting.push(task)
    }
    if (this.#surroundings.signal.aborted) this.#abort()
    if (this.#isHere) this.#timer = setTimeout(() => this.#goOut(), patienceMs)
    this.#dispatch()
  }

  #goOut(): void {
    this.#isHere = false
    this.#dispatch()
  }

  #checkOf(task: Task): OneCheck {
    if (task.check !== undefined) return task.check
    const { unit } = task
    const { warn, troubles } = this.#surroundings
    const own = new Troubles((line) => task.say(() => warn(line)))
    task.check = oneCheck(unit.loaded, unit.design, { ...this.#args, param: unit.param }, unit.size, {
      ...this.#surroundings,
      warn: (line) => task.say(() => warn(line)),
      troubles: Object.assign(own, { codes: troubles.codes }),
      progress: {
        update: (_, progress) => {
          if (typeof progress !== 'string') this.#onProgress(task, progress)
        },
      },
    })
    return task.check
  }

  #end(task: Task, result: Result | undefined): void {
    this.#running = this.#running.filter((one) => one !== task)
    task.end(result)
    this.#dispatch()
  }

  /** Begins as many designs as may run together. */
  #dispatch(): void {
    if (this.#surroundings.signal.aborted) return
    for (const task of this.#waiting) {
      const { smaller } = task
      if (smaller?.isDone && (smaller.result === undefined || smaller.result.limit !== undefined)) {
        this.#waiting = this.#waiting.filter((one) => one !== task)
        task.end(undefined)
      }
    }
    const most = this.#isHere ? 1 : this.#jobs
    while (this.#running.length < most) {
      const own =
        this.#here.task === undefined
          ? this.#next(this.#here.last, (unit) => unit.isKnown || isRefused(unit))
          : undefined
      if (own !== undefined || this.#isHere) {
        const task = own ?? this.#next(undefined, () => true)
        if (task === undefined) return
        this.#begin(task)
        void this.#exploreHere(task)
        continue
      }
      const seat = this.#seats.find(({ task }) => task === undefined)
      // if a design was refused, its error is in this process
      const task = this.#next(seat?.last, (unit) => !isRefused(unit))
      if (task === undefined) return
      this.#begin(task)
      this.#exploreIn(seat ?? this.#newSeat(), task)
    }
  }

  #begin(task: Task): void {
    this.#waiting = this.#waiting.filter((one) => one !== task)
    this.#running.push(task)
    task.clock = stopwatch()
  }

  /**
   * The design to begin next. The one with the greatest weight, unless it is small compared with what is left: then one
   * of the spec that the process has loaded and whose code it has optimised already, or of a spec that no other has.
   * `last`: the last design that the process explored.
   */
  #next(last: Unit | undefined, fits: (unit: Unit) => boolean): Task | undefined {
    if (this.#running.some(({ runsAlone }) => runsAlone)) return undefined
    const isReady = ({ unit, smaller, runsAlone }: Task) =>
      (smaller === undefined || smaller.isDone) && (!runsAlone || this.#running.length === 0) && fits(unit)
    const ready = this.#waiting.filter(isReady)
    if (this.#isHere) return ready[0]
    if (this.#running.length > 0 && this.#bytes() > this.#maxBytes / 2) return undefined
    const others = ready.filter(({ runsAlone }) => !runsAlone)
    const all = others.length > 0 ? others : ready
    const largest = heaviest(all)
    if (largest === undefined) return undefined
    const left = all.reduce((sum, { unit }) => sum + unit.weight, 0)
    if (largest.unit.weight * 2 * this.#jobs > left) return largest
    const mine = all.filter(({ unit }) => unit.loaded === last?.loaded)
    if (mine.length > 0) return heaviest(mine)
    const taken = new Set(this.#running.map(({ unit }) => unit.loaded))
    const free = all.filter(({ unit }) => !taken.has(unit.loaded))
    const sums = new Map<LoadedSpec, number>()
    for (const { unit } of free) sums.set(unit.loaded, (sums.get(unit.loaded) ?? 0) + unit.weight)
    const [loaded] = [...sums].reduce<[LoadedSpec | undefined, number]>(
      (most, one) => (one[1] > most[1] ? one : most),
      [undefined, 0],
    )
    return heaviest(free.filter(({ unit }) => unit.loaded === loaded)) ?? largest
  }

  async #exploreHere(task: Task): Promise<void> {
    this.#here.task = task
    this.#here.last = task.unit
    const result = await this.#checkOf(task).explore()
    this.#here.task = undefined
    this.#end(task, result)
  }

  #newSeat(): Seat {
    const seat: Seat = {
      specs: new Set(),
      ...{ task: undefined, last: undefined },
      child: startChild(
        (said) => this.#hear(seat, said),
        (ending) => this.#onEnd(seat, ending),
      ),
    }
    this.#seats.push(seat)
    return seat
  }

  #exploreIn(seat: Seat, task: Task): void {
    const { loaded, design, param, size } = task.unit
    const { terminal, locks, isLocked } = this.#surroundings
    const path = resolve(terminal.cwd, loaded.file)
    const { code, map, digest, files } = loaded.bundle
    // only the cache reads this, and it is slow to find
    const reads = loaded.caches ? loaded.bundle.reads : []
    seat.task = task
    seat.last = task.unit
    seat.child.send({
      ...{ path, cwd: terminal.cwd, caches: loaded.caches, design, size, locks },
      ...(seat.specs.has(path) ? {} : { bundle: { code, map, digest, files, reads } }),
      args: { ...this.#args, param },
      isLocked: isLocked(loaded.spec.name, design),
    })
    seat.specs.add(path)
  }

  #hear(seat: Seat, said: Said): void {
    const { task } = seat
    const { warn, troubles } = this.#surroundings
    if (task === undefined) return
    if (said.kind === 'progress') this.#onProgress(task, said.progress)
    if (said.kind === 'warning') task.say(() => warn(said.line))
    if (said.kind === 'printed') task.say(() => process.stderr.write(said.text))
    if (said.kind === 'stray') {
      task.say(() => {
        warn(said.line)
        troubles.codes.push(2)
      })
    }
    if (said.kind === 'result') {
      const { design, param, loaded } = task.unit
      const params = { ...loaded.spec.designs[design]?.params, ...param }
      task.say(() => troubles.codes.push(...said.codes))
      seat.task = undefined
      this.#end(task, { ...said.result, params })
    }
    if (said.kind === 'failed') {
      // it may be in any state
      this.#remove(seat)
      seat.child.kill('SIGKILL')
      this.#fail(task, said.error, said.limit)
    }
  }

  #remove(seat: Seat): void {
    seat.task = undefined
    this.#seats = this.#seats.filter((one) => one !== seat)
  }

  /** A process has ended. If it explored a design, that design has an error, and the others go on. */
  #onEnd(seat: Seat, ending: Ending): void {
    const { task } = seat
    this.#remove(seat)
    if (task === undefined) return
    if (ending.error !== undefined) {
      // the system cannot start another process
      this.#running = this.#running.filter((one) => one !== task)
      this.#waiting.unshift(task)
      this.#isHere = true
      this.#dispatch()
      return
    }
    this.#fail(task, endOf(ending), this.#surroundings.signal.aborted ? 'interrupted' : undefined)
  }

  #fail(task: Task, error: RunError, limit?: LimitName): void {
    const { unit, clock, progress } = task
    const { loaded, design, param } = unit
    const { spec, file, digest } = loaded
    const outline = outlineOf(spec, design, { params: param, file, digest })
    const counts = progress && { states: progress.states, transitions: progress.transitions, depth: progress.depth }
    const { error: _, ...without } = nothing(outline, clock.seconds(), error)
    const result = { ...without, ...counts, properties: unknownOf(unit) }
    if (limit === undefined) task.say(() => this.#surroundings.warn(`${spec.name}, ${design}: ${error.message}`))
    this.#end(task, limit === undefined ? { ...result, error } : { ...result, limit })
  }

  #onProgress(task: Task, progress: Progress): void {
    task.progress = progress
    const { spec } = task.unit.loaded
    const running = this.#running.flatMap(({ progress }) => progress ?? [])
    if (this.#running.length === 1) {
      this.#surroundings.progress.update(`${spec.name}, ${task.unit.design}`, progress)
    } else {
      const done = this.#tasks.filter(({ isDone }) => isDone).length
      const many = progressOfMany(running, done, this.#tasks.length)
      this.#surroundings.progress.update(`${this.#running.length} designs at the same time`, many)
    }
    if (this.#running.length > 1 && this.#bytes() > this.#maxBytes) this.#stopLast()
  }

  #bytes(): number {
    return this.#running.reduce((sum, { progress }) => sum + (progress?.bytes ?? 0), 0)
  }

  /** Stops the design that began last; it runs alone later. */
  #stopLast(): void {
    const seats = this.#running.flatMap((task) => this.#seats.find((seat) => seat.task === task) ?? [])
    const seat = seats.at(-1)
    const task = seat?.task
    if (seat === undefined || task === undefined) return
    this.#remove(seat)
    seat.child.kill('SIGKILL')
    this.#running = this.#running.filter((one) => one !== task)
    task.runsAlone = true
    task.progress = undefined
    // it says everything again
    task.said.length = 0
    this.#waiting.push(task)
  }

  /** After a signal: nothing new begins, and every process says what it knows. */
  #abort(): void {
    for (const task of this.#waiting.splice(0)) task.end(undefined)
    for (const task of this.#tasks) if (!this.#running.includes(task)) task.end(undefined)
    for (const { child, task } of this.#seats) if (task !== undefined) child.kill('SIGINT')
    setTimeout(() => {
      for (const { child, task } of this.#seats) if (task !== undefined) child.kill('SIGKILL')
    }, lateMs).unref()
  }
}

const isRefused = ({ loaded, design }: Unit) => loaded.spec.refused?.[design] !== undefined

function heaviest(tasks: readonly Task[]): Task | undefined {
  return tasks.reduce<Task | undefined>(
    (most, task) => (most === undefined || task.unit.weight > most.unit.weight ? task : most),
    undefined,
  )
}

/** The verdicts of a design whose process has ended. */
function unknownOf({ loaded: { spec }, design, param }: Unit): PropertyResult[] {
  try {
    const { properties } = modelFor(spec, design, { params: param })
    return properties.map(({ name, kind }) => ({
      ...{ name, kind, verdict: 'unknown' as const, ok: false },
      expected: expectedOf(spec, design, name),
    }))
  } catch {
    return []
  }
}

function endOf({ code, signal, written }: Ending): RunError {
  if (/heap out of memory|Allocation failed|out of memory/i.test(written)) {
    const remedy = 'give Node more with `NODE_OPTIONS=--max-old-space-size=8192` (in MiB)'
    return { code: 'out-of-memory', message: `the check ran out of memory for JavaScript objects; ${remedy}` }
  }
  if (signal === 'SIGKILL') {
    const remedy = 'the system does that if memory runs out: lower --max-memory or --jobs'
    return { code: 'process-ended', message: `something killed the process that checked this design; ${remedy}` }
  }
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  return { code: 'process-ended', message: `the process that checked this design ${how}` }
}
