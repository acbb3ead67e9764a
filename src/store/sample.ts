/** A few of the rows that are offered, evenly spread however many they are. */
const most = 128

export class Sample {
  /** How many there are. */
  count = 0
  readonly #words: number
  readonly #rows: Int32Array
  /** One of so many that are offered is kept; how many were. */
  #stride = 1
  #offered = 0

  constructor(words: number) {
    this.#words = words
    this.#rows = new Int32Array(most * words)
  }

  /** May keep the row that lies in `rows` from `at` on. */
  offer(rows: Int32Array, at: number): void {
    if (this.#offered++ % this.#stride !== 0) return
    const words = this.#words
    const kept = this.#rows
    for (let k = 0, to = this.count * words; k < words; k++) kept[to + k] = rows[at + k] as number
    if (++this.count < most) return
    // every second one is kept
    this.count = most / 2
    for (let n = 0; n < this.count; n++) kept.copyWithin(n * words, 2 * n * words, (2 * n + 1) * words)
    this.#stride *= 2
  }

  /** Where they lie, one after the other. */
  get rows(): Int32Array {
    return this.#rows
  }
}
