/**
 * Chance that is the same on every machine: xoshiro128** 1.1 of Blackman and Vigna ("Scrambled Linear Pseudorandom
 * Number Generators", ACM TOMS 47, 2021), in 32-bit integers. It is seeded by a counter that goes through the finaliser
 * of MurmurHash3, so that neighbouring seeds have nothing in common.
 */

export class Random {
  readonly #s = new Int32Array(4)

  constructor(seed: number, stream: number) {
    this.seed(seed, stream)
  }

  /** Begins anew: each pair of a seed and a stream, 32-bit numbers, has numbers of its own. */
  seed(seed: number, stream: number): void {
    let counter = mixed(mixed(seed) + stream)
    for (let k = 0; k < 4; k++) {
      // the golden ratio as a fraction of 2 ** 32: a step that meets every number once
      counter = (counter + 0x9e3779b9) | 0
      this.#s[k] = mixed(counter)
    }
    // zero alone would lead nowhere: but only one number is mixed to 0, so never all four
  }

  /** From 0 to 1, and never 1. */
  fraction(): number {
    return xoshiro128(this.#s) / 2 ** 32
  }

  /** A whole number below `n`; some are likelier than others by n in 2 ** 32. */
  below(n: number): number {
    return Math.floor(this.fraction() * n)
  }
}

/** 32 bits, as a number from 0 to 2 ** 32 − 1; the four words of the state go on. */
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
