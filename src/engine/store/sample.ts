/** A sample keeps fewer rows than this of those offered, evenly spread, however many there are. */
const most = 128

export class Sample {
  /** The number of rows kept. */
  count = 0
  readonly #words: number
  readonly #rows: Int32Array
  /** Of `#stride` rows offered, one is kept; `#offered` counts the rows offered so far. */
  #stride = 1
  #offered = 0

  constructor(words: number) {
    this.#words = words
    this.#rows = new Int32Array(most * words)
  }

  /** Offers the row that lies in `rows` from `at` on; the sample may keep it. */
  offer(rows: Int32Array, at: number): void {
    if (this.#offered++ % this.#stride !== 0) return
    const words = this.#words
    const kept = this.#rows
    for (let k = 0, to = this.count * words; k < words; k++) kept[to + k] = rows[at + k] as number
    if (++this.count < most) return
    // keeps every second row
    this.count = most / 2
    for (let n = 0; n < this.count; n++) kept.copyWithin(n * words, 2 * n * words, (2 * n + 1) * words)
    this.#stride *= 2
  }

  /** The kept rows, one after the other. */
  get rows(): Int32Array {
    return this.#rows
  }
}
