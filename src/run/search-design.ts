/**
 * The search of one design: by one worker, then by several if they are wanted and the model is large enough.
 *
 * When a model is large, a second search takes over. It counts states and sees which properties are decided, but not
 * at which states. With one worker, this takes half of the memory. Several workers find states in an order that differs
 * from the order of one worker. To locate the findings, the first search goes on from the point of the takeover, only
 * as far as it must. So every trace is the one that the first search finds alone, for any number of workers.
 */

import type { Program, SymmetryStanding } from '../engine/compile/program.ts'
import { sliceMs } from '../engine/search/pieces.ts'
import { Search } from '../engine/search/search.ts'
import { Go } from '../engine/search/teamwork.ts'
import { levelsOf, type PartOptions } from '../engine/search/worker-part.ts'
import type { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { defined } from '../plain.ts'
import type { LimitName } from '../result.ts'
import type { Sampled } from '../trace/cross-check.ts'
import { interruption, pauses, type SearchOptions, type Stopwatch, stopWhenDecided } from './limits.ts'
import { twoResults } from './purity/errors-of-parts.ts'
import { Crew, type Report } from './threads.ts'

/** The result of a search. */
export interface Searched {
  readonly states: number
  /** The number of states for which those expanded stand, in all and at each distance. */
  readonly whole: { readonly states: number; readonly levels?: readonly number[] }
  readonly taken: Float64Array
  readonly depth: number
  /** Number of states at each distance; not known if a worker died. */
  readonly levels?: readonly number[]
  readonly bytes: number
  readonly complete: boolean
  readonly workers: number
  readonly limit?: LimitName
  /** A sample of states that were expanded beyond those of `exploration`. */
  readonly sampled?: Sampled
  /** How far each program that explored has checked that instances are alike. */
  readonly standings: readonly SymmetryStanding[]
  /** The error if the second search saw something that the first one did not find. */
  readonly error?: ModelError
}

/**
 * Threads are started when a model has at least `manyStates` states, `manyAhead` of them not expanded. Such a model
 * probably grows, and the threads are ready by the time it is large.
 */
const manyStates = 2 ** 13
const manyAhead = 2 ** 10
/** From this number of states on, one worker goes on in a table without ids, which takes half of the memory. */
export const manyForOne = 100_000
/** Interval of checks whether the model is large or threads are ready. Each check takes a few microseconds. */
const lookMs = 10

export async function search(
  model: Model,
  exploration: Search,
  part: PartOptions,
  clock: Stopwatch,
  options: SearchOptions,
): Promise<Searched> {
  const { threads, whole = false } = options
  const several = threads !== undefined && threads.count > 1
  const isLarge = () =>
    several
      ? exploration.count >= manyStates && exploration.frontier >= manyAhead
      : exploration.count >= manyForOne && hasRoom(exploration, part)
  const mayGoOn = exploration.rows === undefined && !whole
  const goOn = () =>
    new Search(options.ownProgram?.() ?? exploration.program, {
      ...part,
      stopWhenDecided: stopWhenDecided(options),
      begun: exploration,
    })
  const further = await options.saving?.begin(exploration, goOn, pauses(clock, options))
  if (further === null) return byOne(exploration, interruption(clock, options) ?? 'interrupted')
  if (further !== undefined) {
    return await tell(model, exploration, await passing(exploration, further, clock, options), clock, options)
  }
  const limit = await alone(exploration, clock, options, mayGoOn ? isLarge : undefined)
  const end = async (limit?: LimitName) => {
    if (exploration.complete) {
      await options.saving?.explored()
      await options.onAll?.(exploration.all)
    }
    return byOne(exploration, limit)
  }
  if (!mayGoOn || exploration.done || limit !== undefined) return await end(limit)
  if (!several) {
    exploration.settle()
    if (exploration.done) return await end()
    const further = goOn()
    options.saving?.goOn(further)
    const seen = await passing(exploration, further, clock, options)
    return await tell(model, exploration, seen, clock, options)
  }
  const crew = new Crew(model, exploration, part, threads, stopWhenDecided(options))
  try {
    const limit = await alone(exploration, clock, options, () => crew.ready)
    exploration.settle()
    if (exploration.done || limit !== undefined) return await end(limit)
    const seen = await together(exploration, crew, clock, options)
    return await tell(model, exploration, seen, clock, options)
  } finally {
    crew.end()
  }
}

/** Whether the states found so far take less than a quarter of the memory limit. */
function hasRoom(exploration: Search, { limits }: PartOptions): boolean {
  return 4 * exploration.bytes < limits.maxBytes
}

/** Explores with one worker until done, a limit, an interruption or `until`. Pauses let the event loop run. */
async function alone(
  exploration: Search,
  clock: Stopwatch,
  options: SearchOptions,
  until?: () => boolean,
): Promise<LimitName | undefined> {
  const { onProgress, maxSeconds = Number.POSITIVE_INFINITY } = options
  let due = clock.milliseconds() + sliceMs
  while (!exploration.done && until?.() !== true) {
    const limit = interruption(clock, options)
    if (limit !== undefined) {
      await options.saving?.save()
      return limit
    }
    const left = maxSeconds * 1000 - clock.seconds() * 1000
    const slice = until === undefined || exploration.isPassing ? (options.saving?.sliceMs ?? sliceMs) : lookMs
    exploration.run(Math.min(slice, left), clock.milliseconds)
    if (exploration.done) break
    options.saving?.turn()
    if (until === undefined || clock.milliseconds() >= due) {
      const { frontier, depth, transitions, count, bytes } = exploration
      onProgress?.({ states: count, transitions, frontier, depth, seconds: clock.seconds(), bytes })
      due = clock.milliseconds() + sliceMs
    }
    await new Promise((resume) => setImmediate(resume))
  }
  return exploration.limit
}

function byOne(exploration: Search, limit?: LimitName): Searched {
  const { count, whole, taken, depth, levels, bytes, complete, program } = exploration
  return {
    states: count,
    whole,
    standings: program.symmetry === undefined ? [] : [program.symmetry.standing],
    taken,
    depth,
    levels,
    bytes,
    complete,
    workers: 1,
    ...defined({ limit }),
  }
}

/**
 * One worker goes on in less memory. When it decides a property, `exploration` locates the finding at once, so that an
 * interruption does not lose it.
 */
async function passing(exploration: Search, further: Search, clock: Stopwatch, options: SearchOptions): Promise<Seen> {
  const { maxSeconds: _, ...untimed } = options
  let limit: LimitName | undefined
  for (let known = -1; known < further.decided.length && limit === undefined; ) {
    known = further.decided.length
    limit = await alone(further, clock, options, () => further.decided.length > known)
    exploration.seek(further.decided)
    exploration.beside = further.bytes - exploration.bytes
    await alone(exploration, clock, untimed)
  }
  const { decided, failure, complete, sampled } = further
  if (complete) {
    await options.saving?.explored()
    await options.onAll?.(further.all)
  }
  const standings = standingsOf(exploration.program, further.program)
  const seen = { ...byOne(further, limit), standings, ...defined({ sampled }) }
  if (failure !== undefined) return { seen, decided, trouble: failure.action }
  return { seen, decided, ...(complete || limit !== undefined ? { limit } : { isDecided: true }) }
}

/** Goes on with several workers. */
async function together(exploration: Search, crew: Crew, clock: Stopwatch, options: SearchOptions): Promise<Seen> {
  const before = exploration.taken
  const add = (taken: Float64Array) => taken.map((times, action) => times + (before[action] as number))
  const begun = exploration.levels.slice(0, exploration.depth)
  const rest = pauses(clock, options)
  const { reports, outOfMemory, mine, isLate } = await crew.run(() => {
    const resting = rest()
    if (resting === undefined) return undefined
    const { states, depth, ahead, taken } = crew.standing
    const transitions = add(taken).reduce((sum, times) => sum + times, 0)
    options.onProgress?.({ states, transitions, frontier: ahead, depth, seconds: clock.seconds() })
    return resting
  }, options.ownProgram?.() ?? exploration.program)
  const { go, states, depth, taken, decided } = crew.standing
  crew.end()
  const bytes = exploration.bytes + reports.reduce((most, report) => Math.max(most, report.bytes), 0)
  const trouble = reports.find((report) => report.trouble !== undefined)?.trouble
  const isCut = outOfMemory || isLate
  const levels = isCut ? {} : { levels: levelsOf(begun, reports) }
  const standings = [...standingsOf(exploration.program), ...reports.flatMap(({ symmetry = [] }) => symmetry)]
  const limit =
    go === Go.complete
      ? undefined
      : outOfMemory || go === Go.memory
        ? 'memory'
        : go === Go.states
          ? 'states'
          : (interruption(clock, options) ?? 'interrupted')
  if (limit === undefined && trouble === undefined && go === Go.complete) await options.onAll?.(mine.all)
  const whole = wholeOf(exploration, reports)
  const seen = { states, whole, standings, taken: add(taken), depth, ...levels, bytes, workers: reports.length }
  const ended = trouble !== undefined ? { trouble } : go === Go.decided ? { isDecided: true } : { limit }
  return { seen, decided, ...ended }
}

function standingsOf(...programs: readonly Program[]): SymmetryStanding[] {
  return programs.flatMap(({ symmetry }) => (symmetry === undefined ? [] : [symmetry.standing]))
}

/** The numbers of states for which those stand that were expanded before the workers began, and by them. */
function wholeOf({ whole, frontier, depth }: Search, reports: readonly Report[]): Searched['whole'] {
  const levels = [...whole.levels]
  const ends = reports.map(({ wholeEnds }) => wholeEnds)
  const sum = (at: number) => ends.reduce((sum, own) => sum + (own[at] ?? own.at(-1) ?? 0), 0)
  const last = Math.max(0, ...ends.map(({ length }) => length))
  for (let k = 0; k < last; k++) {
    const found = sum(k) - (k === 0 ? 0 : sum(k - 1))
    if (found > 0) levels[depth + k] = (levels[depth + k] ?? 0) + found
  }
  return { states: whole.states - frontier + sum(last), levels }
}

/** The result of the second search: which properties are decided, but not at which states. */
interface Seen {
  readonly seen: Omit<Searched, 'complete' | 'limit' | 'error'>
  /** Properties that are decided. */
  readonly decided: readonly number[]
  readonly limit?: LimitName | undefined
  /** Whether all properties sought are decided. */
  readonly isDecided?: boolean
  /** The action in which the model failed; −1 if it failed in no action. */
  readonly trouble?: number
}

/** Locates the findings of the second search: the first search goes on as far as it must. */
async function tell(
  model: Model,
  exploration: Search,
  { seen, decided, limit, isDecided, trouble }: Seen,
  clock: Stopwatch,
  options: SearchOptions,
): Promise<Searched> {
  if (trouble !== undefined || isDecided) {
    exploration.seek()
    const limit = await alone(exploration, clock, options)
    const searched = byOne(exploration, limit)
    if (trouble === undefined || exploration.failure !== undefined || limit !== undefined) return searched
    return { ...searched, complete: false, error: twoResults(model, trouble) }
  }
  const wanted = decided.filter((property) => !exploration.decided.includes(property))
  if (wanted.length === 0 || limit === 'seconds' || limit === 'interrupted') {
    return { ...seen, complete: limit === undefined, ...defined({ limit }) }
  }
  exploration.seek(wanted)
  const cut = limit ?? (await alone(exploration, clock, options))
  if (limit !== undefined) await alone(exploration, clock, options)
  if (cut !== undefined) return { ...seen, complete: false, limit: cut }
  if (exploration.failure !== undefined) return { ...seen, complete: false }
  const lost = wanted.some((property) => exploration.findings[property] === undefined)
  return { ...seen, complete: !lost, ...(lost ? { error: twoResults(model, -1) } : {}) }
}
