/**
 * Random numbers that are the same on every machine: xoshiro128** 1.1 of Blackman and Vigna ("Scrambled Linear
 * Pseudorandom Number Generators", ACM TOMS 47, 2021), in 32-bit integers. The finaliser of MurmurHash3 turns a counter
 * into the initial state, so that neighbouring seeds give unrelated numbers.
 */

export class Random {
  readonly #s = new Int32Array(4)

  constructor(seed: number, stream: number) {
    this.seed(seed, stream)
  }

  /** Starts anew. Each pair of a seed and a stream, both 32-bit numbers, gives its own sequence. */
  seed(seed: number, stream: number): void {
    let counter = mixed(mixed(seed) + stream)
    for (let k = 0; k < 4; k++) {
      // the golden ratio as a fraction of 2 ** 32: the counter then takes each 32-bit value exactly once
      counter = (counter + 0x9e3779b9) | 0
      this.#s[k] = mixed(counter)
    }
    // an all-zero state would stay zero; this cannot occur, because only one number is mixed to 0
  }

  /** A number from 0, inclusive, to 1, exclusive. */
  fraction(): number {
    return xoshiro128(this.#s) / 2 ** 32
  }

  /** A whole number from 0 to n − 1. The probabilities differ by at most about n in 2 ** 32. */
  below(n: number): number {
    return Math.floor(this.fraction() * n)
  }
}

/** Returns 32 bits as a number from 0 to 2 ** 32 − 1, and advances the four words of the state. */
export function xoshiro128(s: Int32Array): number {
  const s0 = s[0] as number
  const s1 = s[1] as number
  const fives = Math.imul(s1, 5)
  const result = Math.imul((fives << 7) | (fives >>> 25), 9)
  const s2 = (s[2] as number) ^ s0
  const s3 = (s[3] as number) ^ s1
  s[1] = s1 ^ s2
  s[0] = s0 ^ s3
  s[2] = s2 ^ (s1 << 9)
  s[3] = (s3 << 11) | (s3 >>> 21)
  return result >>> 0
}

function mixed(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
