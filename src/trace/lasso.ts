/** Whether a run that loops or ends satisfies a formula and is fair: by definition, on the reference interpreter. */

import { InternalError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { Formula } from '../language/temporal.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { FairNote, Trace } from '../result.ts'
import { actorName, indexOf } from './trace.ts'

/** Whether the last step leads back to the state at `loopAt`, except for the numbers of stamps. */
export function closes(reference: Interpreter, trace: Trace): boolean {
  const { loopAt } = trace
  if (loopAt === undefined) return false
  const states = statesOf(trace)
  return reference.keyOf(states[loopAt] as Plain) === reference.keyOf(states.at(-1) as Plain)
}

/** Whether the formula is true of the run from its start. */
export function satisfies(reference: Interpreter, model: Model, formula: Formula, trace: Trace): boolean {
  return new Run(reference, model, trace).valuesOf(formula)[0] as boolean
}

/**
 * The positions of a run that loops or ends: position `k` is the state after `k` steps. A run that ends has one more
 * position, at which no step was taken; it repeats forever.
 */
export class Run {
  readonly last: number
  readonly #reference: Interpreter
  readonly #states: readonly Plain[]
  readonly #steps: readonly (number | undefined)[]
  /** The position that follows the last one. */
  readonly #back: number
  readonly #known = new Map<Formula, boolean[]>()

  constructor(reference: Interpreter, model: Model, trace: Trace) {
    const states = statesOf(trace)
    const steps = [undefined, ...trace.steps.map((step) => indexOf(model, step))]
    const ends = trace.loopAt === trace.steps.length
    this.#reference = reference
    this.#states = ends ? [...states, states.at(-1) as Plain] : states
    this.#steps = ends ? [...steps, undefined] : steps
    this.last = this.#states.length - 1
    this.#back = ends ? this.last : (trace.loopAt as number) + 1
  }

  next(at: number): number {
    return at < this.last ? at + 1 : this.#back
  }

  /** The first of the positions to which the run returns again and again. */
  get repeating(): number {
    return this.#back
  }

  /** For each position: whether the formula is true from there on. */
  valuesOf(of: Formula): readonly boolean[] {
    const known = this.#known.get(of) ?? this.#evaluated(of)
    this.#known.set(of, known)
    return known
  }

  #evaluated(of: Formula): boolean[] {
    switch (of.op) {
      case 'constant':
        return this.#states.map(() => of.value)
      case 'state':
        return this.#states.map((state) => holds(this.#reference, of.test, state))
      case 'taken':
        return this.#steps.map((step) => step !== undefined && of.actions?.includes(step) === true)
      case 'not':
        return this.valuesOf(of.of).map((value) => !value)
      case 'next': {
        const values = this.valuesOf(of.of)
        return values.map((_, at) => values[this.next(at)] as boolean)
      }
      case 'and':
      case 'or': {
        const parts = of.of.map((part) => this.valuesOf(part))
        const on = (at: number) => (part: readonly boolean[]) => part[at] as boolean
        return this.#states.map((_, at) => (of.op === 'and' ? parts.every(on(at)) : parts.some(on(at))))
      }
      case 'always':
        return this.#fixpoint(true, this.valuesOf(of.of), (now, later) => now && later)
      case 'eventually':
        return this.#fixpoint(false, this.valuesOf(of.of), (now, later) => now || later)
      case 'until':
      case 'weakUntil':
      case 'release': {
        const [left, right] = [this.valuesOf(of.left), this.valuesOf(of.right)]
        const pairs = left.map((value, at) => [value, right[at]] as [boolean, boolean])
        if (of.op === 'release') return this.#fixpoint(true, pairs, ([l, r], later) => r && (l || later))
        return this.#fixpoint(of.op === 'weakUntil', pairs, ([l, r], later) => r || (l && later))
      }
    }
  }

  /** The least (from `false`) or greatest solution of `value(at) = rule(given(at), value(next(at)))`. */
  #fixpoint<T>(start: boolean, given: readonly T[], rule: (now: T, later: boolean) => boolean): boolean[] {
    const values = given.map(() => start)
    for (let changed = true; changed; ) {
      changed = false
      for (let at = this.last; at >= 0; at--) {
        const value = rule(given[at] as T, values[this.next(at)] as boolean)
        if (value !== values[at]) changed = true
        values[at] = value
      }
    }
    return values
  }
}

/** Why the run keeps each fairness promise, one by one; `undefined` if it breaks one. */
export function fairnessOf(reference: Interpreter, model: Model, trace: Trace): FairNote[] | undefined {
  const { loopAt } = trace
  if (loopAt === undefined) throw new InternalError('fairness is only defined for a trace with a loop')
  const states = statesOf(trace)
  const notes: FairNote[] = []
  for (const fair of model.fairness) {
    const { strong, process, step, when, pair } = fair
    const places = states.flatMap((_, at) => (at < loopAt ? [] : [at]))
    if (pair !== undefined) {
      const isTrue = (test: AnyFunction, at: number) => holds(reference, test, states[at] as Plain)
      const met = places.find((at) => isTrue(pair.thenOften, at))
      const isAsked = places.some((at) => isTrue(pair.ifOften, at))
      const what = step as string
      if (met !== undefined) notes.push({ what, strong, how: 'met', at: met })
      else if (isAsked) return undefined
      else notes.push({ what, strong, how: 'not asked', at: loopAt })
      continue
    }
    const own = process === undefined ? step : [actorName(model, fair), step].filter(Boolean).join(' ')
    const what = own ?? 'any step'
    const outcomes = (state: Plain) =>
      when !== undefined && !holds(reference, when, state)
        ? []
        : fair.actions.flatMap((action) => reference.outcomes(state, action))
    const changes = (state: Plain) => {
      const before = JSON.stringify(state)
      return outcomes(state).some((outcome) => JSON.stringify(outcome.state) !== before)
    }
    const isDisabled = (state: Plain) => outcomes(state).length === 0
    const taken = trace.steps.findIndex(
      (told, i) =>
        i >= loopAt &&
        fair.actions.includes(indexOf(model, told)) &&
        (when === undefined || holds(reference, when, states[i] as Plain)) &&
        JSON.stringify(states[i]) !== JSON.stringify(states[i + 1]),
    )
    if (taken >= 0) {
      notes.push({ what, strong, how: 'taken', at: taken + 1 })
      continue
    }
    // a step that changes nothing does not count as taken, so fairness treats it as disabled
    const idle = places.filter((at) => !changes(states[at] as Plain))
    const disabled = idle.filter((at) => isDisabled(states[at] as Plain))
    if (disabled.length === places.length) notes.push({ what, strong, how: 'never enabled', at: loopAt })
    else if (idle.length === places.length) notes.push({ what, strong, how: 'never changes', at: loopAt })
    else if (strong) return undefined
    else if (disabled[0] !== undefined) notes.push({ what, strong, how: 'not enabled', at: disabled[0] })
    else if (idle[0] !== undefined) notes.push({ what, strong, how: 'changes nothing', at: idle[0] })
    else return undefined
  }
  return notes
}

/** Evaluates a predicate of a property of runs; `name` is its name in an error. @throws StepError */
export function holds(reference: Interpreter, test: AnyFunction, state: Plain, name = 'a predicate'): boolean {
  return reference.holds({ name, kind: 'invariant', test }, state)
}

/** Every state of the trace, beginning with the initial one. */
function statesOf({ initial, steps }: Trace): Plain[] {
  return [initial.state, ...steps.map((step) => step.state)] as Plain[]
}
