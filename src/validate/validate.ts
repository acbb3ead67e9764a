/** Holds a log against a model: the whole run, from the lines of the log to a verdict. */

import type { Model } from '../language/model.ts'
import { expectNoStamps } from '../language/stamps/refuse.ts'
import { expectNoTimers } from '../language/time/refuse.ts'
import { defined } from '../plain.ts'
import { interpreter } from '../reference/interpret.ts'
import type { Validation } from '../result.ts'
import type { LocateParts } from '../why/parts.ts'
import { Beliefs, Full } from './beliefs.ts'
import { ByHosts } from './by-hosts.ts'
import { Course, Stopped } from './course.ts'
import { unloggedActions } from './event-actions.ts'
import { type Event, Events, observation } from './events.ts'
import type { Follower } from './follower.ts'
import { defaults, type Header } from './header.ts'
import { InOrder } from './in-order.ts'
import { Ordering } from './ordering.ts'

/** A line of a log, with its number in the file. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** A line that cannot be read, and why. Line 0 is the log as a whole. */
export interface WrongLine {
  readonly line: number
  readonly message: string
}

export interface ValidateOptions extends Pick<Header, 'unlogged' | 'mostUnlogged' | 'order' | 'clockError'> {
  /** Maximum number of states that are explored for going on after an unexplained event. */
  readonly maxStates?: number
  readonly maxBytes?: number
  readonly locate?: LocateParts
  /** Called after each pause, with the events so far. Says why to stop. */
  readonly onPause?: (done: { readonly events: number; readonly failed: number }) => Interruption | undefined
}

/** Why the log is not followed to its end. */
export type Interruption = 'seconds' | 'interrupted'

export type Validated = Pick<
  Validation,
  | 'verdict'
  | 'events'
  | 'explained'
  | 'runs'
  | 'possible'
  | 'length'
  | 'failures'
  | 'failed'
  | 'stopped'
  | 'limit'
  | 'steps'
  | 'unstated'
>

/** Either a verdict, or the lines that cannot be read: the first ones, and their number. */
export type Outcome = Validated | { readonly wrong: readonly WrongLine[]; readonly count: number }

/** Maximum number of wrong lines that are described. */
const mostWrong = 20
/** Lines between two pauses. */
const linesInPiece = 1024

/** @param lines the lines after the header @throws StepError if the model breaks a rule of its own */
export function* validating(model: Model, lines: Iterable<Line>, options: ValidateOptions): Generator<void, Outcome> {
  expectNoStamps(model, 'validate', 'a log cannot say which stamp of the system is which')
  expectNoTimers(model, 'validate', 'a log says nothing about the time left')
  const { unlogged = [], mostUnlogged: most = defaults.mostUnlogged, order = defaults.order, clockError } = options
  const { maxStates = defaults.maxStates, maxBytes = defaults.maxBytes, locate, onPause } = options
  const wrong: WrongLine[] = []
  let count = 0
  const refuse = (line: number, message: string) => {
    if (count++ < mostWrong) wrong.push({ line, message })
  }
  const actions = unlogged.flatMap((name) => {
    const found = unloggedActions(model, name)
    if (typeof found !== 'string') return found
    refuse(0, found)
    return []
  })
  const events = new Events(model)
  const beliefs = new Beliefs(model, interpreter(model), { actions: [...new Set(actions)], most }, maxBytes)
  const course = new Course(beliefs, events, { maxStates, maxBytes }, locate)
  const ordering = new Ordering(order, clockError)
  let follower: Follower | undefined
  let stopped: Validation['stopped']
  let limit: Validation['limit']
  let read = 0
  const stop = (because: Interruption | 'memory') => {
    if (course.failed > 0) stopped = because
    else limit = because
  }
  /** Lets others work. Returns whether it is time to stop. */
  function* pause(): Generator<void, boolean> {
    yield
    const because = onPause?.({ events: read, failed: course.failed })
    if (because !== undefined) stop(because)
    return because !== undefined
  }
  /** Lets the follower work, until it meets a limit. Returns whether it is time to stop. */
  function* followed(work: () => Generator<void> | undefined): Generator<void, boolean> {
    if (stopped !== undefined || limit !== undefined || count > 0) return false
    try {
      const rest = work()
      while (rest?.next().done === false) if (yield* pause()) return true
    } catch (error) {
      if (error instanceof Stopped) stopped = error.because
      else if (!(error instanceof Full)) throw error
      else stop('memory')
    }
    return false
  }
  yield* followed(() => {
    follower = order === 'hosts' ? new ByHosts(course, clockError) : new InOrder(course)
    return undefined
  })
  let [runs, atLine, inRun, longest] = [1, 1, 0, 0]
  let isPlain = order === 'total' && actions.length === 0
  const take = (event: Event) => {
    read++
    inRun++
    longest = Math.max(longest, inRun)
    isPlain &&= event.kind.label !== observation
    course.count(event.kind)
  }
  for (const { number, text } of lines) {
    atLine = number
    if (number % linesInPiece === 0 && (yield* pause())) break
    if (text === '') continue
    const line = events.read(text)
    if (line === 'start') {
      // the first run needs no line that starts it
      if (read > 0) runs++
      inRun = 0
      ordering.start()
      if (yield* followed(() => follower?.start())) break
    } else if (!('kind' in line)) for (const message of line) refuse(number, message)
    else {
      const message = ordering.wrong(line)
      if (message !== undefined) refuse(number, message)
      take(line)
      if (yield* followed(() => follower?.event(line, number))) break
    }
  }
  yield* followed(() => follower?.end())
  if (read === 0 && count === 0 && limit === undefined) refuse(atLine, 'the log has no event')
  if (count > 0) return { wrong, count }
  const { failed, failures, steps } = course
  const isExplained = failed === 0 && limit === undefined
  return {
    verdict: failed > 0 ? 'not explained' : isExplained ? 'explained' : 'unknown',
    events: read,
    explained: course.explained ?? follower?.done ?? 0,
    runs,
    ...(isExplained && follower !== undefined ? { possible: follower.possible } : {}),
    ...(isExplained && isPlain ? { length: longest } : {}),
    failures,
    failed,
    ...defined({ stopped, limit }),
    unstated: events.unstated.names,
    // events that were not judged would count as explained
    steps: stopped === undefined && limit === undefined ? steps : [],
  }
}
