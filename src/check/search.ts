/**
 * The search of one design: by one worker, and by several where they are wanted and the model is large enough.
 *
 * Several workers count, and see which properties are decided; they do not say where. The one worker that began goes
 * on for that, from where the others took over and just as far as it must: so every trace is the one that it would
 * have found alone, for any number of workers.
 */
import type { ModelError } from '../errors.ts'
import { Go } from '../explore/crew.ts'
import type { Exploration } from '../explore/explore.ts'
import { levelsOf, type PartOptions } from '../explore/part.ts'
import { StepError } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { LimitName } from '../result.ts'
import { notAFunction } from '../trace/cross-check.ts'
import { Crew } from './crew.ts'
import { interruption, pauses, type SearchOptions, type Stopwatch, sliceMs, stopWhenDecided } from './pause.ts'

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
  /** What several workers saw and one alone did not. */
  readonly error?: ModelError
}

/** A model with so many states, and so many still to be expanded, grows: threads are started, and are ready by the time it is large. */
const manyStates = 2 ** 13
const manyAhead = 2 ** 10
/** How often to look whether it is large, or threads are ready: each such look costs some microseconds. */
const lookMs = 10

export async function search(
  model: Model,
  exploration: Exploration,
  part: PartOptions,
  clock: Stopwatch,
  options: SearchOptions,
): Promise<Searched> {
  const { threads } = options
  const isLarge = () => exploration.store.count >= manyStates && exploration.frontier >= manyAhead
  const several = threads !== undefined && threads.count > 1 && exploration.rows === undefined
  const limit = await alone(exploration, clock, options, several ? isLarge : undefined)
  if (!several || exploration.done || limit !== undefined) return byOne(exploration, limit)
  const crew = new Crew(model, exploration, part, threads, stopWhenDecided(options))
  try {
    const limit = await alone(exploration, clock, options, () => crew.ready)
    exploration.settle()
    if (exploration.done || limit !== undefined) return byOne(exploration, limit)
    return await together(model, exploration, crew, clock, options)
  } finally {
    crew.end()
  }
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
    exploration.run(Math.min(until === undefined ? sliceMs : lookMs, left), clock.milliseconds)
    if (exploration.done) break
    if (until === undefined || clock.milliseconds() >= due) {
      const { frontier, depth, transitions, store } = exploration
      onProgress?.({ states: store.count, transitions, frontier, depth, seconds: clock.seconds() })
      due = clock.milliseconds() + sliceMs
    }
    await new Promise((resume) => setImmediate(resume))
  }
  return exploration.limit
}

function byOne(exploration: Exploration, limit: LimitName | undefined): Searched {
  const { store, taken, depth, levels, bytes, complete } = exploration
  return {
    states: store.count,
    taken,
    depth,
    levels,
    bytes,
    complete,
    workers: 1,
    ...(limit === undefined ? {} : { limit }),
  }
}

async function together(
  model: Model,
  exploration: Exploration,
  crew: Crew,
  clock: Stopwatch,
  options: SearchOptions,
): Promise<Searched> {
  const before = exploration.taken
  const add = (taken: Float64Array) => taken.map((times, action) => times + (before[action] as number))
  const known = new Set(exploration.decided)
  const begun = exploration.levels.slice(0, exploration.depth)
  const rest = pauses(clock, options)
  const { reports, outOfMemory } = await crew.run(() => {
    const resting = rest()
    if (resting === undefined) return undefined
    const { states, depth, ahead, taken } = crew.standing
    const transitions = add(taken).reduce((sum, times) => sum + times, 0)
    options.onProgress?.({ states, transitions, frontier: ahead, depth, seconds: clock.seconds() })
    return resting
  })
  const { go, states, depth, taken, decided } = crew.standing
  crew.end()
  const bytes = reports.reduce((most, report) => Math.max(most, report.bytes), 0)
  const trouble = reports.find((report) => report.trouble !== undefined)?.trouble
  if (trouble !== undefined || go === Go.decided) {
    const limit = await alone(exploration, clock, options)
    const searched = byOne(exploration, limit)
    if (trouble === undefined || exploration.failure !== undefined || limit !== undefined) return searched
    return { ...searched, complete: false, error: twoResults(model, trouble) }
  }
  const levels = outOfMemory ? {} : { levels: levelsOf(begun, reports) }
  const found = { states, taken: add(taken), depth, ...levels, bytes, workers: reports.length }
  const limit =
    go === Go.complete
      ? undefined
      : outOfMemory || go === Go.memory
        ? 'memory'
        : go === Go.states
          ? 'states'
          : (interruption(clock, options) ?? 'interrupted')
  const wanted = decided.filter((property) => !known.has(property))
  if (wanted.length === 0 || limit === 'seconds' || limit === 'interrupted') {
    return { ...found, complete: limit === undefined, ...(limit === undefined ? {} : { limit }) }
  }
  exploration.seek(wanted)
  const cut = limit ?? (await alone(exploration, clock, options))
  if (limit !== undefined) await alone(exploration, clock, options)
  if (cut !== undefined) return { ...found, complete: false, limit: cut }
  if (exploration.failure !== undefined) return { ...found, complete: false }
  const lost = wanted.some((property) => exploration.findings[property] === undefined)
  return { ...found, complete: !lost, ...(lost ? { error: twoResults(model, -1) } : {}) }
}

function twoResults(model: Model, action: number): ModelError {
  return action < 0 ? notAFunction() : new StepError(notAFunction(), action, model.actions[action]?.do)
}
