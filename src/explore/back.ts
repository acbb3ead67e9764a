/**
 * From the ends of shortest ways back, level by level: which states lie on such ways, and with how few switches one
 * goes on from each. A switch is a step by another actor than the step before it.
 *
 * Of each state two things say it all: `switches`, the fewest that follow where its own next step costs none, and
 * `actors`, those who can take that step. For whoever came last, it is `switches` if they are one of these, else one
 * more: to give way to another costs one, and going on oneself can be no better than that.
 */

const none = 2 ** 30

/** Numbers in the order in which they were added; a story can have as many levels as there are states. */
class Numbers {
  at: Int32Array = new Int32Array(64)
  count = 0

  add(number: number): void {
    if (this.count === this.at.length) {
      const larger = new Int32Array(2 * this.count)
      larger.set(this.at)
      this.at = larger
    }
    this.at[this.count++] = number
  }
}

export class Back {
  /** Steps of each way. */
  readonly length: number
  /** Words of 32 bits for a set of actors. */
  readonly words: number
  /** The states that lie on shortest ways, ascending within a level; levels from the last to the first. */
  readonly #ids = new Numbers()
  readonly #switches = new Numbers()
  /** Bits, in as many words a state as all actors need. */
  readonly #actors = new Numbers()
  /** Where the states of each level that is done begin, the last level first. */
  readonly #starts = new Numbers()
  /** Of the level behind: its first id, and for each state one more than its place among those kept; 0 for others. */
  #first = 0
  #places = new Int32Array(0)
  #placeCount = 0
  #behind = 0
  /** Of the level in hand: as of the one behind, and where its states begin among all that are kept. */
  #from = 0
  #mine = new Int32Array(0)
  #mineCount = 0
  #begin = 0
  /** Of the state in hand. */
  #fewest = none
  readonly #best: Int32Array

  constructor(length: number, actors: number) {
    this.length = length
    this.words = Math.ceil(actors / 32)
    this.#best = new Int32Array(this.words)
  }

  /** The bytes that all this takes. */
  get bytes(): number {
    const { length } = this.#places
    return 4 * (this.#ids.at.length * (2 + this.words) + this.#starts.at.length + length + this.#mine.length)
  }

  /** The next level: states `from` … `to` − 1. */
  enter(from: number, to: number): void {
    this.#from = from
    this.#begin = this.#ids.count
    this.#mineCount = to - from
    if (this.#mine.length < to - from) this.#mine = new Int32Array(2 * (to - from))
    else this.#mine.fill(0, 0, to - from)
  }

  /** The state in hand has a step by `actor` to state `id`. */
  offer(id: number, actor: number): void {
    const at = id - this.#first
    if (at < 0 || at >= this.#placeCount) return
    const place = this.#behind + (this.#places[at] as number) - 1
    if (place < this.#behind) return
    const word = this.#actors.at[place * this.words + (actor >>> 5)] as number
    this.#take((this.#switches.at[place] as number) + 1 - ((word >>> (actor & 31)) & 1), actor)
  }

  /** The state in hand has a step by `actor` that is the last. */
  offerLast(actor: number): void {
    this.#take(0, actor)
  }

  /** A way may end in the state in hand. */
  offerEnd(): void {
    this.#fewest = 0
    this.#best.fill(-1)
  }

  #take(switches: number, actor: number): void {
    if (switches > this.#fewest) return
    const best = this.#best
    if (switches < this.#fewest) {
      this.#fewest = switches
      best.fill(0)
    }
    best[actor >>> 5] = (best[actor >>> 5] as number) | (1 << (actor & 31))
  }

  /** Ends what is offered for state `id`. */
  close(id: number): void {
    if (this.#fewest === none) return
    this.#ids.add(id)
    this.#switches.add(this.#fewest)
    for (let k = 0; k < this.words; k++) this.#actors.add(this.#best[k] as number)
    this.#mine[id - this.#from] = this.#ids.count - this.#begin
    this.#fewest = none
  }

  /** Ends the level; `false` where no state of it is on a way. */
  leave(): boolean {
    this.#starts.add(this.#begin)
    this.#behind = this.#begin
    this.#first = this.#from
    const free = this.#places
    this.#places = this.#mine
    this.#placeCount = this.#mineCount
    this.#mine = free
    return this.#ids.count > this.#begin
  }

  /** Where the states of a level lie, once all levels are done. */
  #range(level: number): readonly [number, number] {
    const nth = this.#starts.count - 1 - level
    return [
      this.#starts.at[nth] as number,
      nth + 1 < this.#starts.count ? (this.#starts.at[nth + 1] as number) : this.#ids.count,
    ]
  }

  /** Once all levels are done: the initial states with which ways with the fewest switches begin, ascending. */
  starts(): number[] {
    const [from, to] = this.#range(0)
    let fewest = none
    for (let place = from; place < to; place++) fewest = Math.min(fewest, this.#switches.at[place] as number)
    const found: number[] = []
    for (let place = from; place < to; place++) {
      if (this.#switches.at[place] === fewest) found.push(this.#ids.at[place] as number)
    }
    return found
  }

  /** The fewest switches that follow in a state of level `level`, after a step by `actor` (−1: before any); −1 where it lies on no way. */
  switches(level: number, id: number, actor: number): number {
    const ids = this.#ids.at
    let [low, high] = this.#range(level)
    const end = high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    if (low === end || ids[low] !== id) return -1
    const fewest = this.#switches.at[low] as number
    if (actor < 0) return fewest
    const word = this.#actors.at[low * this.words + (actor >>> 5)] as number
    return fewest + 1 - ((word >>> (actor & 31)) & 1)
  }
}
