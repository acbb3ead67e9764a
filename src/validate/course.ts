/** The findings while a log is followed: the events of each step, and those that nothing explains. Says how to go on. */

import type { Plain } from '../plain.ts'
import type { Unexplained, Validation } from '../result.ts'
import type { LocateParts } from '../why/parts.ts'
import { type Belief, type Beliefs, Full } from './beliefs.ts'
import type { Events, Kind } from './events.ts'
import { agrees } from './partial-state.ts'
import { type Reachable, reachable } from './reachable.ts'
import { refusalsOf } from './refusals.ts'

/** Events are not judged after this, because the states to go on from are not known. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
  readonly because: NonNullable<Validation['stopped']>
  constructor(because: NonNullable<Validation['stopped']>) {
    super('the states to go on from are not known')
    this.because = because
  }
}

export interface CourseLimits {
  /** Maximum number of states that are explored for going on. */
  readonly maxStates: number
  readonly maxBytes: number
}

/** Maximum number of unexplained events that are described. Further ones are only counted. */
const mostDescribed = 20
/** Maximum number of states that are looked through for going on, over all failures: some seconds. */
const mostScanned = 20_000_000
/** The part of the memory at which what can be computed again is forgotten. */
const highWater = 0.75

/** An event with its place in the log. */
export interface Placed {
  readonly kind: Kind
  readonly line: number
  /** The event as JSON. */
  readonly text: string
  /** The number of other events that could come next. */
  readonly others?: number
}

export class Course {
  readonly beliefs: Beliefs
  readonly failures: Unexplained[] = []
  failed = 0
  /** The number of events in the longest explained prefix, once an event is unexplained. */
  explained: number | undefined
  readonly #events: Events
  readonly #limits: CourseLimits
  readonly #locate: LocateParts
  readonly #steps = new Map<string, { events: number; failed: number }>()
  #reachable: Reachable | undefined
  #scanned = 0
  readonly #agreeing = new Map<string, Belief>()
  /** Bytes of the buffers of those who follow the log. */
  buffered = 0

  constructor(beliefs: Beliefs, events: Events, limits: CourseLimits, locate: LocateParts) {
    this.beliefs = beliefs
    this.#events = events
    this.#limits = limits
    this.#locate = locate
  }

  count({ label }: Kind): void {
    const known = this.#steps.get(label)
    if (known === undefined) this.#steps.set(label, { events: 1, failed: 0 })
    else known.events++
  }

  get steps(): Validation['steps'] {
    return [...this.#steps].map(([step, { events, failed }]) => ({ step, explained: events - failed, events }))
  }

  /** Whether so much memory is in use that it is time to call `sweep`. */
  get isHigh(): boolean {
    const { beliefs } = this
    beliefs.beside = this.#events.bytes + this.buffered + (this.#reachable?.bytes ?? 0)
    return beliefs.bytes > highWater * this.#limits.maxBytes
  }

  /** Whether more memory is in use than allowed. */
  get isTooHigh(): boolean {
    return this.isHigh && this.beliefs.bytes > this.#limits.maxBytes
  }

  /** Forgets all but these beliefs. @throws Full if that does not help */
  sweep(live: readonly Belief[]): Belief[] {
    this.#events.clear()
    this.#agreeing.clear()
    const kept = this.beliefs.keep(live)
    if (this.isHigh) throw new Full()
    return kept
  }

  /** The initial states. @throws Full */
  start(): Belief {
    try {
      return this.beliefs.start()
    } catch (error) {
      if (!(error instanceof Full)) throw error
      this.sweep([])
      return this.beliefs.start()
    }
  }

  /** The belief after an event, with the belief before it. If the memory is full, it is swept once. @throws Full */
  *after(belief: Belief, kind: Kind): Generator<void, { readonly before: Belief; readonly next: Belief }> {
    try {
      return { before: belief, next: yield* this.beliefs.after(belief, kind) }
    } catch (error) {
      if (!(error instanceof Full)) throw error
      const [before] = this.sweep([belief]) as [Belief]
      return { before, next: yield* this.beliefs.after(before, kind) }
    }
  }

  /**
   * Notes that nothing explains an event. Returns the states to go on from: those that agree with the event.
   * @param prefix the number of events before it
   * @throws Stopped
   */
  *fail(belief: Belief, placed: Placed, prefix: number): Generator<void, Belief> {
    const { kind, line, text, others } = placed
    this.explained ??= prefix
    this.failed++
    const known = this.#steps.get(kind.label)
    if (known !== undefined) known.failed++
    if (this.failures.length < mostDescribed) {
      const found = yield* this.#described(belief, kind)
      this.failures.push({ line, ...found, event: text, ...(others ? { others } : {}) })
    }
    return yield* this.#agreeingWith(kind)
  }

  *#described(belief: Belief, kind: Kind): Generator<void, Omit<Unexplained, 'line'>> {
    try {
      return yield* refusalsOf(this.beliefs, belief, kind, this.#locate)
    } catch (error) {
      if (!(error instanceof Full)) throw error
      return { event: kind.text, possible: belief.ids.length, refusals: [], more: 0, missing: [] }
    }
  }

  *#agreeingWith({ parts }: Kind): Generator<void, Belief> {
    const text = JSON.stringify(parts)
    const known = this.#agreeing.get(text)
    if (known !== undefined) return known
    const found = this.#reachable ?? (yield* reachable(this.beliefs.model, this.#limits))
    if (typeof found === 'string') throw new Stopped(found)
    this.#reachable = found
    this.beliefs.beside += found.bytes
    try {
      const some = yield* this.#chosen(found.states, (state) => agrees(parts, state))
      const ids = some.length > 0 ? some : yield* this.#chosen(found.states, () => true)
      const belief = this.beliefs.of(ids)
      this.#agreeing.set(text, belief)
      return belief
    } catch (error) {
      throw error instanceof Full ? new Stopped('memory') : error
    }
  }

  *#chosen(states: Iterable<Plain>, isWanted: (state: Plain) => boolean): Generator<void, number[]> {
    const ids: number[] = []
    for (const state of states) {
      if (this.#scanned++ % 4096 === 0) yield
      if (this.#scanned > mostScanned) throw new Stopped('states')
      if (isWanted(state)) ids.push(this.beliefs.idOf(state))
    }
    return ids
  }
}
