/** Which of a few predicates are true of each state: one bit each, in bytes. Bytes lie in chunks, so growth copies little. */
const chunkBits = 18
const chunkSize = 1 << chunkBits
const chunkMask = chunkSize - 1
/** The first chunk starts small, because most graphs are small. */
const firstSize = 256

export class PredicateBits {
  readonly count: number
  /** The chunks of each group of eight predicates. */
  readonly #bytes: Uint8Array[][]
  #length = 0

  /** `count`: the number of predicates. */
  constructor(count: number) {
    this.count = count
    this.#bytes = Array.from({ length: Math.ceil(count / 8) }, () => [new Uint8Array(firstSize)])
  }

  get bytes(): number {
    let sum = 0
    for (const chunks of this.#bytes) for (const chunk of chunks) sum += chunk.byteLength
    return sum
  }

  /** Makes room for the next state; no predicate is true of it yet. */
  add(): void {
    const id = this.#length++
    const last = this.#bytes[0]?.[id >>> chunkBits]
    if (this.#bytes.length === 0 || (last !== undefined && (id & chunkMask) < last.length)) return
    for (const chunks of this.#bytes) {
      const larger = new Uint8Array(last === undefined ? chunkSize : Math.min(chunkSize, last.length * 2))
      if (last !== undefined) larger.set(chunks[id >>> chunkBits] as Uint8Array)
      chunks[id >>> chunkBits] = larger
    }
  }

  /** Notes that predicate `atom` is true of state `id`. */
  set(atom: number, id: number): void {
    const bytes = (this.#bytes[atom >>> 3] as Uint8Array[])[id >>> chunkBits] as Uint8Array
    bytes[id & chunkMask] = (bytes[id & chunkMask] as number) | (1 << (atom & 7))
  }

  has(atom: number, id: number): boolean {
    const bytes = (this.#bytes[atom >>> 3] as Uint8Array[])[id >>> chunkBits] as Uint8Array
    return ((bytes[id & chunkMask] as number) & (1 << (atom & 7))) !== 0
  }
}
