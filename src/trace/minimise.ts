/**
 * Shortens a trace that did not come from a breadth-first search: a simulation's, an imported one, a log's. All is done
 * by the reference interpreter; so it is slow, and whatever it gives back has been replayed.
 */
import { InternalError, ModelError } from '../errors.ts'
import type { Interpreter, Successor } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Property } from '../model/properties.ts'
import type { Plain } from '../model/values.ts'
import type { Trace, TraceStep } from '../result.ts'
import { decides } from './decide.ts'
import { fairnessOf } from './lasso.ts'
import { placesOf } from './maps.ts'
import { chosen, indexOf, stepOf } from './trace.ts'

/**
 * A locally minimal part of `trace` that decides its property as the whole does: with any one step left out, or any
 * number of steps that follow each other, what remains does not replay, or does not decide the property at its end.
 * It replays where each step, in turn, is enabled and can make the same choices, by value; states may be others than
 * they were. A lasso's loop begins with the first of its steps that is left, and has to close and be fair.
 *
 * It need not be the shortest counterexample, nor even the shortest that can be had from these steps. Where the reference
 * interpreter has taken `maxSteps` in all, it is what has been come to by then, and is said not to be `complete`.
 * @throws InternalError where the trace itself does not replay or decide the property
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
    isCheap: kind === 'invariant' || kind === 'step' || kind === 'reachable',
    isOfLastStep: kind === 'step',
  }
  return minimiseTo(model, reference, goal, trace, maxSteps)
}

export interface Shortened {
  readonly trace: Trace
  /** Everything was tried; else something may be left to leave out. */
  readonly complete: boolean
}

/** What every part of a trace is to show. */
export interface Goal {
  /** As in `decide 'no older write'`. */
  readonly what: string
  /** @throws ModelError where the part fails, and so shows nothing */
  isShown(trace: Trace): boolean
  /** It takes little to see, so that each state on the way can be asked. */
  readonly isCheap: boolean
  /** It is about the last step, and not the last state alone. */
  readonly isOfLastStep: boolean
}

/** The same for whatever a trace shows. @throws InternalError where the trace itself does not replay or show it */
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

/** Steps, as they were told before, and where they loop. */
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
  /** How many steps the reference interpreter has taken, or tried to. */
  #taken = 0
  /** Something was not tried any more. */
  isCutShort = false
  /** The number of the action that each step is, by the step as it was first told. */
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
   * A draft replayed, with the states as they are then; `undefined` where it does not replay, or decide the property.
   * The first `known` steps are as they were replayed before.
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

  /** The same, but a step that cannot be taken any more is left out, and so is what comes after the end. */
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
    const trace = { initial: this.#initial, steps, ...(loopAt === undefined ? {} : { loopAt }) }
    return this.#orNot(() => this.#goal.isShown(trace)) === true
  }

  /** A part in which the model fails shows nothing. */
  #orNot<T>(body: () => T): T | undefined {
    try {
      return body()
    } catch (error) {
      if (error instanceof ModelError) return undefined
      throw error
    }
  }

  /** Leaves out what leads from a state back to it. */
  withoutReturns(draft: Draft): Draft {
    // a loop's own return is what makes it one, and a property of steps is about the last
    const end = draft.loopAt ?? draft.steps.length - (this.#goal.isOfLastStep ? 1 : 0)
    const states = [this.#initial, ...draft.steps.slice(0, end)].map(({ state }) => JSON.stringify(state))
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

  /** Leaves out a half, a quarter, an eighth and so on, with all that cannot be done without it. */
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

  /** Leaves out steps that follow each other, as many as can be, until none can. */
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

  /** With all that a trace tells. */
  told({ steps, loopAt }: Draft): Trace {
    let state = this.#initial.state as Plain
    const told = steps.map((step) => {
      const next = this.#after(state, step) as Successor
      const one = stepOf(this.#model, state, next)
      state = next.state
      return one
    })
    const trace: Trace = {
      initial: this.#initial,
      steps: told,
      ...placesOf(this.#model),
      ...(loopAt === undefined ? {} : { loopAt }),
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
