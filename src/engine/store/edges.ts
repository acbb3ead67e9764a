/**
 * The transitions of a graph as compressed rows: for each node, in order, its edges, each a target and a label. Rows
 * are written once, in order, and read in any order. They lie in chunks, so growth copies at most the first chunk and
 * wastes at most one.
 */
const chunkBits = 18
const chunkSize = 1 << chunkBits
const chunkMask = chunkSize - 1
/** The first chunk starts small, because most graphs are small. */
const firstSize = 256

type Labels = Uint8Array | Uint16Array | Int32Array

export class Edges {
  /** The number of closed rows; nodes are 0 to `nodes` − 1. */
  nodes = 0
  /** The number of edges; the edges of one row follow each other. */
  edges = 0
  readonly #targets: Int32Array[] = [new Int32Array(firstSize)]
  readonly #labels: Labels[]
  readonly #starts: Int32Array[] = [new Int32Array(firstSize)]
  readonly #labelArray: Uint8ArrayConstructor | Uint16ArrayConstructor | Int32ArrayConstructor

  /** `labels`: the number of labels; each takes as few bytes as that number allows. */
  constructor(labels: number) {
    this.#labelArray = labels <= 2 ** 8 ? Uint8Array : labels <= 2 ** 16 ? Uint16Array : Int32Array
    this.#labels = [new this.#labelArray(firstSize)]
  }

  /** Bytes reserved for edges, labels and the starts of rows. */
  get bytes(): number {
    let sum = 0
    for (const part of [this.#targets, this.#labels, this.#starts]) for (const chunk of part) sum += chunk.byteLength
    return sum
  }

  /** Adds an edge to the open row. */
  add(target: number, label: number): void {
    const e = this.edges
    const chunk = e >>> chunkBits
    const at = e & chunkMask
    if (at >= (this.#targets[chunk]?.length ?? 0)) this.#growEdges(chunk)
    ;(this.#targets[chunk] as Int32Array)[at] = target
    ;(this.#labels[chunk] as Labels)[at] = label
    this.edges = e + 1
  }

  /** Closes the open row and opens the next one. */
  close(): void {
    const next = this.nodes + 1
    const chunk = next >>> chunkBits
    const at = next & chunkMask
    if (at >= (this.#starts[chunk]?.length ?? 0)) this.#starts[chunk] = grown(this.#starts[chunk], Int32Array)
    ;(this.#starts[chunk] as Int32Array)[at] = this.edges
    this.nodes = next
  }

  /** The first edge of a row; the row ends where the next one begins, at `start(node + 1)`. */
  start(node: number): number {
    return (this.#starts[node >>> chunkBits] as Int32Array)[node & chunkMask] as number
  }

  target(edge: number): number {
    return (this.#targets[edge >>> chunkBits] as Int32Array)[edge & chunkMask] as number
  }

  label(edge: number): number {
    return (this.#labels[edge >>> chunkBits] as Labels)[edge & chunkMask] as number
  }

  #growEdges(chunk: number): void {
    this.#targets[chunk] = grown(this.#targets[chunk], Int32Array)
    this.#labels[chunk] = grown(this.#labels[chunk], this.#labelArray as Int32ArrayConstructor)
  }
}

/** Returns a copy of the chunk of twice its size, or a new chunk of full size if there is none yet. */
function grown<A extends Labels>(chunk: A | undefined, make: new (length: number) => A): A {
  if (chunk === undefined) return new make(chunkSize)
  const larger = new make(Math.min(chunkSize, chunk.length * 2))
  larger.set(chunk)
  return larger
}
