/** Chooses the step of a walk among the enabled ones. A bias decides where to look first, and excludes nothing. */
import type { BiasName } from './bias-names.ts'
import type { Random } from './random.ts'

export { type BiasName, biasNames } from './bias-names.ts'

/** Called at every state of a walk. */
export interface Bias {
  /** Called at the beginning of each walk. */
  begin(): void
  /** Picks one of the first `count` actions, and returns its index in `actions`. */
  pick(actions: Int32Array, count: number): number
}

export interface Surroundings {
  readonly random: Random
  /** The actor of each action. */
  readonly actors: Int32Array
}

export function biasOf(name: BiasName, { random, actors }: Surroundings): Bias {
  switch (name) {
    case 'uniform':
      return { begin() {}, pick: (_, count) => random.below(count) }
    case 'few-switches':
      return new FewSwitches(random, actors)
    case 'rare-first':
      return new RareFirst(random, actors.length)
  }
}

/** The probability that an actor that can continue does so. Most bugs need few switches of actors, at odd places. */
const goesOn = 7 / 8

class FewSwitches implements Bias {
  readonly #random: Random
  readonly #actors: Int32Array
  #last = -1

  constructor(random: Random, actors: Int32Array) {
    this.#random = random
    this.#actors = actors
  }

  begin(): void {
    this.#last = -1
  }

  pick(actions: Int32Array, count: number): number {
    const random = this.#random
    const actors = this.#actors
    const last = this.#last
    let own = 0
    for (let k = 0; k < count; k++) if (actors[actions[k] as number] === last) own++
    let picked = 0
    if (own > 0 && random.fraction() < goesOn) {
      let left = random.below(own)
      while (actors[actions[picked] as number] !== last || left-- > 0) picked++
    } else picked = random.below(count)
    this.#last = actors[actions[picked] as number] as number
    return picked
  }
}

/** The weight of an action is 1 / (1 + n). It was picked n times, in this walk and those before it. */
class RareFirst implements Bias {
  readonly #random: Random
  readonly #picked: Float64Array
  readonly #weights: Float64Array

  constructor(random: Random, actions: number) {
    this.#random = random
    this.#picked = new Float64Array(actions)
    this.#weights = new Float64Array(actions).fill(1)
  }

  begin(): void {}

  pick(actions: Int32Array, count: number): number {
    const weights = this.#weights
    let sum = 0
    for (let k = 0; k < count; k++) sum += weights[actions[k] as number] as number
    let left = this.#random.fraction() * sum
    let picked = 0
    while (picked < count - 1) {
      left -= weights[actions[picked] as number] as number
      if (left < 0) break
      picked++
    }
    const action = actions[picked] as number
    const times = (this.#picked[action] as number) + 1
    this.#picked[action] = times
    weights[action] = 1 / (1 + times)
    return picked
  }
}
