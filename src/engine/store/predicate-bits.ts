/** Which of a few predicates are true of each state: one bit each, in words of 32 bits. */
export class PredicateBits {
  readonly count: number
  #words: Uint32Array[]
  #length = 0

  /** `count`: the number of predicates. */
  constructor(count: number) {
    this.count = count
    this.#words = Array.from({ length: Math.ceil(count / 32) }, () => new Uint32Array(256))
  }

  get bytes(): number {
    return this.#words.reduce((sum, words) => sum + words.byteLength, 0)
  }

  /** Makes room for the next state; no predicate is true of it yet. */
  add(): void {
    const id = this.#length++
    if (this.#words.length === 0 || id < (this.#words[0] as Uint32Array).length) return
    this.#words = this.#words.map((words) => {
      const larger = new Uint32Array(Math.ceil((words.length * 3) / 2))
      larger.set(words)
      return larger
    })
  }

  /** Notes that predicate `atom` is true of state `id`. */
  set(atom: number, id: number): void {
    const words = this.#words[atom >>> 5] as Uint32Array
    words[id] = (words[id] as number) | (1 << (atom & 31))
  }

  has(atom: number, id: number): boolean {
    return (((this.#words[atom >>> 5] as Uint32Array)[id] as number) & (1 << (atom & 31))) !== 0
  }
}
