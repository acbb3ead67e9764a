/** The possible next steps at a state: the actions that change something, and the successors of each. */
import type { Out } from '../compile/out.ts'
import type { Bias } from './biases.ts'
import type { Random } from './random.ts'

export class NextSteps {
  /** The actions that were enabled in any examined state, whether or not they changed it. */
  readonly enabled: Uint8Array
  /** The actions that change something, and the index of the first successor of each. */
  #actions = new Int32Array(0)
  #starts = new Int32Array(0)
  /** Row numbers in the `Out`. */
  #successors = new Int32Array(0)
  #count = 0

  constructor(actions: number) {
    this.enabled = new Uint8Array(actions)
  }

  /** Collects them from the successors of `state`. Returns `false` if no successor differs from it. */
  gather(out: Out, state: Int32Array): boolean {
    if (out.room > this.#successors.length) this.#grow(out.room)
    const { actions, words, count } = out
    const rows = out.real ?? out.rows
    const { enabled } = this
    const successors = this.#successors
    const starts = this.#starts
    let ways = 0
    let changing = 0
    let last = -1
    for (let n = 0, at = 0; n < count; n++, at += words) {
      const action = actions[n] as number
      enabled[action] = 1
      let k = 0
      while (k < words && rows[at + k] === state[k]) k++
      if (k === words) continue
      if (action !== last) {
        this.#actions[ways] = action
        starts[ways++] = changing
        last = action
      }
      successors[changing++] = n
    }
    starts[ways] = changing
    this.#count = ways
    return ways > 0
  }

  /** Picks a successor: the bias picks the action, then chance picks one of its outcomes. */
  pick(bias: Bias, random: Random): number {
    const way = bias.pick(this.#actions, this.#count)
    const from = this.#starts[way] as number
    const outcomes = (this.#starts[way + 1] as number) - from
    return this.#successors[outcomes === 1 ? from : from + random.below(outcomes)] as number
  }

  #grow(room: number): void {
    this.#actions = new Int32Array(room)
    this.#starts = new Int32Array(room + 1)
    this.#successors = new Int32Array(room)
  }
}
