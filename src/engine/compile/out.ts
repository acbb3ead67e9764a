/** The buffer into which `successors` writes the packed successors of one state after another. */
import type { Batch } from '../store/table.ts'

export class Out implements Batch {
  readonly words: number
  rows: Int32Array
  ids: Int32Array
  count = 0
  /** For each successor, the number of the action that leads to it. */
  actions: Int32Array
  /** The number of successors for which there is room. */
  room = 256
  /** Whether a successor that equals its source is stored like any other. Otherwise it is only counted, in `loops`. */
  readonly keepsLoops: boolean
  /** For each action, the number of successors that were only counted. */
  readonly loops: Float64Array
  /** For each successor, what its `choose`s picked; `undefined` if the caller does not need it. */
  readonly picks: (readonly number[])[] | undefined

  constructor(words: number, actions: number, { loops = false, picks = false } = {}) {
    this.words = words
    this.rows = new Int32Array(this.room * words)
    this.ids = new Int32Array(this.room)
    this.actions = new Int32Array(this.room)
    this.loops = new Float64Array(actions)
    this.keepsLoops = loops
    this.picks = picks ? [] : undefined
  }

  grow(): void {
    const { rows, actions } = this
    this.room *= 2
    this.rows = new Int32Array(this.room * this.words)
    this.rows.set(rows)
    this.actions = new Int32Array(this.room)
    this.actions.set(actions)
    this.ids = new Int32Array(this.room)
  }
}
