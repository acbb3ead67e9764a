/**
 * Checkpoints of the search of one design. All that the searches store goes to streams, which only grow. A checkpoint
 * says how long each stream was at a safe moment, between two expansions, and the numbers of the searches then. So a
 * checkpoint costs only what was found since the one before.
 *
 * There are up to two searches (`search-design.ts`). The second one begins with the states of the first one, so its
 * stream has only the others.
 */
import { type Pause, sliceMs } from '../../engine/search/pieces.ts'
import type { SavedNumbers } from '../../engine/search/saved-numbers.ts'
import type { Search } from '../../engine/search/search.ts'
import {
  addRest,
  addStates,
  type Read,
  SearchLog,
  type StreamName,
  type Streams,
} from '../../engine/search/search-log.ts'
import { SpecError } from '../../errors.ts'
import { now } from '../../runtime/traps.ts'
import type { Plan } from './plan.ts'

/** The searches of a checkpoint, as plain data. */
export interface Saved {
  readonly plan: Plan
  readonly first: SavedNumbers
  /** `begun`: the number of states of the first search when the second one began. */
  readonly second?: SavedNumbers & { readonly begun: number }
}

export const searchNames = ['first', 'second'] as const
export type SearchName = (typeof searchNames)[number]

/** Where the checkpoints of one design are. No method throws when a disk is full: then later checkpoints are not made. */
export interface Checkpoints {
  /** The checkpoint from which this run goes on. */
  readonly found: Saved | undefined
  readonly everyMs: number
  /** The words that `found` covers of a stream, in blocks of whole entries. */
  read(search: SearchName, stream: StreamName, words: number): Iterable<Int32Array>
  /** Forgets all checkpoints: a search begins anew. */
  clear(): void
  append(search: SearchName, stream: StreamName, words: Int32Array): void
  /** Makes a checkpoint of the streams as they are. Resolves when it is on disk. */
  commit(saved: Saved): Promise<void>
}

/** Interval of writes to the streams between checkpoints: a checkpoint then has little left to write. */
const writeMs = 1000
/** A search that took less than this is done again sooner than it is read. */
const worthMs = 10_000

export class Saving {
  readonly #checkpoints: Checkpoints
  readonly #begunMs = now()
  #found: Saved | undefined
  #plan: Plan
  #first: { readonly search: Search; readonly log: SearchLog } | undefined
  #second: { readonly search: Search; readonly log: SearchLog; readonly begun: number } | undefined
  #writeDue = 0
  #commitDue: number
  #committing: Promise<void> | undefined

  /** `plan`: how alike instances are explored, unless a checkpoint says so. */
  constructor(checkpoints: Checkpoints, plan: () => Plan) {
    this.#checkpoints = checkpoints
    this.#found = checkpoints.found
    this.#plan = this.#found?.plan ?? plan()
    this.#commitDue = now() + checkpoints.everyMs
  }

