/**
 * Every state found, whole, in the order found: an arena of words, an open-addressing table of ids over it, and for
 * each state the id of the one it was found from. A slot holds the id + 1 in its low bits and bits of the hash in the
 * rest, so most probes that miss never touch the arena; whether two states are equal is always decided by their words.
 */
export interface Limits {
  readonly maxStates: number
  /** What arena, table and links may take together. */
  readonly maxBytes: number
}

export class States {
  readonly words: number
  /** How many states there are; ids are 0 to `count` − 1. */
  count = 0
  #arena: Int32Array
  #parents: Int32Array
  #table: Int32Array
  #mask: number
  readonly #limits: Limits

  constructor(words: number, limits: Limits) {
    this.words = words
    this.#limits = limits
    this.#arena = new Int32Array(words * 1024)
    this.#parents = new Int32Array(1024)
    this.#table = new Int32Array(2048)
    this.#mask = this.#table.length - 1
  }

  /** Bytes in use by the arena, the links and the table. */
  get bytes(): number {
    return this.#arena.byteLength + this.#parents.byteLength + this.#table.byteLength
  }

  /**
   * The id of the state in `register`; it is new where the id is the `count` before the call. −1 where it is new and
   * a limit leaves no room for it.
   */
  insert(register: Int32Array, parent: number): number {
    const words = this.words
    const mask = this.#mask
    const table = this.#table
    const arena = this.#arena
    const hash = hashOf(register, 0, words)
    let i = hash & mask
    for (let slot = table[i] as number; slot !== 0; slot = table[i] as number) {
      if (((slot ^ hash) & ~mask) === 0) {
        const id = (slot & mask) - 1
        let k = 0
        for (let at = id * words; k < words && arena[at] === register[k]; at++) k++
        if (k === words) return id
      }
      i = (i + 1) & mask
    }
    const id = this.count
    if (id >= this.#limits.maxStates) return -1
    if (id >= this.#parents.length || id * 2 >= table.length) {
      if (!this.#grow()) return -1
      i = hash & this.#mask
      while (this.#table[i] !== 0) i = (i + 1) & this.#mask
    }
    this.#table[i] = (hash & ~this.#mask) | (id + 1)
    for (let k = 0, at = id * words; k < words; k++, at++) this.#arena[at] = register[k] as number
    this.#parents[id] = parent
    this.count = id + 1
    return id
  }

  /** Copies state `id` into `register`. */
  load(id: number, register: Int32Array): void {
    const words = this.words
    const arena = this.#arena
    for (let k = 0, at = id * words; k < words; k++, at++) register[k] = arena[at] as number
  }

  /** The state that `id` was first found from; −1 for an initial state. */
  parent(id: number): number {
    return this.#parents[id] as number
  }

  /** Grows what is full: the arena and links by half, the table to twice its size. `false` where that is too much. */
  #grow(): boolean {
    try {
      if (this.count >= this.#parents.length) {
        const capacity = Math.ceil((this.#parents.length * 3) / 2)
        if (this.#table.byteLength + capacity * (this.words + 1) * 4 > this.#limits.maxBytes) return false
        const arena = new Int32Array(capacity * this.words)
        arena.set(this.#arena)
        const parents = new Int32Array(capacity)
        parents.set(this.#parents)
        this.#arena = arena
        this.#parents = parents
      }
      if (this.count * 2 >= this.#table.length) {
        if (this.bytes + this.#table.byteLength > this.#limits.maxBytes || this.#table.length >= 2 ** 31) return false
        this.#table = new Int32Array(this.#table.length * 2)
        this.#mask = this.#table.length - 1
        this.#rehash()
      }
      return true
    } catch (error) {
      // the machine has less than the limit allows
      if (error instanceof RangeError) return false
      throw error
    }
  }

  #rehash(): void {
    const words = this.words
    const arena = this.#arena
    const table = this.#table
    const mask = this.#mask
    for (let id = 0, at = 0; id < this.count; id++, at += words) {
      const hash = hashOf(arena, at, words)
      let i = hash & mask
      while (table[i] !== 0) i = (i + 1) & mask
      table[i] = (hash & ~mask) | (id + 1)
    }
  }
}

/** Multiply and fold, a round a word; the constants are those of MurmurHash3's 32-bit mixing and finaliser. */
export function hashOf(from: Int32Array, start: number, words: number): number {
  let hash = 0x9747b28c | 0
  for (let k = start, end = start + words; k < end; k++) {
    let word = Math.imul(from[k] as number, 0xcc9e2d51)
    word = (word << 15) | (word >>> 17)
    hash ^= Math.imul(word, 0x1b873593)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
