/**
 * One worker's part of a search by several workers. They share the table of states and the states to be expanded. Each
 * worker takes a few states of the level, expands them, and looks up and stores their successors, as a single worker
 * does. New states belong to the next level. Between levels all workers wait for each other (`crew.ts`). Within a
 * level they wait only if a table has to grow or the search has to end.
 */

import { isOfSteps } from '../../plain.ts'
import { Out } from '../compile/out.ts'
import { keepsChosen, type Program, type Reduction, StepFailure, trapped } from '../compile/program.ts'
import type { AllStates } from '../store/all-states.ts'
import { Sample } from '../store/sample.ts'
import { SharedStates, type StatesMemory } from '../store/shared-states.ts'
import type { Limits, States } from '../store/states.ts'
import { Frontier, type FrontierMemory } from './frontier.ts'
import { PropertyTests } from './property-tests.ts'
import { RepeatedSteps } from './repeated-steps.ts'

/** The workers' starting point: all that one worker has found so far, in shared memory. */
export interface Seed {
  readonly states: StatesMemory
  readonly frontier: FrontierMemory
  /** Number of states, and number of those before the next level. */
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
  readonly reduction?: Reduction | undefined
}

/** Why expanding ended: no states of the level are left, a meeting is called, or a pause is due. */
export type Ended = 'done' | 'called' | 'pause'

const batchSize = 128
/** Number of batches between pauses, in which the event loop can run: a few milliseconds. */
const pauseEvery = 64

export class SearchPart {
  readonly program: Program
  /** Number of successors that change something, by action. `out.loops` counts those that change nothing. */
  readonly taken: Float64Array
  /** Properties that this worker has decided. */
  readonly decided = new Set<number>()
  /** The action in which the model failed at this worker; −1 if it failed in no action. */
  trouble: number | undefined
  /** Number of states that this worker has found. The states of the seed count for the first worker. */
  count: number
  readonly #states: SharedStates
  readonly #frontier: Frontier
  readonly #out: Out
  readonly #tests: PropertyTests
  readonly #twice: RepeatedSteps
  /** Number of states that this worker has expanded. */
  #expanded = 0
  /** The number of states for which these stand, up to now and up to the end of each level. */
  #whole = 0
  readonly #wholeEnds: number[] = []
  /** Number of states that it has found up to the end of the current level, and up to the end of each earlier level. */
  #levelEnd: number
  readonly #ends: number[] = []
  /** A sample of the first states of the chunks that it took. */
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
    const loops = kinds.some(isOfSteps)
    this.#out = new Out(program.words, actions, { loops, real: loops && keepsChosen(program) })
    this.#tests = new PropertyTests(program, kinds)
    this.#tests.keep((property) => !seed.decided.includes(property))
    this.#twice = new RepeatedSteps(program, actions)
  }

  /** Writes to `into` how often this worker took each action. */
  taking(into: Float64Array): void {
    const { loops } = this.#out
    for (let action = 0; action < into.length; action++) {
      into[action] = (this.taken[action] as number) + (loops[action] as number)
    }
  }

  /** Number of states of this worker beyond the current level. */
  get ahead(): number {
    return this.count - this.#levelEnd
  }

  /** Number of states that it has up to the end of each level, the level of the seed first, and in all. */
  get ends(): readonly number[] {
    return [...this.#ends, this.#levelEnd, this.count]
  }

  /** Number of states for which those stand that it expanded: up to the end of each level, and in all. */
  get wholeEnds(): readonly number[] {
    return [...this.#wholeEnds, this.#whole]
  }

  /** Whether it has states to expand in its chunk, or successors that are not stored yet. */
  get hasMore(): boolean {
    return this.#frontier.left > 0 || this.#out.count > 0
  }

  /** Whether states of the current level are left that no worker has taken. */
  get isLeft(): boolean {
    return this.#frontier.isLeft
  }

  /** Bytes that all states take. */
  get bytes(): number {
    return this.#states.bytes + this.#frontier.bytes
  }

  /** A sample of the states that it has expanded, in the form of a whole search. */
  get sampled(): { readonly expanded: number; readonly store: Pick<States, 'load'>; readonly program: Program } {
    const states = this.#states
    const { rows, count } = this.#sample
    const load = (k: number, into: Int32Array) => states.load(rows, k * states.rowWords, into)
    return { expanded: count, store: { load }, program: this.program }
  }

  /** All states. Call it when all workers have ended. */
  get all(): AllStates {
    return this.#states.all
  }

  nextLevel(): void {
    this.#wholeEnds.push(this.#whole)
    this.#ends.push(this.#levelEnd)
    this.#levelEnd = this.count
  }

  /** The next level becomes the current one. One worker calls this while the others wait. */
  turn(): void {
    this.#frontier.turn()
  }

  /** Stops testing the properties that some worker has decided. */
  drop(decided: (property: number) => boolean): void {
    this.#tests.keep((property) => !decided(property))
  }

  /** Expands states of the level until none is left, `isCalled` returns `true`, or a pause is due. */
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
      program.symmetry?.expectAlike()
      if (this.#twice.samples(this.#expanded)) this.#expectSame(start)
      if (steps === 0 && this.#tests.deadlock >= 0) {
        states.load(rows, at, program.register)
        for (const property of this.#tests.ofEnd()) this.decided.add(property)
      }
      if (this.#tests.onSteps.length > 0) this.#testSteps(rows, at, start)
      this.#expanded++
      this.#whole += out.weight
      frontier.at = at + states.rowWords
      frontier.left--
      const { weight } = out
      for (let n = start; n < out.count; n++) {
        const action = out.actions[n] as number
        taken[action] = (taken[action] as number) + weight
      }
    }
  }

  /** Tests the pending steps from number `from` on. They leave the state whose row begins at `at` in `sources`. */
  #testSteps(sources: Int32Array, at: number, from: number): void {
    const { words, register, source } = this.program
    const { count } = this.#out
    const rows = this.#out.real ?? this.#out.rows
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

  /** Stores the pending successors; `false` if a table has to grow before it can store the rest. */
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

  /** Publishes what this worker has found. It calls this before it meets the others. */
  tell(): void {
    // if the level ends at the meeting, the next level must contain what this worker has found
    this.#frontier.close()
    this.#states.tell()
  }

  /** Whether some table has to grow. */
  get isFull(): boolean {
    return this.#states.isFull || this.#frontier.isFull
  }

  /**
   * Lets the tables grow; `false` if there is no room. One worker calls this while the others wait. Then every worker
   * calls `place`, meets the others, calls `placeLeft`, and meets them again.
   */
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

/** Number of states at each distance: `begun` for the levels before the workers began, then the sums over `parts`. */
export function levelsOf(begun: readonly number[], parts: readonly { readonly ends: readonly number[] }[]): number[] {
  const before = begun.reduce((sum, size) => sum + size, 0)
  const ends = (parts[0]?.ends ?? []).map((_, k) => parts.reduce((sum, part) => sum + (part.ends[k] as number), 0))
  const sizes = ends.map((end, k) => end - (ends[k - 1] ?? before))
  return [...begun, ...sizes.filter((size) => size > 0)]
}
