/**
 * A set of packed states that keeps three bits of each. It may take a state for one that it has, although it does not
 * have it; it never forgets a state. See Holzmann, "An Analysis of Bitstate Hashing" (Formal Methods in System Design 13,
 * 1998), and Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors" (CACM 13, 1970).
 */

/** Bits of each state. */
const bitsEach = 3
/** Maximum size. Larger arrays do not exist in every version of Node. */
export const mostSeenBytes = 2 ** 32

export class SeenBits {
  /** Number of states that were added and taken for new. */
  count = 0
  readonly #words: number
  readonly #table: Int32Array
  readonly #scale: number
  #ones = 0

  /** `words`: the number of words of a packed state. `bytes`: the size of the table; at most `mostSeenBytes` are used. */
  constructor(words: number, bytes: number) {
    const size = Math.max(1, Math.floor(Math.min(bytes, mostSeenBytes) / 4))
    this.#words = words
    this.#table = new Int32Array(size)
    this.#scale = size / 2 ** 32
  }

  get bytes(): number {
    return this.#table.byteLength
  }

  /** The probability that a state which was not added is now taken for one that was. */
  get mistaken(): number {
    return (this.#ones / (this.#table.length * 32)) ** bitsEach
  }

  /** Adds the state that lies in `rows` from `at` on. Returns whether it is taken for a new one. */
  add(rows: Int32Array, at: number): boolean {
    const table = this.#table
    let a = 0x9747b28c | 0
    let b = 0x5bd1e995 | 0
    for (let k = 0, end = this.#words; k < end; k++) {
      const word = rows[at + k] as number
      const mixed = Math.imul(word, 0xcc9e2d51)
      a ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
      a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0
      b = Math.imul(b ^ word, 0x01000193)
      b ^= b >>> 15
    }
    a = finished(a)
    b = finished(b ^ a) | 1
    const places = finished(Math.imul(a, 0x9e3779b1) ^ b)
    let fresh = 0
    for (let i = 0, h = a; i < bitsEach; i++, h = (h + b) | 0) {
      const at = ((h >>> 0) * this.#scale) | 0
      const bit = 1 << ((places >>> (5 * i)) & 31)
      const word = table[at] as number
      if ((word & bit) !== 0) continue
      table[at] = word | bit
      fresh++
    }
    if (fresh === 0) return false
    this.#ones += fresh
    this.count++
    return true
  }
}

/** The finaliser of MurmurHash3: each bit of the result depends on all bits of the argument. */
function finished(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
