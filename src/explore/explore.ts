/**
 * The search: one loop, breadth first, in slices so that the caller can print, stop or be interrupted between them.
 * Ids are given in the order found, so a level is a range of ids and every first finding is at the least depth.
 */

import { type Program, StepFailure, trapped } from '../compile/program.ts'
import { Labels } from '../store/labels.ts'
import { Rows } from '../store/rows.ts'
import { hashOf, type Limits, States } from '../store/states.ts'
import { type Path, walk } from './walk.ts'

export type { Path }

/** Where a property was decided: at a state, or on the transition that leaves it by `action` and `picks`. */
export interface Finding {
  readonly state: number
  readonly action?: number
  readonly picks?: readonly number[]
}

/** Where the model failed: expanding a state (`undefined`: making the initial ones), or testing a property of it. */
export interface Failure {
  readonly state: number | undefined
  readonly action: number
  readonly picks: readonly number[]
  /** The property, or the predicate of properties of runs, that failed. */
  readonly property?: number
  readonly atom?: number
  readonly cause: unknown
  /** The state gave two results when it was expanded twice. */
  readonly unstable?: boolean
}

export interface ExploreOptions {
  /** Kinds of the properties, in the order of the program's tests; those of runs are not tested here. */
  readonly kinds: readonly string[]
  /** How many actions the model has. */
  readonly actions: number
  readonly limits: Limits
  /** Ends when every property is decided, rather than when all is explored. */
  readonly stopWhenDecided?: boolean
  /** Keeps the transitions and what is true of each state, for the properties of runs. */
  readonly keepGraph?: boolean
}

/** Expanding the first states twice, and then one in so many, looks for steps that are no function of the state. */
const twiceFirst = 64
const twiceEvery = 1024

export class Exploration {
  readonly program: Program
  readonly store: States
  readonly taken: Float64Array
  readonly findings: (Finding | undefined)[]
  transitions = 0
  /** The greatest distance of a state found so far. */
  depth = 0
  /** Every reachable state has been expanded. */
  complete = false
  limit: 'states' | 'memory' | undefined
  failure: Failure | undefined
  /** How many states are initial. */
  initial = 0
  /** Transitions that change something; rows are closed up to `expanded`. Kept where asked for. */
  readonly rows: Rows | undefined
  /** Which of the program's atoms are true of each state. Kept where asked for. */
  readonly labels: Labels | undefined
  readonly #kinds: readonly string[]
  readonly #limits: Limits
  readonly #stopWhenDecided: boolean
  /** Properties still to be tested on states and on steps. */
  #onStates: number[]
  #onSteps: number[]
  #next = 0
  #levelEnd = 0
  #source = -1
  #testing = -1
  #labelling = -1

  constructor(
    program: Program,
    { kinds, actions, limits, stopWhenDecided = false, keepGraph = false }: ExploreOptions,
  ) {
    this.program = program
    this.store = new States(program.words, limits)
    this.taken = new Float64Array(actions)
    this.findings = kinds.map(() => undefined)
    this.#kinds = kinds
    this.#limits = limits
    this.#stopWhenDecided = stopWhenDecided
    this.rows = keepGraph ? new Rows(actions) : undefined
    this.labels = keepGraph ? new Labels(program.atoms.length) : undefined
    this.#onStates = kinds.flatMap((kind, i) => (kind === 'invariant' || kind === 'reachable' ? [i] : []))
    this.#onSteps = kinds.flatMap((kind, i) => (kind === 'step' ? [i] : []))
  }

  /** States found and not yet expanded. */
  get frontier(): number {
    return this.store.count - this.#next
  }

  /** States with an id below this have been expanded. */
  get expanded(): number {
    return this.#next
  }

  /** Bytes that states, transitions and labels take. */
  get bytes(): number {
    return this.store.bytes + (this.rows?.bytes ?? 0) + (this.labels?.bytes ?? 0)
  }

  get done(): boolean {
    return this.complete || this.limit !== undefined || this.failure !== undefined || this.#decided()
  }

