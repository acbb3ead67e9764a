/**
 * Shortens a trace that does not come from a breadth-first search: from a simulation, an import or a log. The reference
 * interpreter does all of it, so it is slow, and every returned trace has been replayed.
 */

import { InternalError, ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import { defined, isOfSteps, type Plain } from '../plain.ts'
import type { Interpreter, Successor } from '../reference/interpret.ts'
import type { Trace, TraceStep } from '../result.ts'
import { fairnessOf } from './lasso.ts'
import { placesOf } from './maps.ts'
import { chosen, indexOf, stepOf, timeOf } from './trace.ts'
import { decides } from './what-traces-show.ts'

/**
 * Returns a locally minimal part of `trace` that decides its property as the whole does. If any single step, or any
 * sequence of adjacent steps, is left out, the rest does not replay or does not decide the property at its end. A part
 * replays if each step in turn is enabled and can make the same choices, by value; its states may differ. A lasso's
 * loop begins with its first remaining step; it must close and be fair.
 *
 * The result need not be the shortest counterexample, nor the shortest one possible from these steps. If the reference
 * interpreter has taken `maxSteps` in total, the result is the best part so far, and `complete` is false.
 * @throws InternalError if the trace itself does not replay or does not decide the property
 */
export function minimise(
  model: Model,
  reference: Interpreter,
  property: Property,
  trace: Trace,
  maxSteps = Number.POSITIVE_INFINITY,
): Shortened {
  const { name, kind } = property
  const goal: Goal = {
    what: `decide '${name}'`,
    isShown: (trace) => decides(reference, model, property, trace),
    isCheap: kind === 'invariant' || isOfSteps(kind) || kind === 'reachable',
    isOfLastStep: isOfSteps(kind),
  }
  return minimiseTo(model, reference, goal, trace, maxSteps)
}

export interface Shortened {
  readonly trace: Trace
  /** Every part was tried; otherwise a shorter part may exist. */
  readonly complete: boolean
}

/** The goal that every part of a trace must show. */
export interface Goal {
  /** As in `decide 'no older write'`. */
  readonly what: string
  /** @throws ModelError if the model fails in this part; the part then shows nothing */
  isShown(trace: Trace): boolean
  /** The test is cheap enough to run at each state on the way. */
  readonly isCheap: boolean
  /** The goal depends on the last step, not only on the last state. */
  readonly isOfLastStep: boolean
}

/** The same for any goal. @throws InternalError if the trace itself does not replay or does not show the goal */
export function minimiseTo(
  model: Model,
  reference: Interpreter,
  goal: Goal,
  trace: Trace,
  maxSteps = Number.POSITIVE_INFINITY,
): Shortened {
  const shortener = new Shortener(model, reference, goal, trace, maxSteps)
  let least = shortener.replay({ steps: trace.steps, loopAt: trace.loopAt })
  if (least === undefined) throw new InternalError(`the trace to be shortened does not ${goal.what}`)
  least = shortener.withoutReturns(least)
  least = shortener.exactly(shortener.roughly(least))
  return { trace: shortener.told(least), complete: !shortener.isCutShort }
}

/** Steps as an earlier replay gave them, and where they loop. */
interface Draft {
  readonly steps: readonly TraceStep[]
  readonly loopAt: number | undefined
}

class Shortener {
  readonly #model: Model
  readonly #reference: Interpreter
  readonly #goal: Goal
  readonly #initial: Trace['initial']
  readonly #maxSteps: number
  /** The number of steps that the reference interpreter has taken or tried. */
  #taken = 0
  /** Some part was not tried, because `maxSteps` was reached. */
  isCutShort = false
  /** The index of each step's action, by the step in its original form. */
  readonly #actions = new Map<string, number>()

  constructor(model: Model, reference: Interpreter, goal: Goal, { initial, steps }: Trace, maxSteps: number) {
    this.#model = model
    this.#reference = reference
    this.#goal = goal
    this.#initial = initial
    this.#maxSteps = maxSteps
    for (const step of steps) this.#actions.set(nameOf(step), indexOf(model, step))
  }

  /**
   * Replays a draft and returns it with the new states. Returns `undefined` if it does not replay, or does not decide
   * the property. The first `known` steps keep their states from an earlier replay.
   */
  replay({ steps, loopAt }: Draft, known = 0): Draft | undefined {
    const done = steps.slice(0, known)
    let state = (done.at(-1) ?? this.#initial).state as Plain
    for (const step of steps.slice(known)) {
      const next = this.#after(state, step)
      if (next === undefined) return undefined
      done.push({ ...step, state: next.state })
      state = next.state
    }
    const draft = { steps: done, loopAt }
    return this.#decides(draft) ? draft : undefined
  }

  /** The same, but leaves out each step that is no longer possible, and everything after the end. */
  #lenient({ steps, loopAt }: Draft, known = 0): Draft | undefined {
    const done = steps.slice(0, known)
    let state = (done.at(-1) ?? this.#initial).state as Plain
    let loop = loopAt
    for (const [i, step] of steps.entries()) {
      if (i < known) continue
      const next = this.#after(state, step)
      if (i === loopAt) loop = done.length
      if (next === undefined) continue
      done.push({ ...step, state: next.state })
      state = next.state
      const draft = { steps: done, loopAt: undefined }
      if (loopAt === undefined && this.#goal.isCheap && this.#decides(draft)) return draft
    }
    const draft = { steps: done, loopAt: loopAt === steps.length ? done.length : loop }
    return this.#decides(draft) ? draft : undefined
  }

  #after(state: Plain, step: TraceStep): Successor | undefined {
    const action = this.#actions.get(nameOf(step)) as number
    if (action < 0) return undefined
    this.#taken++
    return this.#orNot(() => chosen(this.#reference.outcomes(state, action), step))
  }

  #decides({ steps, loopAt }: Draft): boolean {
    const trace = { initial: this.#initial, steps, ...defined({ loopAt }) }
    return this.#orNot(() => this.#goal.isShown(trace)) === true
  }

  /** Returns `undefined` if the model fails: such a part shows nothing. */
  #orNot<T>(body: () => T): T | undefined {
    try {
      return body()
    } catch (error) {
      if (error instanceof ModelError) return undefined
      throw error
    }
  }

  /** Leaves out steps that lead from a state back to the same state. */
  withoutReturns(draft: Draft): Draft {
    // the return of a loop must stay, and a property of steps depends on the last step
    const end = draft.loopAt ?? draft.steps.length - (this.#goal.isOfLastStep ? 1 : 0)
    const states = [this.#initial, ...draft.steps.slice(0, end)].map(({ state }) => this.#reference.keyOf(state))
    const last = new Map(states.map((state, i) => [state, i]))
    const kept: TraceStep[] = []
    for (let at = 0; at < end; ) {
      const back = last.get(states[at] as string) as number
      if (back > at) at = back
      else kept.push(draft.steps[at++] as TraceStep)
    }
    const loopAt = draft.loopAt === undefined ? {} : { loopAt: kept.length }
    return this.replay({ ...draft, steps: [...kept, ...draft.steps.slice(end)], ...loopAt }) ?? draft
  }

  /** Leaves out a half, a quarter, an eighth and so on, with all steps that become impossible. */
  roughly(draft: Draft): Draft {
    let least = this.#lenient(draft) ?? draft
    for (let size = least.steps.length; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < least.steps.length && this.#mayTry(); ) {
        const shorter = this.#lenient(without(least, from, Math.min(from + size, least.steps.length)), from)
        if (shorter === undefined) from += size
        else least = shorter
      }
    }
    return least
  }

  /** Leaves out adjacent steps, as many as possible at once, until none can be left out. */
  exactly(draft: Draft): Draft {
    const count = draft.steps.length
    for (let size = count; size >= 1; size--) {
      for (let from = 0; from + size <= count && this.#mayTry(); from++) {
        const shorter = this.replay(without(draft, from, from + size), from)
        if (shorter !== undefined) return this.exactly(shorter)
      }
    }
    return draft
  }

  #mayTry(): boolean {
    this.isCutShort ||= this.#taken >= this.#maxSteps
    return !this.isCutShort
  }

  /** The draft as a full trace. */
  told({ steps, loopAt }: Draft): Trace {
    let state = this.#initial.state as Plain
    const told: TraceStep[] = []
    for (const step of steps) {
      const next = this.#after(state, step) as Successor
      told.push(stepOf(this.#model, state, next, timeOf(told)))
      state = next.state
    }
    const trace: Trace = {
      initial: this.#initial,
      steps: told,
      ...placesOf(this.#model),
      ...defined({ loopAt }),
    }
    if (loopAt === undefined) return trace
    return { ...trace, fairness: fairnessOf(this.#reference, this.#model, trace) ?? [] }
  }
}

function without({ steps, loopAt }: Draft, from: number, to: number): Draft {
  const left = [...steps.slice(0, from), ...steps.slice(to)]
  if (loopAt === undefined || loopAt <= from) return { steps: left, loopAt }
  return { steps: left, loopAt: Math.max(from, loopAt - (to - from)) }
}

function nameOf({ kind, process, instance, name }: TraceStep): string {
  return JSON.stringify([kind, process, instance, name])
}
