/**
 * Random walks through a state space that is too large to explore. Each walk begins at an initial state and continues
 * from state to state. A walk expands each of its states completely and tests all successors, so it also covers its
 * neighbourhood. This loop is separate from the search, which never continues from a single state. It shares the
 * program, the visited set and the tests with the search.
 *
 * A seed determines the walks: the same seed, bias, depth and model give the same walks, however long they take. Over
 * 300 lines, because walking, lookups and tests share the state of one loop.
 */
import { Out } from '../compile/out.ts'
import { keepsChosen, type Program, StepFailure, trapped } from '../compile/program.ts'
import { PropertyTests } from '../search/property-tests.ts'
import { RepeatedSteps } from '../search/repeated-steps.ts'
import type { Failure } from '../search/search.ts'
import { type Limits, States } from '../store/states.ts'
import { type Bias, type BiasName, biasOf } from './biases.ts'
import { NextSteps } from './next-steps.ts'
import { Orders } from './orders.ts'
import { Random } from './random.ts'
import { type Counted, Marks } from './sampled-counts.ts'

export interface WalksOptions {
  /** Kinds of the properties, in the order of the program's tests. */
  readonly kinds: readonly string[]
  /** For each property that is an order, the program's atoms that must be met one after another. */
  readonly orders: readonly (readonly number[] | undefined)[]
  /** The actor of each action. */
  readonly actors: Int32Array
  /** A whole number below 2 ** 32. */
  readonly seed: number
  readonly bias: BiasName
  /** The maximum number of walks, and the maximum number of steps of each. */
  readonly walks: number
  readonly depth: number
  /** The walks to do, by their numbers from 0: `first`, `first + every`, and so on. By default all. */
  readonly first?: number
  readonly every?: number
  /** The limits for storing distinct states. Beyond them, states are tested but not counted. */
  readonly limits: Limits
}

/** Steps of a walk: its start, and the index of each step's successor in their fixed order. */
export interface WalkPath {
  /** The id of an initial state. */
  readonly start: number
  readonly nth: readonly number[]
}

/** The walk (from 1) that decided a property, and its steps. */
export interface Found extends WalkPath {
  readonly walk: number
}

/** The place where the model failed; `undefined` if it failed while making the initial states. */
export interface WalkFailure extends Omit<Failure, 'state'> {
  readonly way: WalkPath | undefined
}

/** Kinds of properties that a finite run can decide, one way. Walks never decide the other kinds. */
export const decidedByWalks: readonly string[] = [
  ...['invariant', 'step', 'reachable', 'deadlock', 'reachableInOrder', 'refinement'],
]

export class Walks {
  readonly program: Program
  /** The distinct states that were found; the first ones are the initial states. */
  readonly store: States
  readonly findings: (Found | undefined)[]
  failure: WalkFailure | undefined
  /** The model has no initial state. */
  isEmpty = false
  /** The number of walks begun, of all steps taken, and of the steps of the longest walk. */
  walks = 0
  steps = 0
  longest = 0
  /** The number of walks that ended because no step changed anything, and of those that reached a deadlock. */
  stopped = 0
  deadlocks = 0
  /** The number of successors generated. */
  successors = 0
  /** The counts when the store became full. */
  full: Counted | undefined
  /** How often each action was taken. */
  readonly taken: Float64Array
  readonly marks: Marks
  /** The current state of the walk. */
  readonly state: Int32Array
  readonly #options: WalksOptions
  readonly #tests: PropertyTests
  readonly #twice: RepeatedSteps
  readonly #random: Random
  readonly #bias: Bias
  readonly #out: Out
  readonly #ways: NextSteps
  #initial = 0
  #isStarting = false
  #start = 0
  /** The walk so far: the index of the successor taken at each step. */
  readonly #nth: Int32Array
  #at = 0
  #isWalking = false
  #isDeadlocked = false
  readonly #orders: Orders
  /** The index of the successor that is being tested as a state; −1 if there is none. */
  #successor = -1

