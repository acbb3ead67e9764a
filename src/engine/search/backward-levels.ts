/**
 * Goes backwards, level by level, from the ends of shortest paths. It finds the states on such paths, and the fewest
 * switches that follow each state. A switch is a step whose actor differs from the actor of the step before.
 *
 * Two values suffice for each state. `switches` is the fewest switches that follow if the next step costs none.
 * `actors` are the actors who can take that step. After a step by one of them, the number of switches that follow is
 * `switches`. After a step by any other actor it is one more: to change to one of `actors` costs one switch, and to
 * continue with the same actor cannot cost less.
 */

const none = 2 ** 30

/** A growing list of numbers. A path can have as many levels as there are states. */
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

export class BackwardLevels {
  /** Number of steps of each path. */
  readonly length: number
  /** Number of 32-bit words for a set of actors. */
  readonly words: number
  /** The states on shortest paths, ascending within a level. Levels go from the last to the first. */
  readonly #ids = new Numbers()
  readonly #switches = new Numbers()
  /** One bit for each actor, in `words` words a state. */
  readonly #actors = new Numbers()
  /** For each finished level, the index of its first state in `#ids`; the last level comes first. */
  readonly #starts = new Numbers()
  /**
   * The level that was finished last. `#first`: its first id. `#places`: for each state, 1 plus its place among the
   * kept states of the level; 0 if it was not kept. `#behind`: the index in `#ids` of its first kept state.
   */
  #first = 0
  #places = new Int32Array(0)
  #placeCount = 0
  #behind = 0
  /** The same for the current level. */
  #from = 0
  #mine = new Int32Array(0)
  #mineCount = 0
  #begin = 0
  /** The fewest switches after the current state, and the actors of its best next steps. */
  #fewest = none
  readonly #best: Int32Array

  constructor(length: number, actors: number) {
    this.length = length
    this.words = Math.ceil(actors / 32)
    this.#best = new Int32Array(this.words)
  }

  /** Memory used, in bytes. */
  get bytes(): number {
    const { length } = this.#places
    return 4 * (this.#ids.at.length * (2 + this.words) + this.#starts.at.length + length + this.#mine.length)
  }

  /** Begins the next level: states `from` … `to` − 1. */
  enter(from: number, to: number): void {
    this.#from = from
    this.#begin = this.#ids.count
    this.#mineCount = to - from
    if (this.#mine.length < to - from) this.#mine = new Int32Array(2 * (to - from))
    else this.#mine.fill(0, 0, to - from)
  }

  /** Records that the current state has a step by `actor` to state `id`. In that state, `after` is the same actor. */
  offer(id: number, actor: number, after = actor): void {
    const at = id - this.#first
    if (at < 0 || at >= this.#placeCount) return
    const place = this.#behind + (this.#places[at] as number) - 1
    if (place < this.#behind) return
    const word = this.#actors.at[place * this.words + (after >>> 5)] as number
    this.#take((this.#switches.at[place] as number) + 1 - ((word >>> (after & 31)) & 1), actor)
  }

  /** Records that the current state has a step by `actor` that ends a path. */
  offerLast(actor: number): void {
    this.#take(0, actor)
  }

  /** Records that a path may end in the current state. */
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

  /** Ends the offers for state `id`, and keeps the state if it lies on a path. */
  close(id: number): void {
    if (this.#fewest === none) return
    this.#ids.add(id)
    this.#switches.add(this.#fewest)
    for (let k = 0; k < this.words; k++) this.#actors.add(this.#best[k] as number)
    this.#mine[id - this.#from] = this.#ids.count - this.#begin
    this.#fewest = none
  }

  /** Ends the level. Returns `false` if none of its states lies on a path. */
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

  /** The range of a level's states in `#ids`. All levels must be done. */
  #range(level: number): readonly [number, number] {
    const nth = this.#starts.count - 1 - level
    return [
      this.#starts.at[nth] as number,
      nth + 1 < this.#starts.count ? (this.#starts.at[nth + 1] as number) : this.#ids.count,
    ]
  }

  /** The initial states of the paths with the fewest switches, ascending. All levels must be done. */
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

  /**
   * The fewest switches that follow a state of level `level` after a step by `actor` (−1: before any step).
   * −1 if the state lies on no path.
   */
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
