/**
 * Random walks through a state space that is too large to be explored: each begins at an initial state and goes on
 * from where it is. A state on the way is expanded whole, and all that its steps lead to is tested, so a walk sees its
 * neighbourhood too. A loop of its own beside the search, which never goes on from one state: it shares the program,
 * the visited set and the tests.
 *
 * Walks are made of a seed: the same seed, bias, depth and model give the same walks, however long they may take.
 * A little over 300 lines, because walking, looking up and testing share the state of one loop.
 */
import { Out } from '../compile/out.ts'
import { type Program, StepFailure, trapped } from '../compile/program.ts'
import type { Failure } from '../explore/explore.ts'
import { Tests } from '../explore/tests.ts'
import { Twice } from '../explore/twice.ts'
import { type Limits, States } from '../store/states.ts'
import { type Bias, type BiasName, biasOf } from './biases.ts'
import { type Counted, Marks } from './marks.ts'
import { Orders } from './orders.ts'
import { Random } from './random.ts'
import { Ways } from './ways.ts'

export interface WalksOptions {
  /** Kinds of the properties, in the order of the program's tests. */
  readonly kinds: readonly string[]
  /** For each property that is an order, the program's atoms that it wants met, one after another. */
  readonly orders: readonly (readonly number[] | undefined)[]
  /** The actor of each action. */
  readonly actors: Int32Array
  /** A whole number below 2 ** 32. */
  readonly seed: number
  readonly bias: BiasName
  /** So many walks at most, of so many steps each at most. */
  readonly walks: number
  readonly depth: number
  /** What may be taken to tell states apart; beyond, states are tested and not counted. */
  readonly limits: Limits
}

/** Steps of a walk: where it began, and which successor each time, in their fixed order. */
export interface Way {
  /** The id of an initial state. */
  readonly start: number
  readonly nth: readonly number[]
}

/** Which walk, from 1 on, decided a property; and how. */
export interface Found extends Way {
  readonly walk: number
}

/** Where the model failed; `undefined`: making the initial states. */
export interface WalkFailure extends Omit<Failure, 'state'> {
  readonly way: Way | undefined
}

/** Kinds of properties that a finite run can decide, one way: the others no walk does. */
export const decidedByWalks: readonly string[] = ['invariant', 'step', 'reachable', 'deadlock', 'reachableInOrder']

export class Walks {
  readonly program: Program
  /** The distinct states that were seen; the first are the initial ones. */
  readonly store: States
  readonly findings: (Found | undefined)[]
  failure: WalkFailure | undefined
  /** There is no initial state. */
  isEmpty = false
  /** How many walks were begun, how many steps were taken in all, and in the longest walk. */
  walks = 0
  steps = 0
  longest = 0
  /** Walks that ended because no step changed anything any more, and those that came to a deadlock. */
  stopped = 0
  deadlocks = 0
  /** Successors looked at. */
  successors = 0
  /** What was counted when there was no room for another state. */
  full: Counted | undefined
  /** How often each action was taken. */
  readonly taken: Float64Array
  readonly marks: Marks
  /** The state that the walk has come to. */
  readonly state: Int32Array
  readonly #options: WalksOptions
  readonly #tests: Tests
  readonly #twice: Twice
  readonly #random: Random
  readonly #bias: Bias
  readonly #out: Out
  readonly #ways: Ways
  #initial = 0
  #isStarting = false
  #start = 0
  /** The walk so far: which successor was taken each time. */
  readonly #nth: Int32Array
  #at = 0
  #isWalking = false
  #isDeadlocked = false
  readonly #orders: Orders
  /** The successor that is being tested as a state; −1 where none is. */
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
    this.#tests = new Tests(program, kinds)
    this.#twice = new Twice(program, actions)
    this.#random = new Random(seed, 0)
    this.#bias = biasOf(bias, { random: this.#random, actors })
    this.#out = new Out(program.words, actions, { loops: true })
    this.#ways = new Ways(actions)
    this.state = new Int32Array(program.words)
    this.#nth = new Int32Array(depth)
    this.#orders = new Orders(program, orders)
  }

  /** The walks are done, nothing is left that one could decide, or the model has failed. */
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

  /** The walk so far, or the one that ended last. */
  get way(): Way {
    return this.#way(-1)
  }

  /** Which actions were enabled where a walk came by. */
  get enabled(): Uint8Array {
    return this.#ways.enabled
  }

  /** What was counted in the last tenth of the steps for which states were counted. */
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

  /** The walk so far, and then the successor `last`, where there is one. */
  #way(last: number): Way {
    const nth = [...this.#nth.subarray(0, this.#at)]
    return { start: this.#start, nth: last < 0 ? nth : [...nth, last] }
  }

  #find(properties: readonly number[], last: number): void {
    // mostly there is none
    for (let k = 0; k < properties.length; k++) this.#note(properties[k] as number, last)
  }

  #note(property: number, last: number): void {
    this.findings[property] = { walk: this.walks, ...this.#way(last) }
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
    })
    this.#isStarting = false
    this.isEmpty = this.#initial === 0
  }

  #begin(): void {
    const { walks } = this
    this.walks = walks + 1
    this.#random.seed(this.#options.seed, walks)
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

  /** A step of the walk, or what begins it. */
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

  /** No successor but by faults. */
  #atEnd(): void {
    if (this.program.mayRest()) return
    if (!this.#isDeadlocked) this.deadlocks++
    this.#isDeadlocked = true
    if (this.#tests.deadlock >= 0) this.#find(this.#tests.ofEnd(), -1)
  }

  /** Tests the steps in hand, and the states that they lead to, where those were not seen before. */
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
    const { rows, ids } = out
    for (let n = 0, at = 0; n < out.count; n++, at += words) {
      const isNew = n >= seen || (ids[n] as number) < 0
      if (!(isNew && tests.onStates.length > 0) && tests.onSteps.length === 0) continue
      for (let k = 0; k < words; k++) register[k] = rows[at + k] as number
      if (tests.onSteps.length > 0) this.#find(tests.ofStep(), n)
      if (!isNew) continue
      this.#successor = n
      this.#find(tests.ofState(), n)
      this.#successor = -1
    }
  }

  /** Notes what the state that the walk has come to meets of each order. */
  #meet(): void {
    if (this.#orders.done) return
    this.program.register.set(this.state)
    this.#find(this.#orders.meet(), -1)
  }

  /** Whether a step from the state in hand is no function of it. */
  #isUnstable(): boolean {
    const action = this.#twice.unstable()
    if (action < 0) return false
    this.failure = { way: this.#way(-1), action, picks: [], unstable: true, cause: undefined }
    return true
  }

  /** Some step of this walk, taken or not, wrote outside of an array: which one is seen by walking once more. */
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