  /** The longest time between two pauses of the search, in milliseconds. */
  get sliceMs(): number {
    return Math.max(1, Math.min(sliceMs, this.#checkpoints.everyMs))
  }

  get plan(): Plan {
    return this.#plan
  }

  /** The search begins anew, with another plan. */
  restart(plan: Plan): void {
    this.#plan = plan
    this.#found = undefined
    this.#first = undefined
    this.#second = undefined
  }

  /**
   * Begins with a search that has found nothing yet: with the states of the checkpoint, if there is one. Returns the
   * second search, if the checkpoint has one; `goOn` makes it. Returns `null` if `pause` said to stop.
   * @throws SpecError if there is no room
   */
  async begin(first: Search, goOn: () => Search, pause: Pause): Promise<Search | undefined | null> {
    const found = this.#found
    if (found === undefined) {
      await this.#committing
      this.#checkpoints.clear()
      this.#first = { search: first, log: new SearchLog(first, this.#streams('first'), 0, false) }
      return undefined
    }
    try {
      return await this.#takeUp(found, first, goOn, pause)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const remedy = 'raise --max-memory and --max-states to what they were in the run that made it'
      throw new SpecError('checkpoint', `the limits leave no room for the states of the checkpoint: ${remedy}`)
    }
  }

  async #takeUp(
    { first: saved, second }: Saved,
    first: Search,
    goOn: () => Search,
    pause: Pause,
  ): Promise<Search | undefined | null> {
    const read: (search: SearchName) => Read = (search) => (name, words) => this.#checkpoints.read(search, name, words)
    const { words } = first.store
    const states = read('first')('states', words)
    const begun = second?.begun ?? saved.count
    const [before, after] = divided(states, begun * words)
    if (await addStates(first, before(), 0, pause)) return null
    let further: Search | undefined
    if (second !== undefined) {
      further = goOn()
      if (await addStates(further, read('second')('states', words), second.next, pause)) return null
      if (await addRest(further, second, read('second'), pause)) return null
    }
    if (await addStates(first, after(), 0, pause)) return null
    if (await addRest(first, saved, read('first'), pause)) return null
    this.#first = { search: first, log: new SearchLog(first, this.#streams('first'), 0, true) }
    if (further !== undefined) {
      this.#second = { search: further, log: new SearchLog(further, this.#streams('second'), 0, true), begun }
    }
    return further
  }

  /** A second search has just begun with all states of the first one. */
  goOn(second: Search): void {
    const begun = second.store.count
    this.#second = { search: second, log: new SearchLog(second, this.#streams('second'), begun, false), begun }
  }

  /** Writes what is due, at most a few times a second. Call it between slices of a search. */
  turn(): void {
    const ms = now()
    if (ms < this.#writeDue && ms < this.#commitDue) return
    this.#writeDue = ms + Math.max(writeMs, sliceMs)
    if (ms >= this.#commitDue && this.#committing === undefined) void this.save()
    else if (this.#isSafe()) this.#write()
  }

  /** All states are explored, but the run may take long to conclude. */
  async explored(): Promise<void> {
    if (now() - this.#begunMs >= Math.min(worthMs, this.#checkpoints.everyMs)) await this.save()
  }

  /** Makes a checkpoint now. Resolves when it is on disk. */
  async save(): Promise<void> {
    await this.#committing
    const first = this.#first
    if (first === undefined || !this.#isSafe()) return
    this.#write()
    const second = this.#second
    const saved = {
      plan: this.#plan,
      first: first.search.saved,
      ...(second === undefined ? {} : { second: { ...second.search.saved, begun: second.begun } }),
    }
    this.#committing = this.#checkpoints.commit(saved).finally(() => {
      this.#committing = undefined
      this.#commitDue = now() + this.#checkpoints.everyMs
    })
    await this.#committing
  }

  /** Whether both searches stand between two expansions. After a failure or a limit, one may stand within one. */
  #isSafe(): boolean {
    return [this.#first, this.#second].every((one) => {
      one?.search.settle()
      return one === undefined || (one.search.limit === undefined && one.search.failure === undefined)
    })
  }

  #write(): void {
    this.#first?.log.write()
    this.#second?.log.write()
  }

  #streams(search: SearchName): Streams {
    const to = (name: StreamName) => (words: Int32Array) => this.#checkpoints.append(search, name, words)
    return { states: to('states'), edges: to('edges'), marks: to('marks'), levels: to('levels') }
  }
}

/** The first `length` words of blocks, and then the others. */
function divided(
  blocks: Iterable<Int32Array>,
  length: number,
): readonly [() => Iterable<Int32Array>, () => Iterable<Int32Array>] {
  const iterator = blocks[Symbol.iterator]()
  let rest: Int32Array | undefined
  let left = length
  function* before(): Iterable<Int32Array> {
    while (left > 0) {
      const { value, done } = iterator.next()
      if (done === true) return
      const block: Int32Array = value
      if (block.length > left) rest = block.slice(left)
      yield block.subarray(0, left)
      left -= Math.min(left, block.length)
    }
  }
  function* after(): Iterable<Int32Array> {
    if (rest !== undefined) yield rest
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) yield next.value
  }
  return [before, after]
}
