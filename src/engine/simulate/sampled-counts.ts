/**
 * Marks record the counts at some steps, evenly spread over all walks. They show at the end how many recent states were
 * new. `most` is the maximum number of marks; when it is reached, every second mark is dropped.
 */
const most = 64

/** The counts up to a step. */
export interface Counted {
  readonly steps: number
  /** The number of successors generated, and of distinct states found. */
  readonly successors: number
  readonly states: number
}

export class Marks {
  readonly #words: number
  readonly #counts = new Float64Array(most * 3)
  /** The states in which these steps began. */
  readonly #rows: Int32Array
  #count = 0
  #every = 1
  /** The step at which the next mark is due. */
  due = 0

  /** `words`: the number of words of a packed state. */
  constructor(words: number) {
    this.#words = words
    this.#rows = new Int32Array(most * words)
  }

  /** The number of marks that are kept. */
  get count(): number {
    return this.#count
  }

  add(steps: number, successors: number, states: number, state: Int32Array): void {
    if (this.#count === most) this.#thin()
    const at = this.#count++
    this.#counts[3 * at] = steps
    this.#counts[3 * at + 1] = successors
    this.#counts[3 * at + 2] = states
    this.#rows.set(state, at * this.#words)
    this.due = steps + this.#every
  }

  /** Copies the state of a mark. */
  load(at: number, into: Int32Array): void {
    const words = this.#words
    for (let k = 0; k < words; k++) into[k] = this.#rows[at * words + k] as number
  }

  /** The counts for about the last tenth of the steps; the nearest mark gives its beginning. */
  lately(now: Counted): Counted {
    const counts = this.#counts
    let at = this.#count - 1
    while (at > 0 && (counts[3 * at] as number) > 0.9 * now.steps) at--
    if (at < 0) return now
    return {
      steps: now.steps - (counts[3 * at] as number),
      successors: now.successors - (counts[3 * at + 1] as number),
      states: now.states - (counts[3 * at + 2] as number),
    }
  }

  #thin(): void {
    const words = this.#words
    for (let at = 0; 2 * at < most; at++) {
      for (let k = 0; k < 3; k++) this.#counts[3 * at + k] = this.#counts[6 * at + k] as number
      for (let k = 0; k < words; k++) this.#rows[at * words + k] = this.#rows[2 * at * words + k] as number
    }
    this.#count = most / 2
    this.#every *= 2
  }
}
