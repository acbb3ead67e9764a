/**
 * One worker's part of a search by several. They share the table of states and those to be expanded: each
 * takes a few states of the level, expands them, and looks up and stores their successors itself, as one worker alone
 * would. What is stored so is of the next level. A level is one phase, and between levels all wait for each other
 * (`crew.ts`); in the midst of one they do so only where a table has to grow, or the search is to end.
 */
import { Out } from '../compile/out.ts'
import { type Program, StepFailure, trapped } from '../compile/program.ts'
import type { AllStates } from '../store/every-row.ts'
import { Sample } from '../store/sample.ts'
import { SharedStates, type StatesMemory } from '../store/shared-states.ts'
import type { Limits, States } from '../store/states.ts'
import { Frontier, type FrontierMemory } from './frontier.ts'
import { Tests } from './tests.ts'
import { Twice } from './twice.ts'

/** What workers begin with: all that one has found so far, in memory that they share. */
export interface Seed {
  readonly states: StatesMemory
  readonly frontier: FrontierMemory
  /** How many states there are, and how many of them before the next level. */
  readonly count: number
  readonly levelEnd: number
  /** Properties that are decided. */
  readonly decided: readonly number[]
}

export interface PartOptions {
  readonly kinds: readonly string[]
  readonly actions: number
  readonly limits: Limits
  readonly flatWords?: number | undefined
}

/** How expanding ended: nothing of the level is left to take, somebody wants all to meet, or it has gone on for long. */
export type Ended = 'done' | 'called' | 'pause'

const batchSize = 128
/** After so many batches there is a pause, in which others can be heard: some milliseconds. */
const pauseEvery = 64

export class Part {
  readonly program: Program
  /** Successors that change something, by action; those that do not are in `out.loops`. */
  readonly taken: Float64Array
  /** Properties that this worker has decided. */
  readonly decided = new Set<number>()
  /** The model failed where this worker looked, in this action, or in none of them (−1). */
  trouble: number | undefined
  /** How many states this worker has found; what all began with counts for the first. */
  count: number
  readonly #states: SharedStates
  readonly #frontier: Frontier
  readonly #out: Out
  readonly #tests: Tests
  readonly #twice: Twice
  /** How many states this worker has expanded. */
  #expanded = 0
  /** How many it has found up to the end of the level in hand, and of each before. */
  #levelEnd: number
  readonly #ends: number[] = []
  /** Of the first states of the chunks that were taken. */
  readonly #sample: Sample

  /** `me`: the number of this worker. */
  constructor(program: Program, me: number, seed: Seed, { kinds, actions }: PartOptions) {
    this.program = program
    this.count = me === 0 ? seed.count : 0
    this.#levelEnd = me === 0 ? seed.levelEnd : 0
    this.#states = new SharedStates(seed.states, me)
    this.#sample = new Sample(this.#states.rowWords)
    this.#frontier = new Frontier(seed.frontier)
    this.taken = new Float64Array(actions)
    this.#out = new Out(program.words, actions, { loops: kinds.includes('step') })
    this.#tests = new Tests(program, kinds)
    this.#tests.keep((property) => !seed.decided.includes(property))
    this.#twice = new Twice(program, actions)
  }

  /** How often each action was taken. */
  taking(into: Float64Array): void {
    const { loops } = this.#out
    for (let action = 0; action < into.length; action++) {
      into[action] = (this.taken[action] as number) + (loops[action] as number)
    }
  }

  /** States of this worker that are further away than the level that is being expanded. */
  get ahead(): number {
    return this.count - this.#levelEnd
  }

