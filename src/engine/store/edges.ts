/**
 * The transitions of a graph as compressed rows: for each node, in order, its edges, each a target and a label. Rows
 * are written once, in order, and read in any order. They lie in chunks, so growth copies at most the first chunk and
 * wastes at most one.
 *
 * An edge takes one word as long as its target and its label fit into it together. The labels have the low bits. From
 * the first chunk with a larger target on, a word holds only the target, and labels are stored beside them.
 */
const chunkBits = 18
const chunkSize = 1 << chunkBits
const chunkMask = chunkSize - 1
/** The first chunk starts small, because most graphs are small. */
const firstSize = 256
/** Rows in a group. The first edge of a row is stored relative to that of its group, in 16 bits if they are enough. */
const groupBits = 8
const groupMask = (1 << groupBits) - 1

/** The number of a chunk that does not exist, in 31 bits. */
const noChunk = 2 ** 30

type Labels = Uint8Array | Uint16Array | Int32Array
type Offsets = Uint16Array | Int32Array

export class Edges {
  /** The number of closed rows; nodes are 0 to `nodes` − 1. */
  nodes = 0
  /** The number of edges; the edges of one row follow each other. */
  edges = 0
  readonly #words: Int32Array[] = [new Int32Array(firstSize)]
  /** The labels of the chunks from `#wide` on. */
  readonly #labels: Labels[] = []
  #wide = noChunk
  readonly #offsets: Offsets[] = [new Uint16Array(firstSize)]
  /** The first edge of each group of rows. */
  #groups = new Int32Array(1)
  readonly #labelBits: number
  readonly #labelMask: number
  readonly #largest: number
  readonly #labelArray: Uint8ArrayConstructor | Uint16ArrayConstructor | Int32ArrayConstructor

  /** `labels`: the number of labels; each takes as few bits, and as few bytes, as that number allows. */
  constructor(labels: number) {
    this.#labelArray = labels <= 2 ** 8 ? Uint8Array : labels <= 2 ** 16 ? Uint16Array : Int32Array
    this.#labelBits = labels <= 1 ? 0 : 32 - Math.clz32(labels - 1)
    this.#labelMask = 2 ** this.#labelBits - 1
    this.#largest = 2 ** Math.min(31, 32 - this.#labelBits) - 1
  }

  /** Bytes reserved for edges, labels and the starts of rows. */
  get bytes(): number {
    let sum = this.#groups.byteLength
    for (const part of [this.#words, this.#labels, this.#offsets])
      for (const chunk of part) sum += chunk?.byteLength ?? 0
    return sum
  }

  /** Adds an edge to the open row. */
  add(target: number, label: number): void {
    const e = this.edges
    const chunk = e >>> chunkBits
    const at = e & chunkMask
    if (at >= (this.#words[chunk]?.length ?? 0)) this.#growEdges(chunk)
    if (target > this.#largest && chunk < this.#wide) this.#widen(chunk, at)
    const words = this.#words[chunk] as Int32Array
    if (chunk < this.#wide) words[at] = (target << this.#labelBits) | label
    else {
      words[at] = target
      ;(this.#labels[chunk] as Labels)[at] = label
    }
    this.edges = e + 1
  }

  /** Closes the open row and opens the next one. */
  close(): void {
    const next = this.nodes + 1
    const chunk = next >>> chunkBits
    const at = next & chunkMask
    const group = next >>> groupBits
    if (at >= (this.#offsets[chunk]?.length ?? 0)) this.#offsets[chunk] = grown(this.#offsets[chunk], Uint16Array)
    if ((next & groupMask) === 0) {
      if (group === this.#groups.length) this.#groups = grownBy(this.#groups, 2)
      this.#groups[group] = this.edges
    }
    const offset = this.edges - (this.#groups[group] as number)
    if (offset > 0xffff && this.#offsets[chunk] instanceof Uint16Array) {
      this.#offsets[chunk] = Int32Array.from(this.#offsets[chunk])
    }
    ;(this.#offsets[chunk] as Offsets)[at] = offset
    this.nodes = next
  }

  /** The first edge of a row; the row ends where the next one begins, at `start(node + 1)`. */
  start(node: number): number {
    return (
      (this.#groups[node >>> groupBits] as number) +
      ((this.#offsets[node >>> chunkBits] as Offsets)[node & chunkMask] as number)
    )
  }

  target(edge: number): number {
    const chunk = edge >>> chunkBits
    const word = (this.#words[chunk] as Int32Array)[edge & chunkMask] as number
    return chunk < this.#wide ? word >>> this.#labelBits : word
  }

  label(edge: number): number {
    const chunk = edge >>> chunkBits
    const at = edge & chunkMask
    return chunk < this.#wide
      ? ((this.#words[chunk] as Int32Array)[at] as number) & this.#labelMask
      : ((this.#labels[chunk] as Labels)[at] as number)
  }

  #growEdges(chunk: number): void {
    this.#words[chunk] = grown(this.#words[chunk], Int32Array)
    if (chunk >= this.#wide) {
      this.#labels[chunk] = grown(this.#labels[chunk], this.#labelArray as Int32ArrayConstructor)
    }
  }

  /** Separates the first `count` targets and labels of a chunk. Chunks from this one on are no longer packed. */
  #widen(chunk: number, count: number): void {
    const words = this.#words[chunk] as Int32Array
    const labels = new this.#labelArray(words.length)
    for (let at = 0; at < count; at++) {
      const word = words[at] as number
      labels[at] = word & this.#labelMask
      words[at] = word >>> this.#labelBits
    }
    this.#labels[chunk] = labels
    this.#wide = chunk
  }
}

/** Returns a copy of the chunk of twice its size, or a new chunk of full size if there is none yet. */
function grown<A extends Labels>(chunk: A | undefined, make: new (length: number) => A): A {
  if (chunk === undefined) return new make(chunkSize)
  const larger = new (chunk.constructor as new (length: number) => A)(Math.min(chunkSize, chunk.length * 2))
  larger.set(chunk)
  return larger
}

/** A copy with room for `factor` times as many numbers. */
function grownBy(numbers: Int32Array<ArrayBuffer>, factor: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * factor)
  larger.set(numbers)
  return larger
}
