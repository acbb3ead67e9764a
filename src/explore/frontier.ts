/**
 * Which states of the level in hand nobody expands yet, and which of the next have been found: ranges of ids, in two
 * lists that workers share. A worker takes the next range of the one by a single atomic access, and adds to the other
 * in the same way; between levels, while all wait, the lists change places.
 */
import { InternalError } from '../errors.ts'
import { growable, Memory } from '../store/memory.ts'
import { lastBlockSize } from '../store/shared-table.ts'

/** To be sent to each worker as it is. */
export interface FrontierMemory {
  readonly head: Int32Array
  readonly lists: readonly [SharedArrayBuffer, SharedArrayBuffer]
}

/** How many ranges of the level in hand are taken; which list is that of the level; how long each is. */
const TAKEN = 0
const LEVEL = 1
const LENGTH = 2

/** Small, so that nobody waits for long at the end of a level for one who has just begun a range; large, for neighbours have successors in common. */
export const rangeSize = 256

/** For states `expanded` … `levelEnd` − 1 of this level, those up to `count` of the next, and room for `most` states. */
export function frontierOf(
  { expanded, levelEnd, count }: { readonly expanded: number; readonly levelEnd: number; readonly count: number },
  most: number,
  workers: number,
): FrontierMemory {
  const head = new Int32Array(new SharedArrayBuffer(4 * 4))
  const list = () => growable(0, 2 * rangesOf(2 ** 30, workers))
  const memory = { head, lists: [list(), list()] as const }
  const frontier = new Frontier(memory)
  frontier.reserve(most, workers)
  for (let from = expanded; from < levelEnd; from += rangeSize) frontier.add(from, Math.min(from + rangeSize, levelEnd))
  frontier.turn()
  for (let from = levelEnd; from < count; from += rangeSize) frontier.add(from, Math.min(from + rangeSize, count))
  return memory
}

/** The most ranges that so many states can make: one ends early where another worker's block of ids begins, or a level ends. */
function rangesOf(states: number, workers: number): number {
  return 2 * Math.ceil(states / lastBlockSize) + 2 * workers
}

export class Frontier {
  /** The range taken last: ids `from` … `to` − 1. */
  from = 0
  to = 0
  readonly #head: Int32Array
  readonly #lists: readonly [Memory, Memory]

  constructor({ head, lists }: FrontierMemory) {
    this.#head = head
    this.#lists = [new Memory(0, lists[0]), new Memory(0, lists[1])]
    this.see()
  }

  /** Takes a range of the level in hand; `false` where none is left. */
  take(): boolean {
    const level = Atomics.load(this.#head, LEVEL)
    const k = Atomics.add(this.#head, TAKEN, 1)
    if (k >= Atomics.load(this.#head, LENGTH + level)) return false
    const list = (this.#lists[level] as Memory).view
    this.from = list[2 * k] as number
    this.to = list[2 * k + 1] as number
    return true
  }

  /** Whether ranges of the level in hand are left. */
  get isLeft(): boolean {
    const level = Atomics.load(this.#head, LEVEL)
    return Atomics.load(this.#head, TAKEN) < Atomics.load(this.#head, LENGTH + level)
  }

  /** Adds to the next level. */
  add(from: number, to: number): void {
    const next = 1 - Atomics.load(this.#head, LEVEL)
    const k = Atomics.add(this.#head, LENGTH + next, 1)
    const list = (this.#lists[next] as Memory).view
    if (2 * k >= list.length) throw new InternalError('a level has more ranges than there is room for')
    list[2 * k] = from
    list[2 * k + 1] = to
  }

  /** The next level becomes the one in hand: while all wait. */
  turn(): void {
    const level = Atomics.load(this.#head, LEVEL)
    Atomics.store(this.#head, LENGTH + level, 0)
    Atomics.store(this.#head, TAKEN, 0)
    Atomics.store(this.#head, LEVEL, 1 - level)
  }

  /** Makes room for the ranges of so many states: while all wait. The others then have to `see` it. */
  reserve(states: number, workers: number): void {
    for (const list of this.#lists) list.grow(2 * rangesOf(states, workers))
  }

  see(): void {
    for (const list of this.#lists) list.grow(list.view.buffer.byteLength / 4)
  }
}
