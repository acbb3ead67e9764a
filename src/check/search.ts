/**
 * The search of one design: by one worker, and by several where they are wanted and the model is large enough.
 *
 * Once a model is large, what explores it counts, and sees which properties are decided; it does not say where: one
 * worker, for that takes half of the memory, and several, whose order is not that of one. What began goes on for that,
 * from where the others took over and just as far as it must: so every trace is the one that it would have found alone,
 * for any number of workers.
 */
import type { ModelError } from '../errors.ts'
import { Go } from '../explore/crew.ts'
import { Exploration } from '../explore/explore.ts'
import { levelsOf, type PartOptions } from '../explore/part.ts'
import { sliceMs } from '../explore/pieces.ts'
import type { Model } from '../model/model.ts'
import type { LimitName } from '../result.ts'
import type { Sampled } from '../trace/cross-check.ts'
import { Crew } from './crew.ts'
import { twoResults } from './hidden-state.ts'
import { interruption, pauses, type SearchOptions, type Stopwatch, stopWhenDecided } from './pause.ts'

/** What the search comes to. */
export interface Searched {
  readonly states: number
  readonly taken: Float64Array
  readonly depth: number
  /** How many states lie at each distance; not known where a worker died. */
  readonly levels?: readonly number[]
  readonly bytes: number
  readonly complete: boolean
  readonly workers: number
  readonly limit?: LimitName
  /** States that were expanded beyond those that `exploration` holds. */
  readonly sampled?: Sampled
  /** What several workers saw and one alone did not. */
  readonly error?: ModelError
}

/** A model with so many states, and so many still to be expanded, grows: threads are started, and are ready by the time it is large. */
const manyStates = 2 ** 13
const manyAhead = 2 ** 10
/** One worker goes on as several do from so many states on, in a table that takes half of the memory, and without ids. */
export const manyForOne = 100_000
/** How often to look whether it is large, or threads are ready: each such look costs some microseconds. */
const lookMs = 10

export async function search(
  model: Model,
  exploration: Exploration,
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
  const limit = await alone(exploration, clock, options, mayGoOn ? isLarge : undefined)
  const end = async (limit?: LimitName) => {
    if (exploration.complete) await options.onAll?.(exploration.all)
    return byOne(exploration, limit)
  }
  if (!mayGoOn || exploration.done || limit !== undefined) return await end(limit)
  if (!several) {
    exploration.settle()
    if (exploration.done) return await end()
    const seen = await passing(exploration, part, clock, options)
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

/** Whether limits leave room for what was found, and as much again. */
function hasRoom(exploration: Exploration, { limits }: PartOptions): boolean {
  return 4 * exploration.bytes < limits.maxBytes
}

/** Explores by one worker until done, a limit, an interruption or `until`; pauses so that others can be heard. */
async function alone(
  exploration: Exploration,
  clock: Stopwatch,
  options: SearchOptions,
  until?: () => boolean,
): Promise<LimitName | undefined> {
  const { onProgress, maxSeconds = Number.POSITIVE_INFINITY } = options
  let due = clock.milliseconds() + sliceMs
  while (!exploration.done && until?.() !== true) {
    const limit = interruption(clock, options)
    if (limit !== undefined) return limit
    const left = maxSeconds * 1000 - clock.seconds() * 1000
    exploration.run(Math.min(until === undefined || exploration.isPassing ? sliceMs : lookMs, left), clock.milliseconds)
    if (exploration.done) break
    if (until === undefined || clock.milliseconds() >= due) {
      const { frontier, depth, transitions, count } = exploration
      onProgress?.({ states: count, transitions, frontier, depth, seconds: clock.seconds() })
      due = clock.milliseconds() + sliceMs
    }
    await new Promise((resume) => setImmediate(resume))
  }
  return exploration.limit
}

function byOne(exploration: Exploration, limit?: LimitName): Searched {
  const { count, taken, depth, levels, bytes, complete } = exploration
  return {
    states: count,
    taken,
    depth,
    levels,
    bytes,
    complete,
    workers: 1,
    ...(limit === undefined ? {} : { limit }),
  }
}

/** One worker goes on in less memory. What it sees is found at once: should it be stopped, that is not lost. */
async function passing(
  exploration: Exploration,
  part: PartOptions,
  clock: Stopwatch,
  options: SearchOptions,
): Promise<Seen> {
  const further = new Exploration(options.ownProgram?.() ?? exploration.program, {
    ...part,
    stopWhenDecided: stopWhenDecided(options),
    begun: exploration,
  })
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
  if (complete) await options.onAll?.(further.all)
  const seen = { ...byOne(further, limit), ...(sampled === undefined ? {} : { sampled }) }
  if (failure !== undefined) return { seen, decided, trouble: failure.action }
  return { seen, decided, ...(complete || limit !== undefined ? { limit } : { isDecided: true }) }
}

/** Several workers go on. */
async function together(exploration: Exploration, crew: Crew, clock: Stopwatch, options: SearchOptions): Promise<Seen> {
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
  const levels = outOfMemory || isLate ? {} : { levels: levelsOf(begun, reports) }
  const limit =
    go === Go.complete
      ? undefined
      : outOfMemory || go === Go.memory
        ? 'memory'
        : go === Go.states
          ? 'states'
          : (interruption(clock, options) ?? 'interrupted')
  if (limit === undefined && trouble === undefined && go === Go.complete) await options.onAll?.(mine.all)
  const seen = { states, taken: add(taken), depth, ...levels, bytes, workers: reports.length }
  const ended = trouble !== undefined ? { trouble } : go === Go.decided ? { isDecided: true } : { limit }
  return { seen, decided, ...ended }
}

/** What a search has seen that does not say where. */
interface Seen {
  readonly seen: Omit<Searched, 'complete' | 'limit' | 'error'>
  /** Properties that were decided. */
  readonly decided: readonly number[]
  readonly limit?: LimitName | undefined
  /** All that were to be decided are. */
  readonly isDecided?: boolean
  /** The model failed in this action, or in none of them (−1). */
  readonly trouble?: number
}

/** Finds where that is which was seen: what began goes on as far as it must. */
async function tell(
  model: Model,
  exploration: Exploration,
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
    return { ...seen, complete: limit === undefined, ...(limit === undefined ? {} : { limit }) }
  }
  exploration.seek(wanted)
  const cut = limit ?? (await alone(exploration, clock, options))
  if (limit !== undefined) await alone(exploration, clock, options)
  if (cut !== undefined) return { ...seen, complete: false, limit: cut }
  if (exploration.failure !== undefined) return { ...seen, complete: false }
  const lost = wanted.some((property) => exploration.findings[property] === undefined)
  return { ...seen, complete: !lost, ...(lost ? { error: twoResults(model, -1) } : {}) }
}
