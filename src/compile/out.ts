/** Where `successors` lays down what it finds: the packed successors of one state after another. */
import type { Batch } from '../store/table.ts'

export class Out implements Batch {
  readonly words: number
  rows: Int32Array
  ids: Int32Array
  count = 0
  /** For each successor, the number of the action that leads to it. */
  actions: Int32Array
  /** How many successors there is room for. */
  room = 256
  /** A successor that equals its source is laid down like others; else it is only counted, in `loops`. */
  readonly keepsLoops: boolean
  /** By action. */
  readonly loops: Float64Array
  /** For each successor what its `choose`s picked, where that is wanted. */
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

  /** Doubles the room. */
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
