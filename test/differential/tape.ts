/** A tape of bytes that decides everything about a random model. The empty tape counts as zeros: the simplest model. */
export class Tape {
  readonly #bytes: ArrayLike<number>
  #next = 0
  constructor(bytes: ArrayLike<number>) {
    this.#bytes = bytes
  }

  below(n: number): number {
    const byte = this.#bytes[this.#next++] ?? 0
    return byte % n
  }

  between(lo: number, hi: number): number {
    return lo + this.below(hi - lo + 1)
  }

  /** True with probability `of` in `n`. False if the tape has ended. */
  chance(of: number, n: number): boolean {
    return this.below(n) >= n - of
  }

  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T
  }

  /** One of the options. Their probabilities are in proportion to the weights. */
  weighted<T>(options: readonly (readonly [number, T])[]): T {
    let at = this.below(options.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, option] of options) {
      at -= weight
      if (at < 0) return option
    }
    throw new Error('no options')
  }

  list<T>(lo: number, hi: number, make: (i: number) => T): T[] {
    return Array.from({ length: this.between(lo, hi) }, (_, i) => make(i))
  }
}
