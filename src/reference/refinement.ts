/** The meaning of refinement: which steps of an abstract model a step of the concrete model may be. */
import { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Fairness } from '../language/processes/fairness.ts'
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { Property } from '../language/properties.ts'
import type { Plain } from '../plain.ts'

/** The part of the abstract model's interpreter that refinements need. */
interface Abstract {
  initials(): readonly { readonly state: Plain }[]
  outcomes(state: Plain, action: number): readonly { readonly state: Plain }[]
  holds(property: Property, state: Plain): boolean
}

export class Refined {
  /** The abstract model. */
  readonly model: Model
  readonly #abstract: Abstract

  constructor(model: Model, abstract: Abstract) {
    this.model = model
    this.#abstract = abstract
  }

  /** Whether a state of the abstract model is an initial one. @throws ModelError if the abstract model fails */
  starts(state: Plain): boolean {
    const text = JSON.stringify(state)
    return this.#failing(() => this.#abstract.initials().some((start) => JSON.stringify(start.state) === text))
  }

  /** Whether the step changes nothing, or an action of the abstract model allows it. @throws ModelError */
  allows(before: Plain, after: Plain): boolean {
    return JSON.stringify(before) === JSON.stringify(after) || this.takers(before, after).length > 0
  }

  /** The actions of the abstract model that lead from one state to the other; none for no change. @throws ModelError */
  takers(before: Plain, after: Plain): number[] {
    const text = JSON.stringify(after)
    if (JSON.stringify(before) === text) return []
    return this.#numbers((action) => this.#outcomes(before, action).some((state) => JSON.stringify(state) === text))
  }

  /** The actions of the abstract model that can change something in a state. @throws ModelError */
  enabled(state: Plain): number[] {
    const text = JSON.stringify(state)
    return this.#numbers((action) => this.#outcomes(state, action).some((next) => JSON.stringify(next) !== text))
  }

  /** Whether a state asks for a promise: its actions are enabled, or its first predicate is true and the second is not. */
  isOwed({ actions, when, pair }: Fairness, state: Plain): boolean {
    if (pair !== undefined) return this.#isTrue(pair.ifOften, state) && !this.#isTrue(pair.thenOften, state)
    return (when === undefined || this.#isTrue(when, state)) && this.enabled(state).some((own) => actions.includes(own))
  }

  /** Whether a step keeps a promise: it takes one of its actions, or leads to a state where its second predicate is true. */
  isKept({ actions, when, pair }: Fairness, before: Plain, after: Plain): boolean {
    if (pair !== undefined) return this.#isTrue(pair.thenOften, after)
    if (when !== undefined && !this.#isTrue(when, before)) return false
    return this.takers(before, after).some((own) => actions.includes(own))
  }

  #isTrue(test: AnyFunction, state: Plain): boolean {
    return this.#failing(() => this.#abstract.holds({ name: 'a predicate', kind: 'invariant', test }, state))
  }

  #numbers(isOne: (action: number) => boolean): number[] {
    return this.#failing(() => [...this.model.actions.keys()].filter(isOne))
  }

  #outcomes(state: Plain, action: number): Plain[] {
    return this.#abstract.outcomes(state, action).map((outcome) => outcome.state)
  }

  /** An error of the abstract model names that model, because its steps are no steps of the concrete one. */
  #failing<T>(body: () => T): T {
    try {
      return body()
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      throw new ModelError(error.code, `the abstract model '${this.model.name}' fails: ${error.message}`, {
        cause: error.cause ?? error,
      })
    }
  }
}
