/**
 * The states of a model that a log leaves possible. The reference interpreter expands states when they are first
 * needed. A belief is a set of states, and equal beliefs are one object. So the answer to "which states are possible
 * after this event" is stored with the belief, and a long log mostly finds its answers there.
 */

import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Kind } from './events.ts'
import { agrees } from './partial-state.ts'

/** A set of states: their ids in ascending order. */
export interface Belief {
  readonly ids: readonly number[]
  /** The states after up to the maximum number of unlogged steps, these included. */
  closure: readonly number[] | undefined
  /** The belief after an event of this kind. */
  readonly next: Map<Kind, Belief>
}

/** The stored states take more memory than allowed. */
export class Full extends Error {
  override readonly name = 'Full'
}

/** Steps that nobody logs: their actions, and the maximum number of them in a row. */
export interface Unlogged {
  readonly actions: readonly number[]
  readonly most: number
}

/** States that are looked at between two pauses. */
const inPiece = 256

/** Its generators pause while they work. */
export class Beliefs {
  readonly model: Model
  readonly reference: Interpreter
  readonly unlogged: Unlogged
  /** Bytes that are used outside, about. They count against the limit. */
  beside = 0
  readonly #maxBytes: number
  #bytes = 0
  #states: Plain[] = []
  #numbers = new Map<string, number>()
  /** For each state, its successors by each action that was asked for. */
  #outcomes: Map<number, readonly number[]>[] = []
  #beliefs = new Map<string, Belief>()
  #looked = 0

  constructor(model: Model, reference: Interpreter, unlogged: Unlogged, maxBytes: number) {
    this.model = model
    this.reference = reference
    this.unlogged = unlogged
    this.#maxBytes = maxBytes
  }

  /** Bytes that everything takes, about. */
  get bytes(): number {
    return this.#bytes + this.beside
  }

  /** The number of states known. */
  get count(): number {
    return this.#states.length
  }

  state(id: number): Plain {
    return this.#states[id] as Plain
  }

  /** @throws Full */
  idOf(state: Plain): number {
    const text = JSON.stringify(state)
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const id = this.#states.length
    this.#states.push(state)
    this.#numbers.set(text, id)
    this.#outcomes.push(new Map())
    // the text, the state as objects, and its places in the three lists
    this.#uses(5 * text.length + 400)
    return id
  }

  /** The belief that one of these states is the true one. @throws Full */
  of(all: Iterable<number>): Belief {
    const ids = [...new Set(all)].sort((a, b) => a - b)
    const text = ids.join()
    const known = this.#beliefs.get(text)
    if (known !== undefined) return known
    const belief: Belief = { ids, closure: undefined, next: new Map() }
    this.#beliefs.set(text, belief)
    this.#uses(text.length + 8 * ids.length + 300)
    return belief
  }

  /** The initial states. @throws Full, StepError */
  start(): Belief {
    return this.of(this.reference.initials().map(({ state }) => this.idOf(state)))
  }

  /** The states that are possible after an event; none if no way explains it. @throws Full, StepError */
  *after(belief: Belief, kind: Kind): Generator<void, Belief> {
    const known = belief.next.get(kind)
    if (known !== undefined) return known
    const next = this.of(yield* this.#after(yield* this.closure(belief), kind))
    belief.next.set(kind, next)
    this.#uses(64)
    return next
  }

  /** Whether the event is possible in one of these states, without further unlogged steps. @throws Full, StepError */
  *explains(from: readonly number[], kind: Kind): Generator<void, boolean> {
    const found = yield* this.#after(from, kind, 1)
    return found.length > 0
  }

  /** The states in which an event can find the system. @throws Full, StepError */
  *closure(belief: Belief): Generator<void, readonly number[]> {
    belief.closure ??= yield* this.silently(belief.ids, this.unlogged.most)
    return belief.closure
  }

  /** The states after up to `most` unlogged steps, the given ones first. @throws Full, StepError */
  *silently(from: readonly number[], most: number): Generator<void, readonly number[]> {
    const { actions } = this.unlogged
    if (actions.length === 0) return from
    const found = new Set(from)
    let level: readonly number[] = from
    for (let k = 0; k < most && level.length > 0; k++) {
      const next: number[] = []
      for (const id of level) {
        for (const action of actions) {
          if (this.#isLong()) yield
          for (const to of this.outcomes(id, action)) {
            if (found.size < found.add(to).size) next.push(to)
          }
        }
      }
      level = next
    }
    if (found.size > from.length) this.#uses(8 * found.size)
    return [...found]
  }

  /** The states to which an action leads; none if it is disabled. @throws Full, StepError */
  outcomes(id: number, action: number): readonly number[] {
    const own = this.#outcomes[id] as Map<number, readonly number[]>
    const known = own.get(action)
    if (known !== undefined) return known
    const found = this.reference.outcomes(this.state(id), action).map(({ state }) => this.idOf(state))
    const distinct = found.length < 2 ? found : [...new Set(found)]
    own.set(action, distinct)
    this.#uses(8 * distinct.length + 80)
    return distinct
  }

  /** At most about `most` states after an event. */
  *#after(
    from: readonly number[],
    { actions, choices, parts }: Kind,
    most = Number.POSITIVE_INFINITY,
  ): Generator<void, readonly number[]> {
    const all: number[] = []
    for (const id of from) {
      if (actions === undefined) {
        if (this.#isLong()) yield
        if (agrees(parts, this.state(id))) all.push(id)
      }
      for (const action of actions ?? []) {
        if (this.#isLong()) yield
        const found = choices === undefined ? this.outcomes(id, action) : this.#choosing(id, action, choices)
        for (const to of found) if (agrees(parts, this.state(to))) all.push(to)
      }
      if (all.length >= most) break
    }
    return all
  }

  /** Counts a state that is looked at. Returns whether it is time for a pause. */
  #isLong(): boolean {
    this.#looked++
    return this.#looked % inPiece === 0
  }

  #choosing(id: number, action: number, choices: string): number[] {
    const all = this.reference.outcomes(this.state(id), action)
    return all.flatMap((one) => (JSON.stringify(one.choices) === choices ? [this.idOf(one.state)] : []))
  }

  /** Forgets everything but the states of these beliefs. Returns the beliefs, as they are called from now on. */
  keep(beliefs: readonly Belief[]): Belief[] {
    const states = this.#states
    this.#bytes = 0
    this.#states = []
    this.#numbers = new Map()
    this.#outcomes = []
    this.#beliefs = new Map()
    return beliefs.map(({ ids }) => this.of(ids.map((id) => this.idOf(states[id] as Plain))))
  }

  #uses(bytes: number): void {
    this.#bytes += bytes
    if (this.bytes > this.#maxBytes) throw new Full()
  }
}
