/**
 * From the ends of shortest ways back, level by level: which states lie on such ways, and with how few switches one
 * goes on from each. A switch is a step by another actor than the step before it.
 *
 * Of each state two things say it all: `switches`, the fewest that follow where its own next step costs none, and
 * `actors`, those who can take that step. For whoever came last, it is `switches` if they are one of these, else one
 * more: to give way to another costs one, and going on oneself can be no better than that.
 */

/** The states of one level that lie on shortest ways, ascending. */
interface Kept {
  readonly ids: Int32Array
  readonly switches: Int32Array
  /** Bits, in as many words a state as all actors need. */
  readonly actors: Int32Array
}

const none = 2 ** 30

export class Back {
  /** Steps of each way. */
  readonly length: number
  /** Words of 32 bits for a set of actors. */
  readonly words: number
  readonly #levels: Kept[] = []
  /** Of the level behind: its first id, and for each state one more than its place among those kept; 0 for others. */
  #first = 0
  #places = new Int32Array(0)
  #behind: Kept = { ids: this.#places, switches: this.#places, actors: this.#places }
  /** Of the level in hand. */
  #from = 0
  #mine = new Int32Array(0)
  #count = 0
  #ids = new Int32Array(0)
  #switches = new Int32Array(0)
  #actors = new Int32Array(0)
  /** Of the state in hand. */
  #fewest = none
  readonly #best: Int32Array

  constructor(length: number, actors: number) {
    this.length = length
    this.words = Math.ceil(actors / 32)
    this.#best = new Int32Array(this.words)
  }

  /** The next level: states `from` … `to` − 1. */
  enter(from: number, to: number): void {
    this.#from = from
    this.#count = 0
    this.#mine = new Int32Array(to - from)
    if (this.#ids.length >= to - from) return
    this.#ids = new Int32Array(to - from)
    this.#switches = new Int32Array(to - from)
    this.#actors = new Int32Array((to - from) * this.words)
  }

  /** The state in hand has a step by `actor` to state `id`. */
  offer(id: number, actor: number): void {
    const at = id - this.#first
    if (at < 0 || at >= this.#places.length) return
    const place = (this.#places[at] as number) - 1
    if (place < 0) return
    const { switches, actors } = this.#behind
    const word = actors[place * this.words + (actor >>> 5)] as number
    this.#take((switches[place] as number) + 1 - ((word >>> (actor & 31)) & 1), actor)
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
    const place = this.#count++
    this.#ids[place] = id
    this.#switches[place] = this.#fewest
    this.#actors.set(this.#best, place * this.words)
    this.#mine[id - this.#from] = place + 1
    this.#fewest = none
  }

  /** Ends the level; `false` where no state of it is on a way. */
  leave(): boolean {
    const count = this.#count
    this.#behind = {
      ids: this.#ids.slice(0, count),
      switches: this.#switches.slice(0, count),
      actors: this.#actors.slice(0, count * this.words),
    }
    this.#levels.unshift(this.#behind)
    this.#first = this.#from
    this.#places = this.#mine
    return count > 0
  }

  /** Once all levels are done: the initial states with which ways with the fewest switches begin, ascending. */
  starts(): number[] {
    const { ids, switches } = this.#levels[0] as Kept
    const fewest = switches.reduce((least, some) => Math.min(least, some), none)
    return [...ids].filter((_, place) => switches[place] === fewest)
  }

  /** The fewest switches that follow in a state of level `level`, after a step by `actor` (−1: before any); −1 where it lies on no way. */
  switches(level: number, id: number, actor: number): number {
    const { ids, switches, actors } = this.#levels[level] as Kept
    let [low, high] = [0, ids.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    if (ids[low] !== id) return -1
    const fewest = switches[low] as number
    if (actor < 0) return fewest
    const word = actors[low * this.words + (actor >>> 5)] as number
    return fewest + 1 - ((word >>> (actor & 31)) & 1)
  }
}