  constructor(program: Program, options: WalksOptions) {
    const { kinds, orders, actors, seed, bias, depth, limits } = options
    const actions = actors.length
    this.program = program
    this.#options = options
    this.store = new States(program.words, limits)
    this.findings = kinds.map(() => undefined)
    this.taken = new Float64Array(actions)
    this.marks = new Marks(program.words)
    this.#tests = new PropertyTests(program, kinds)
    this.#twice = new RepeatedSteps(program, actions)
    this.#random = new Random(seed, 0)
    this.#bias = biasOf(bias, { random: this.#random, actors })
    this.#out = new Out(program.words, actions, { loops: true, real: keepsChosen(program) })
    this.#ways = new NextSteps(actions)
    this.state = new Int32Array(program.words)
    this.#nth = new Int32Array(depth)
    this.#orders = new Orders(program, orders)
  }

  /** Whether the walks are done, no property is left that a walk could decide, or the model has failed. */
  get done(): boolean {
    if (this.failure !== undefined || this.isEmpty) return true
    return !this.#isWalking && this.walks > 0 && (this.walks >= this.#options.walks || this.#decided())
  }

  #decided(): boolean {
    const { kinds } = this.#options
    let decided = false
    for (let i = 0; i < kinds.length; i++) {
      if (!decidedByWalks.includes(kinds[i] as string)) continue
      if (this.findings[i] === undefined) return false
      decided = true
    }
    return decided
  }

  /** The current walk so far, or the last one that ended. */
  get way(): WalkPath {
    return this.#way(-1)
  }

  /** The actions that were enabled in a state that a walk visited. */
  get enabled(): Uint8Array {
    return this.#ways.enabled
  }

  /** The counts for about the last tenth of the steps during which states were counted. */
  get lately(): Counted {
    const { steps, successors, store, full } = this
    return this.marks.lately(full ?? { steps, successors, states: store.count })
  }

  /** Walks for about `milliseconds`; `now` is a clock in milliseconds. */
  run(milliseconds: number, now: () => number): void {
    const end = now() + milliseconds
    try {
      trapped(() => {
        if (this.#initial === 0) this.#findInitial()
        while (!this.done && now() < end) for (let k = 0; k < 256 && !this.done; k++) this.#step()
      })
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      this.#fail(error)
    }
    if (this.program.strayed()) this.#findStray()
  }

  #fail({ action, picks, cause }: StepFailure): void {
    const way = this.#isStarting && this.#tests.testing < 0 ? undefined : this.#way(this.#successor)
    const predicate =
      this.#tests.testing >= 0
        ? { property: this.#tests.testing }
        : this.#orders.testing >= 0
          ? { atom: this.#orders.testing }
          : undefined
    this.failure =
      predicate === undefined ? { way, action, picks, cause } : { way, ...predicate, action: -1, picks: [], cause }
  }

  /** The walk so far, followed by the successor `last` if that is not negative. */
  #way(last: number): WalkPath {
    const nth = [...this.#nth.subarray(0, this.#at)]
    return { start: this.#start, nth: last < 0 ? nth : [...nth, last] }
  }

  #find(properties: readonly number[], last: number): void {
    // most calls have no properties
    for (let k = 0; k < properties.length; k++) this.#note(properties[k] as number, last)
  }

  #note(property: number, last: number): void {
    const walk = this.walks === 0 ? 0 : this.#number(this.walks - 1) + 1
    this.findings[property] = { walk, ...this.#way(last) }
  }

  /** The number, from 0, of the walk that this object does as its `nth`, from 0. */
  #number(nth: number): number {
    const { first = 0, every = 1 } = this.#options
    return first + nth * every
  }

  #findInitial(): void {
    const { program, store } = this
    this.#isStarting = true
    program.initial(() => {
      if (this.full !== undefined) return
      const before = store.count
      const id = store.insert(program.register)
      if (id < 0) this.full = { steps: 0, successors: 0, states: before }
      if (id !== before) return
      this.#start = id
      this.#initial = store.count
      this.#find(this.#tests.ofState(), -1)
      this.#find(this.#tests.ofStart(), -1)
    })
    this.#isStarting = false
    this.isEmpty = this.#initial === 0
  }

  #begin(): void {
    const { walks } = this
    this.walks = walks + 1
    this.#random.seed(this.#options.seed, this.#number(walks))
    this.#bias.begin()
    this.#isWalking = true
    this.#at = 0
    this.#isDeadlocked = false
    this.#start = this.#random.below(this.#initial)
    this.store.load(this.#start, this.state)
    this.#orders.begin()
    this.#meet()
  }

  #end(): void {
    this.#isWalking = false
    if (this.program.strayed()) this.#findStray()
  }

  /** Takes one step of the walk. Begins a new walk first if none is running. */
  #step(): void {
    if (!this.#isWalking) this.#begin()
    const { program } = this
    const { words, register } = program
    const out = this.#out
    const state = this.state
    register.set(state)
    if (this.steps === this.marks.due) this.marks.add(this.steps, this.successors, this.store.count, state)
    if (this.#twice.samples(this.steps) && this.#isUnstable()) return
    out.count = 0
    if (program.successors(out) === 0) this.#atEnd()
    this.successors += out.count
    this.#look()

    if (!this.#ways.gather(out, state)) {
      this.stopped++
      this.#end()
      return
    }
    const n = this.#ways.pick(this.#bias, this.#random)
    const { rows, actions } = out
    const action = actions[n] as number
    for (let k = 0, at = n * words; k < words; k++, at++) state[k] = rows[at] as number
    this.taken[action] = (this.taken[action] as number) + 1
    this.#nth[this.#at++] = n
    this.steps++
    if (this.#at > this.longest) this.longest = this.#at
    this.#meet()
    if (this.#at === this.#options.depth) this.#end()
  }

  /** Called if there are no successors except by faults. */
  #atEnd(): void {
    if (this.program.mayRest()) return
    if (!this.#isDeadlocked) this.deadlocks++
    this.#isDeadlocked = true
    if (this.#tests.deadlock >= 0) this.#find(this.#tests.ofEnd(), -1)
  }

  /** Tests the generated steps, and those of their successor states that are new. */
  #look(): void {
    const { program, store } = this
    const { words, register, source } = program
    const out = this.#out
    const tests = this.#tests
    const seen = this.full === undefined ? store.insertAll(out) : 0
    if (seen < out.count && this.full === undefined) {
      this.full = { steps: this.steps, successors: this.successors, states: store.count }
    }
    if (tests.onSteps.length > 0) source.set(this.state)
    const { rows, ids, real = rows } = out
    for (let n = 0, at = 0; n < out.count; n++, at += words) {
      const isNew = n >= seen || (ids[n] as number) < 0
      if (!(isNew && tests.onStates.length > 0) && tests.onSteps.length === 0) continue
      if (tests.onSteps.length > 0) {
        for (let k = 0; k < words; k++) register[k] = real[at + k] as number
        this.#find(tests.ofStep(), n)
      }
      if (!isNew) continue
      for (let k = 0; k < words; k++) register[k] = rows[at + k] as number
      this.#successor = n
      this.#find(tests.ofState(), n)
      this.#successor = -1
    }
  }

  /** Records which goals of each order the current state meets. */
  #meet(): void {
    if (this.#orders.done) return
    this.program.register.set(this.state)
    this.#find(this.#orders.meet(), -1)
  }

  /** Whether a step from the current state is not a function of it. */
  #isUnstable(): boolean {
    const action = this.#twice.unstable()
    if (action < 0) return false
    this.failure = { way: this.#way(-1), action, picks: [], unstable: true, cause: undefined }
    return true
  }

  /** A step of this walk, taken or only tried, wrote outside of an array. Repeats the walk to find that step. */
  #findStray(): void {
    const { program } = this
    const { words, register } = program
    const out = this.#out
    this.store.load(this.#start, this.state)
    for (let at = 0; at <= this.#at; at++) {
      register.set(this.state)
      out.count = 0
      try {
        program.successors(out)
      } catch (error) {
        if (!(error instanceof StepFailure)) throw error
      }
      const way = { start: this.#start, nth: [...this.#nth.subarray(0, at)] }
      this.failure = { way, action: -1, picks: [], cause: undefined }
      const n = this.#nth[at] as number
      if (program.strayed() || n >= out.count) return
      this.state.set(out.rows.subarray(n * words, (n + 1) * words))
    }
    this.failure = { way: this.#way(-1), action: -1, picks: [], unstable: true, cause: undefined }
  }
}
