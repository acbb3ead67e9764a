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
  /** How many states the last source stands for: more than 1 if alike instances are explored in one order only. */
  weight = 1
  /** The successors before they were replaced by the chosen states of their orbits; `undefined` if nobody needs them. */
  real: Int32Array | undefined
  /** For each successor, the permutation that leads from it to the chosen state; `undefined` if nobody needs them. */
  readonly moves: Int32Array[] | undefined

  constructor(words: number, actions: number, { loops = false, picks = false, real = false, moves = false } = {}) {
    this.words = words
    this.rows = new Int32Array(this.room * words)
    this.ids = new Int32Array(this.room)
    this.actions = new Int32Array(this.room)
    this.loops = new Float64Array(actions)
    this.keepsLoops = loops
    this.picks = picks ? [] : undefined
    this.real = real ? new Int32Array(this.room * words) : undefined
    this.moves = moves ? [] : undefined
  }

  /** Keeps the successors from number `from` on as they are, if somebody needs them. */
  keepReal(from: number): void {
    if (this.real === undefined) return
    if (this.real.length < this.rows.length) {
      const larger = new Int32Array(this.rows.length)
      larger.set(this.real)
      this.real = larger
    }
    const { words, rows, real, count } = this
    for (let at = from * words, end = count * words; at < end; at++) real[at] = rows[at] as number
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