  /** How many states it has up to the end of each level, that of its seed first, and of all. */
  get ends(): readonly number[] {
    return [...this.#ends, this.#levelEnd, this.count]
  }

  /** It has states of this level in hand, or successors that are not stored. */
  get hasMore(): boolean {
    return this.#frontier.left > 0 || this.#out.count > 0
  }

  /** Whether states of this level are left that nobody has taken. */
  get isLeft(): boolean {
    return this.#frontier.isLeft
  }

  /** Bytes that all states take. */
  get bytes(): number {
    return this.#states.bytes + this.#frontier.bytes
  }

  /** A sample of the states that it has expanded, as if they were all. */
  get sampled(): { readonly expanded: number; readonly store: Pick<States, 'load'>; readonly program: Program } {
    const states = this.#states
    const { rows, count } = this.#sample
    const load = (k: number, into: Int32Array) => states.load(rows, k * states.rowWords, into)
    return { expanded: count, store: { load }, program: this.program }
  }

  /** All states, once no worker goes on. */
  get all(): AllStates {
    return this.#states.all
  }

  /** Goes on to the next level. */
  nextLevel(): void {
    this.#ends.push(this.#levelEnd)
    this.#levelEnd = this.count
  }

  /** The next level becomes the one in hand: for one while the others wait. */
  turn(): void {
    this.#frontier.turn()
  }

  /** Properties decided by others are not tested any more. */
  drop(decided: (property: number) => boolean): void {
    this.#tests.keep((property) => !decided(property))
  }

  /** Expands states of the level, until there are no more, `isCalled`, or it is time for a pause. */
  expand(isCalled: () => boolean): Ended {
    let ended: Ended = 'called'
    this.#careful(() => {
      for (let batch = 0; this.#storeAll() && !isCalled(); batch++) {
        if (batch === pauseEvery) {
          ended = 'pause'
          return
        }
        if (this.#frontier.left === 0 && !this.#take()) {
          ended = 'done'
          return
        }
        this.#expandSome()
      }
    })
    if (this.program.strayed()) this.trouble ??= -1
    return this.trouble === undefined ? ended : 'called'
  }

  #take(): boolean {
    const frontier = this.#frontier
    if (!frontier.take()) return false
    this.#sample.offer(frontier.rows, frontier.at)
    return true
  }

  #expandSome(): void {
    const { program, taken } = this
    const states = this.#states
    const frontier = this.#frontier
    const { rows } = frontier
    const out = this.#out
    while (out.count < batchSize && frontier.left > 0) {
      const { at } = frontier
      const start = out.count
      states.load(rows, at, program.register)
      const steps = program.successors(out)
      if (this.#twice.samples(this.#expanded)) this.#expectSame(start)
      if (steps === 0 && this.#tests.deadlock >= 0) {
        states.load(rows, at, program.register)
        for (const property of this.#tests.ofEnd()) this.decided.add(property)
      }
      if (this.#tests.onSteps.length > 0) this.#testSteps(rows, at, start)
      this.#expanded++
      frontier.at = at + states.rowWords
      frontier.left--
      for (let n = start; n < out.count; n++) {
        const action = out.actions[n] as number
        taken[action] = (taken[action] as number) + 1
      }
    }
  }

  /** Tests the steps from number `from` on of those in hand: those of the state whose row lies in `sources` from `at` on. */
  #testSteps(sources: Int32Array, at: number, from: number): void {
    const { words, register, source } = this.program
    const { rows, count } = this.#out
    this.#states.load(sources, at, source)
    for (let n = from; n < count; n++) {
      for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
      for (const property of this.#tests.ofStep()) this.decided.add(property)
    }
  }

  #expectSame(start: number): void {
    const action = this.#twice.unstable(this.#out, start)
    if (action >= 0) this.trouble = action
  }

  /** Stores the successors in hand; `false` where a table has to grow for the rest of them. */
  #storeAll(): boolean {
    const out = this.#out
    const { count } = out
    if (count === 0) return true
    const states = this.#states
    const frontier = this.#frontier
    const done = states.insertAll(out)
    const { rows, rowWords, fresh, freshCount } = states
    for (let k = 0; k < freshCount; k++) frontier.add(rows, (fresh[k] as number) * rowWords)
    this.count += freshCount
    if (this.#tests.onStates.length > 0) this.#testNew()
    const { words } = this.program
    out.rows.copyWithin(0, done * words, count * words)
    out.count = count - done
    return done === count && !frontier.isFull
  }

  #testNew(): void {
    const { words, register } = this.program
    const { rows } = this.#out
    const { fresh, freshCount } = this.#states
    for (let n = 0; n < freshCount; n++) {
      for (let k = 0, at = (fresh[n] as number) * words; k < words; k++, at++) register[k] = rows[at] as number
      for (const property of this.#tests.ofState()) this.decided.add(property)
    }
  }

  /** Before this worker meets the others. */
  tell(): void {
    // should the level end there, what it has found belongs to the next
    this.#frontier.close()
    this.#states.tell()
  }

  /** Whether some table has to grow. */
  get isFull(): boolean {
    return this.#states.isFull || this.#frontier.isFull
  }

  /** Lets tables grow, for one while the others wait; `false` where there is no room. Then for all: `place`, meet, `placeLeft`, meet. */
  grow(): boolean {
    return !this.#frontier.isFull && this.#states.grow(this.#frontier.bytes)
  }

  place(): void {
    this.#states.place()
  }

  placeLeft(): void {
    this.#states.placeLeft()
  }

  #careful(body: () => void): void {
    try {
      trapped(body)
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      this.trouble ??= error.action
    }
  }
}

/** How many states lie at each distance: before the level in which workers began, and from there on by what they have. */
export function levelsOf(begun: readonly number[], parts: readonly { readonly ends: readonly number[] }[]): number[] {
  const before = begun.reduce((sum, size) => sum + size, 0)
  const ends = (parts[0]?.ends ?? []).map((_, k) => parts.reduce((sum, part) => sum + (part.ends[k] as number), 0))
  const sizes = ends.map((end, k) => end - (ends[k - 1] ?? before))
  return [...begun, ...sizes.filter((size) => size > 0)]
}
