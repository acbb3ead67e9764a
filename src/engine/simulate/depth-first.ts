/**
 * A depth-first search that keeps only some bits of each state that it has seen. So it may leave out states, and never
 * shows that a property holds. A seed determines the order in which it takes the steps of a state. Each state on the way
 * keeps its successors that are still to be visited; the way to the current state is therefore always known.
 */
import { Out } from '../compile/out.ts'
import { keepsChosen, type Program, StepFailure, trapped } from '../compile/program.ts'
import { PropertyTests } from '../search/property-tests.ts'
import { RepeatedSteps } from '../search/repeated-steps.ts'
import { SeenBits } from '../store/seen-bits.ts'
import { States } from '../store/states.ts'
import { Random } from './random.ts'
import { type Counted, Marks } from './sampled-counts.ts'
import type { Found, WalkFailure, WalkPath } from './walks.ts'

export interface DepthFirstOptions {
  /** Kinds of the properties, in the order of the program's tests. */
  readonly kinds: readonly string[]
  /** The number of actions of the model. */
  readonly actions: number
  /** A whole number below 2 ** 32, and the number of the search, from 0, if several searches have the same seed. */
  readonly seed: number
  readonly stream: number
  /** The maximum number of steps of a path. */
  readonly depth: number
  /** The size of the table of seen states, and the maximum memory for all else, in bytes. */
  readonly tableBytes: number
  readonly maxBytes: number
}

/** The kinds of properties that it can decide, one way. */
const decidedInDepth: readonly string[] = ['invariant', 'step', 'reachable', 'deadlock', 'refinement']

export class DepthFirst {
  readonly program: Program
  /** The initial states. */
  readonly store: States
  readonly seen: SeenBits
  readonly findings: (Found | undefined)[]
  failure: WalkFailure | undefined
  /** The model has no initial state. */
  isEmpty = false
  /** Whether no state is left that could be visited. */
  isAtEnd = false
  /** The number of states expanded, of states that were not expanded for want of depth or memory, and of successors. */
  steps = 0
  cut = 0
  successors = 0
  /** The number of steps of the longest path. */
  longest = 0
  /** The number of states in which no step changes anything, and of deadlocks. */
  stopped = 0
  deadlocks = 0
  /** How often each action was taken, and whether it was enabled in a state that was expanded. */
  readonly taken: Float64Array
  readonly enabled: Uint8Array
  readonly marks: Marks
  readonly #options: DepthFirstOptions
  readonly #tests: PropertyTests
  readonly #twice: RepeatedSteps
  readonly #random: Random
  readonly #out: Out
  readonly #state: Int32Array
  /** The states to visit, and the number of each among the successors of its source. */
  #rows: Int32Array
  #nth: Int32Array
  #waiting = 0
  /** By distance: where the waiting states begin, and the number of the successor that was visited last. */
  readonly #begins: number[] = []
  readonly #visited: number[] = []
  /** The number of the successor that is tested as a state; −1 if there is none. */
  #testing = -1

  constructor(program: Program, options: DepthFirstOptions) {
    const { kinds, actions, seed, stream, tableBytes, maxBytes } = options
    this.program = program
    this.#options = options
    this.seen = new SeenBits(program.words, tableBytes)
    this.store = new States(program.words, { maxStates: 2 ** 30, maxBytes })
    this.findings = kinds.map(() => undefined)
    this.taken = new Float64Array(actions)
    this.enabled = new Uint8Array(actions)
    this.marks = new Marks(program.words)
    this.#tests = new PropertyTests(program, kinds)
    this.#twice = new RepeatedSteps(program, actions)
    this.#random = new Random(seed, stream)
    this.#out = new Out(program.words, actions, { loops: true, real: keepsChosen(program) })
    this.#state = new Int32Array(program.words)
    this.#nth = new Int32Array(256)
    this.#rows = new Int32Array(256 * program.words)
  }

  /** Whether all is visited, no property is left that it could decide, or the model has failed. */
  get done(): boolean {
    return this.failure !== undefined || this.isEmpty || this.isAtEnd || (this.steps > 0 && this.#decided())
  }

  #decided(): boolean {
    const { kinds } = this.#options
    const open = kinds.filter((kind, i) => decidedInDepth.includes(kind) && this.findings[i] === undefined)
    return open.length === 0 && this.findings.some((found) => found !== undefined)
  }

  /** The counts for about the last tenth of the expanded states. */
  get lately(): Counted {
    const { steps, successors, seen } = this
    return this.marks.lately({ steps, successors, states: seen.count })
  }

  /** Searches for about `milliseconds`; `now` is a clock in milliseconds. */
  run(milliseconds: number, now: () => number): void {
    const end = now() + milliseconds
    try {
      trapped(() => {
        if (this.#begins.length === 0) this.#findInitial()
        while (!this.done && now() < end) for (let k = 0; k < 256 && !this.isAtEnd && !this.failure; k++) this.#visit()
      })
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      this.#fail(error)
    }
  }

  #fail({ action, picks, cause }: StepFailure): void {
    const property = this.#tests.testing
    const way = this.#begins.length === 0 && property < 0 ? undefined : this.#way(this.#testing)
    this.failure = property < 0 ? { way, action, picks, cause } : { way, property, action: -1, picks: [], cause }
  }

