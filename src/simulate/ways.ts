/** The ways on from a state: the actions that change something, and for each the successors that it may lead to. */
import type { Out } from '../compile/out.ts'
import type { Bias } from './biases.ts'
import type { Random } from './random.ts'

export class Ways {
  /** Which actions were enabled in some state that was looked at, whether or not they changed it. */
  readonly enabled: Uint8Array
  /** The actions that change something, and where the successors by each begin. */
  #actions = new Int32Array(0)
  #starts = new Int32Array(0)
  /** Places in the `Out`. */
  #successors = new Int32Array(0)
  #count = 0

  constructor(actions: number) {
    this.enabled = new Uint8Array(actions)
  }

  /** Reads them off the successors of `state`; `false` where nothing changes any more. */
  gather(out: Out, state: Int32Array): boolean {
    if (out.room > this.#successors.length) this.#grow(out.room)
    const { rows, actions, words, count } = out
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

  /** One of them: first the action, as the bias has it, then any outcome of it. */
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