  /** Expands states for about `milliseconds`; `now` is a clock in milliseconds. */
  run(milliseconds: number, now: () => number): void {
    const end = now() + milliseconds
    this.#failing(() =>
      trapped(() => {
        if (this.store.count === 0) this.#start()
        while (!this.done && now() < end) for (let k = 0; k < 256 && !this.done; k++) this.#expandNext()
      }),
    )
  }

  #decided(): boolean {
    if (!this.#stopWhenDecided || this.store.count === 0) return false
    for (let i = 0; i < this.findings.length; i++) if (this.findings[i] === undefined) return false
    return true
  }

  #start(): void {
    this.#source = -1
    this.program.initial(() => this.#found())
    this.#levelEnd = this.initial = this.store.count
    if (this.store.count === 0 && this.limit === undefined) this.complete = true
  }

  #expandNext(): void {
    const { store, program } = this
    if (this.#next === this.#levelEnd) {
      if (this.#next === store.count) {
        this.complete = true
        return
      }
      this.#levelEnd = store.count
      this.depth++
    }
    const id = this.#next
    this.#source = id
    store.load(id, program.register)
    if (id < twiceFirst || id % twiceEvery === 0) this.#expectSame(id)
    const enabled = program.successors(this.#emit)
    if (enabled === 0) this.#expectRest(id)
    if (this.limit !== undefined) return
    this.#next = id + 1
    if (this.rows === undefined) return
    this.rows.close()
    if ((id & 0xfff) === 0 && this.bytes > this.#limits.maxBytes) this.limit = 'memory'
  }

  readonly #emit = (action: number): void => {
    this.transitions++
    this.taken[action] = (this.taken[action] as number) + 1
    if (this.#onSteps.length > 0) this.#testStep(action)
    const target = this.#found()
    if (this.rows !== undefined && target >= 0 && target !== this.#source) this.rows.add(target, action)
  }

  /** The id of the state in the register; −1 where a limit leaves no room for it. */
  #found(): number {
    if (this.limit !== undefined) return -1
    const { store } = this
    const before = store.count
    const id = store.insert(this.program.register, this.#source)
    if (id < 0) this.limit = before >= this.#limits.maxStates ? 'states' : 'memory'
    else if (id === before) {
      if (this.#onStates.length > 0) this.#testState(id)
      if (this.labels !== undefined) this.#label(id, this.labels)
    }
    return id
  }

  #label(id: number, labels: Labels): void {
    const { atoms } = this.program
    const source = this.#source
    this.#source = id
    labels.add()
    for (let atom = 0; atom < atoms.length; atom++) {
      this.#labelling = atom
      if ((atoms[atom] as () => boolean)()) labels.set(atom, id)
    }
    this.#labelling = -1
    this.#source = source
  }

  #testState(id: number): void {
    for (let k = 0; k < this.#onStates.length; k++) {
      const property = this.#onStates[k] as number
      this.#testing = property
      this.#source = id
      const truth = (this.program.tests[property] as () => boolean)()
      this.#source = this.store.parent(id)
      if (truth !== (this.#kinds[property] === 'reachable')) continue
      this.findings[property] = { state: id }
      this.#onStates = this.#onStates.filter((other) => other !== property)
      k--
    }
    this.#testing = -1
  }

  #testStep(action: number): void {
    for (let k = 0; k < this.#onSteps.length; k++) {
      const property = this.#onSteps[k] as number
      this.#testing = property
      if ((this.program.tests[property] as () => boolean)()) continue
      this.findings[property] = { state: this.#source, action, picks: this.program.picks() }
      this.#onSteps = this.#onSteps.filter((other) => other !== property)
      k--
    }
    this.#testing = -1
  }

  #expectRest(id: number): void {
    const property = this.#kinds.indexOf('deadlock')
    if (property < 0 || this.findings[property] !== undefined) return
    this.program.register.set(this.#state(id))
    if (!this.program.mayRest()) this.findings[property] = { state: id }
  }

  #state(id: number): Int32Array {
    const words = new Int32Array(this.program.words)
    this.store.load(id, words)
    return words
  }

  /** Expands a state twice and compares what comes out, action by action. */
  #expectSame(id: number): void {
    const sums = [new Int32Array(this.taken.length), new Int32Array(this.taken.length)]
    for (const sum of sums) {
      this.program.successors((action) => {
        const hash = hashOf(this.program.register, 0, this.program.words)
        sum[action] = Math.imul(sum[action] as number, 31) + hash + 1
      })
    }
    const action = this.taken.findIndex((_, i) => sums[0]?.[i] !== sums[1]?.[i])
    if (action >= 0) this.failure = { state: id, action, picks: [], unstable: true, cause: undefined }
  }

  #failing(body: () => void): void {
    try {
      body()
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      const at = { state: this.#source < 0 ? undefined : this.#source, cause: error.cause }
      const predicate =
        this.#testing >= 0 ? { property: this.#testing } : this.#labelling >= 0 ? { atom: this.#labelling } : undefined
      this.failure =
        predicate === undefined
          ? { ...at, action: error.action, picks: error.picks }
          : { ...at, ...predicate, action: -1, picks: [] }
    }
  }

  /** The way to a state from an initial one, as `walk` gives it. */
  path(id: number): Path {
    const ids = [id]
    for (let at = this.store.parent(id); at >= 0; at = this.store.parent(at)) ids.push(at)
    return this.walk(ids.reverse())
  }

  /** The way from state to state, by `actions` where they are given. */
  walk(ids: readonly number[], actions?: readonly number[]): Path {
    return walk(this, ids, actions)
  }
}