  /** The path to the current state, followed by its successor `last` if that is not negative. */
  #way(last: number): WalkPath {
    const [start = 0, ...nth] = this.#visited
    return { start, nth: last < 0 ? nth : [...nth, last] }
  }

  #find(properties: readonly number[], last: number): void {
    for (const property of properties) this.findings[property] = { walk: this.#options.stream + 1, ...this.#way(last) }
  }

  #findInitial(): void {
    const { program, store } = this
    program.initial(() => {
      const before = store.count
      const id = store.insert(program.register)
      if (id < 0) this.cut++
      if (id !== before) return
      this.#visited[0] = id
      this.seen.add(program.register, 0)
      this.#find(this.#tests.ofState(), -1)
      this.#find(this.#tests.ofStart(), -1)
      this.#push(program.register, 0, id)
    })
    this.#begins.push(0)
    this.isEmpty = store.count === 0
  }

  /** Adds a state to visit. Returns whether there is room for it. */
  #push(rows: Int32Array, from: number, nth: number): boolean {
    const { words } = this.program
    if (this.#waiting === this.#nth.length && !this.#grow()) return false
    for (let k = 0, to = this.#waiting * words; k < words; k++) this.#rows[to + k] = rows[from + k] as number
    this.#nth[this.#waiting++] = nth
    return true
  }

  #grow(): boolean {
    const room = this.#nth.length * 2
    if (room * (this.program.words + 1) * 4 > this.#options.maxBytes) return false
    const [rows, nth] = [new Int32Array(room * this.program.words), new Int32Array(room)]
    rows.set(this.#rows)
    nth.set(this.#nth)
    this.#rows = rows
    this.#nth = nth
    return true
  }

  /** Visits a state that waits, one of those that are farthest from the start. */
  #visit(): void {
    const begins = this.#begins
    while (begins.length > 0 && this.#waiting === begins.at(-1)) begins.pop()
    this.#visited.length = begins.length
    if (begins.length === 0) {
      this.isAtEnd = true
      return
    }
    this.#take(begins.at(-1) as number)
    const { program, steps, successors } = this
    const { words, register } = program
    const [out, state] = [this.#out, this.#state]
    register.set(state)
    if (steps === this.marks.due) this.marks.add(steps, successors, this.seen.count, state)
    if (this.#twice.samples(steps) && this.#isUnstable()) return
    this.steps++
    out.count = 0
    if (program.successors(out) === 0) this.#atEnd()
    this.successors += out.count
    if (program.strayed()) {
      this.failure = { way: this.#way(-1), action: -1, picks: [], cause: undefined }
      return
    }
    if (this.#tests.onSteps.length > 0) this.#testSteps()
    const begin = this.#waiting
    const isDeep = begins.length >= this.#options.depth
    let changes = 0
    for (let n = 0, at = 0; n < out.count; n++, at += words) {
      const action = out.actions[n] as number
      this.enabled[action] = 1
      if (this.#changes(at)) changes++
      if (!this.seen.add(out.rows, at)) continue
      this.taken[action] = (this.taken[action] as number) + 1
      if (this.#tests.onStates.length > 0) this.#testState(n)
      if (isDeep || !this.#push(out.rows, at, n)) this.cut++
    }
    if (changes === 0) this.stopped++
    if (this.#waiting === begin) return
    this.longest = Math.max(this.longest, begins.length)
    begins.push(begin)
  }

  /** Takes one of the waiting states from number `from` on at random; the last one fills its place. */
  #take(from: number): void {
    const { words } = this.program
    const [rows, nth] = [this.#rows, this.#nth]
    const chosen = from + this.#random.below(this.#waiting - from)
    const last = --this.#waiting
    for (let k = 0; k < words; k++) {
      this.#state[k] = rows[chosen * words + k] as number
      rows[chosen * words + k] = rows[last * words + k] as number
    }
    this.#visited[this.#begins.length - 1] = nth[chosen] as number
    nth[chosen] = nth[last] as number
  }

  /** Whether the successor that lies from `at` on differs from the current state. */
  #changes(at: number): boolean {
    const { real, rows, words } = this.#out
    const made = real ?? rows
    for (let k = 0; k < words; k++) if (made[at + k] !== this.#state[k]) return true
    return false
  }

  /** Called if there are no successors except by faults. */
  #atEnd(): void {
    if (this.program.mayRest()) return
    this.deadlocks++
    if (this.#tests.deadlock >= 0) this.#find(this.#tests.ofEnd(), -1)
  }

  #testSteps(): void {
    const { words, register, source } = this.program
    const out = this.#out
    const rows = out.real ?? out.rows
    source.set(this.#state)
    for (let n = 0, at = 0; n < out.count; n++, at += words) {
      for (let k = 0; k < words; k++) register[k] = rows[at + k] as number
      this.#find(this.#tests.ofStep(), n)
    }
  }

  #testState(n: number): void {
    const { words, register } = this.program
    const { rows } = this.#out
    for (let k = 0, at = n * words; k < words; k++) register[k] = rows[at + k] as number
    this.#testing = n
    this.#find(this.#tests.ofState(), n)
    this.#testing = -1
  }

  /** Whether a step from the current state is not a function of it. */
  #isUnstable(): boolean {
    const action = this.#twice.unstable()
    if (action < 0) return false
    this.failure = { way: this.#way(-1), action, picks: [], unstable: true, cause: undefined }
    return true
  }
}
