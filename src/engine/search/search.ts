/**
 * The search: one breadth-first loop. It runs in slices, so the caller can print, stop or be interrupted between them.
 * Ids are assigned in discovery order. So a level is a range of ids, and every first finding is at the least depth.
 * Over 300 lines, because expanding, looking up and testing share the state of one loop.
 */

import { isOfSteps } from '../../plain.ts'
import { Out } from '../compile/out.ts'
import { keepsChosen, type Program, StepFailure, trapped } from '../compile/program.ts'
import type { AllStates } from '../store/all-states.ts'
import { Edges } from '../store/edges.ts'
import { PassingStates } from '../store/passing-states.ts'
import { PredicateBits } from '../store/predicate-bits.ts'
import { type Batch, type Limits, States } from '../store/states.ts'
import { atOnce } from './pieces.ts'
import { PropertyTests } from './property-tests.ts'
import { RepeatedSteps } from './repeated-steps.ts'
import type { Finding, SavedNumbers } from './saved-numbers.ts'
import { Sources } from './sources.ts'
import { type IdPath, nthStep, type Path, traceBack, traceLoop } from './traceback.ts'

export type { Finding, IdPath as Way, Path }

/** Where the model failed: in expanding or testing `state`, or in making the initial states (`undefined`). */
export interface Failure {
  readonly state: number | undefined
  readonly action: number
  readonly picks: readonly number[]
  /** The property that failed, or the atom (a predicate of properties of runs) that failed. */
  readonly property?: number
  readonly atom?: number
  readonly cause: unknown
  /** Expanding the state twice gave different results. */
  readonly unstable?: boolean
}

export interface SearchSettings {
  /** Kinds of the properties, in the order of the program's tests. Properties of runs are not tested here. */
  readonly kinds: readonly string[]
  /** Number of actions of the model. */
  readonly actions: number
  readonly limits: Limits
  /** Ends when every property is decided. By default the search ends when all states are explored. */
  readonly stopWhenDecided?: boolean
  /** Keeps the transitions, and which atoms are true in each state. Properties of runs need both. */
  readonly keepGraph?: boolean
  /** States with more words than this are stored as trees. */
  readonly flatWords?: number | undefined
  /** Takes over everything that this exploration has explored, except its findings. */
  readonly explored?: Search | undefined
  /** Goes on from this exploration and its findings. Stores only what is needed to recognise a state. */
  readonly begun?: Search | undefined
}

/** Successors in a batch of lookups, about: enough to hide a cache miss behind the other lookups. */
const batchSize = 128
/** Maximum number of sources of a batch. */
const maxSources = 256

export class Search {
  readonly program: Program
  /** Kinds of the properties. */
  readonly kinds: readonly string[]
  /** If this search goes on from another one, the states of that one. */
  readonly store: States
  readonly findings: (Finding | undefined)[]
  /** The greatest distance of a state found so far. */
  depth = 0
  /** Whether every reachable state has been expanded. */
  complete = false
  limit: 'states' | 'memory' | undefined
  failure: Failure | undefined
  /** Number of initial states. */
  initial = 0
  /** Transitions that change something, if `keepGraph`. Rows are closed up to `expanded`. */
  readonly rows: Edges | undefined
  /** Which of the program's atoms are true in each state, if `keepGraph`. */
  readonly labels: PredicateBits | undefined
  readonly #states: States | PassingStates
  readonly #limits: Limits
  /** The search ends when all of these are decided. */
  #sought: readonly number[] | undefined
  readonly #soughtAtFirst: readonly number[] | undefined
  /** Bytes used outside of this search that count against the limit. */
  beside = 0
  readonly #tests: PropertyTests
  #next = 0
  #levelEnd = 0
  /** The first id of each level, up to the current one. */
  readonly #starts: number[]
  /** Number of successors that change something, by action. */
  readonly #taken: Float64Array
  /** Successors not looked up yet, their `#held` sources, and the end of each source's successors in `#out`. */
  readonly #out: Out
  readonly #sources = new Int32Array(maxSources)
  readonly #ends = new Int32Array(maxSources)
  /** How many states each source stands for. */
  readonly #weights = new Float64Array(maxSources)
  #held = 0
  /** The number of states for which the expanded ones stand: all, and those of each level. */
  #expandedWhole = 0
  readonly #wholeLevels: number[]
  readonly #origins: Sources
  readonly #twice: RepeatedSteps
  #source = -1
  #labelling = -1

  constructor(
    program: Program,
    { kinds, actions, limits, stopWhenDecided = false, keepGraph = false, flatWords, explored, begun }: SearchSettings,
  ) {
    this.program = program
    this.kinds = kinds
    this.rows = explored?.rows ?? (keepGraph ? new Edges(actions) : undefined)
    this.labels = keepGraph ? new PredicateBits(program.atoms.length) : undefined
    const otherBytes = () => this.beside + (this.rows?.bytes ?? 0) + (this.labels?.bytes ?? 0)
    const before = begun ?? explored
    this.store = before?.store ?? new States(program.words, limits, otherBytes, flatWords)
    this.#states =
      begun === undefined ? this.store : new PassingStates(this.store, begun.expanded, program.lastBits, limits)
    this.#origins = before === undefined ? new Sources(program, this.store, actions) : before.#origins
    this.#twice = new RepeatedSteps(program, actions)
    this.#taken = before?.taken ?? new Float64Array(actions)
    const loops = kinds.some(isOfSteps)
    this.#out = new Out(program.words, actions, { loops, real: loops && keepsChosen(program) })
    this.findings = begun?.findings.slice() ?? kinds.map(() => undefined)
    this.#limits = limits
    this.#soughtAtFirst = stopWhenDecided ? kinds.map((_, i) => i) : undefined
    this.#sought = this.#soughtAtFirst
    this.#tests = new PropertyTests(program, kinds)
    if (begun !== undefined) this.#tests.keep((property) => begun.findings[property] === undefined)
    this.#starts = before === undefined ? [0] : before.#starts.slice()
    this.#wholeLevels = before === undefined ? [] : before.#wholeLevels.slice()
    if (before === undefined) return
    this.#expandedWhole = before.#expandedWhole
    this.#next = before.#next
    this.#levelEnd = before.#levelEnd
    this.initial = before.initial
    this.depth = before.depth
    this.complete = before.complete
  }

  /** How often each action was taken. */
  get taken(): Float64Array {
    return this.#taken.map((taken, action) => taken + (this.#out.loops[action] as number))
  }

  get transitions(): number {
    return this.taken.reduce((sum, taken) => sum + taken, 0)
  }

  /**
   * Whether this search only counts states and sees which properties are decided. It can no longer load states, so
   * a search that stores them must find the state at which a property is decided.
   */
  get isPassing(): boolean {
    return this.#states !== this.store
  }

  /** If states can no longer be loaded: a sample of the expanded states, in the form of a whole search. */
  get sampled():
    | { readonly expanded: number; readonly store: Pick<States, 'load'>; readonly program: Program }
    | undefined {
    if (!(this.#states instanceof PassingStates)) return undefined
    const { expanded, load } = this.#states.sampled
    return { expanded, store: { load }, program: this.program }
  }

  /** All states, once they are explored. */
  get all(): AllStates {
    return this.#states.all
  }

  /** Number of states found. */
  get count(): number {
    return this.#states.count
  }

  /**
   * The number of states for which the expanded ones stand, and of those at each distance. It differs from the number of
   * expanded states only if alike instances are explored in one order only. States not expanded yet count as one.
   */
  get whole(): { readonly states: number; readonly levels: readonly number[] } {
    return { states: this.#expandedWhole + this.frontier, levels: this.#wholeLevels }
  }

  /** Number of states found and not yet expanded. */
  get frontier(): number {
    return this.#states.count - this.#next
  }

  /** States with an id below this have been expanded. */
  get expanded(): number {
    return this.#next
  }

  /** Bytes that states, transitions and labels take. */
  get bytes(): number {
    return this.#states.bytes + (this.rows?.bytes ?? 0) + (this.labels?.bytes ?? 0)
  }

  /** All numbers of this search, if it is settled. With what a `SearchLog` has written, they are the whole search. */
  get saved(): SavedNumbers {
    const { symmetry } = this.program
    const { isProof, isEquivariant, startsWhole, budget } = symmetry?.standing ?? {}
    return {
      ...{ count: this.count, next: this.#next, levelEnd: this.#levelEnd, initial: this.initial },
      ...{ depth: this.depth, complete: this.complete, whole: this.#expandedWhole },
      levelWhole: this.#wholeLevels[this.depth] ?? 0,
      taken: [...this.taken],
      findings: this.findings.map((finding) => finding ?? null),
      // JSON writes infinity as `null`
      ...(symmetry === undefined ? {} : { standing: { isProof, isEquivariant, startsWhole, budget: budget ?? null } }),
    } as SavedNumbers
  }

  /** Takes over the numbers of an earlier run, whose states it has. */
  resume(saved: SavedNumbers): void {
    this.#next = saved.next
    this.#levelEnd = saved.levelEnd
    this.initial = saved.initial
    this.depth = saved.depth
    this.complete = saved.complete
    this.#expandedWhole = saved.whole
    if (saved.levelWhole > 0) this.#wholeLevels[saved.depth] = saved.levelWhole
    this.#taken.set(saved.taken)
    for (const [property, finding] of saved.findings.entries()) this.findings[property] = finding ?? undefined
    this.#tests.keep((property) => this.findings[property] === undefined)
    const { standing } = saved
    if (standing === undefined) return
    const budget = standing.budget ?? Number.POSITIVE_INFINITY
    this.program.symmetry?.standing.resume({ ...standing, budget })
  }

  /** Begins without what an exploration before it has found, except for its states. */
  forgetLevels(): void {
    this.#starts.length = 1
    this.#wholeLevels.length = 0
  }

  /** Takes over a level of an earlier run: the id at which the next one begins, and for how many states it stands. */
  addLevel(end: number, whole: number): void {
    if (whole > 0) this.#wholeLevels[this.#starts.length - 1] = whole
    this.#starts.push(end)
  }

  /**
   * Takes over states of an earlier run, which come next in its order. `next`: the first state to be expanded. Returns
   * how many states are new: fewer than `batch.count` if there is no room, or if some are known.
   */
  addStates(batch: Batch, next: number): number {
    const states = this.#states
    const { register } = this.program
    const { words } = this.store
    const before = states.count
    states.insertAll(batch)
    const { labels } = this
    const added = states.count - before
    for (let n = 0; labels !== undefined && n < added; n++) {
      for (let k = 0; k < words; k++) register[k] = batch.rows[n * words + k] as number
      this.#label(labels, before + n)
    }
    // chunks of states that were expanded may be used again
    if (states instanceof PassingStates) states.load(Math.min(next, states.count - 1), register)
    return added
  }

  /** The first id of each level, up to the current one. */
  get starts(): readonly number[] {
    return this.#starts
  }

  /** From which source on states were found. */
  get origins(): Sources {
    return this.#origins
  }

  /** The states, if only the latest of them can be loaded. */
  get passing(): PassingStates | undefined {
    return this.#states instanceof PassingStates ? this.#states : undefined
  }

  get done(): boolean {
    return this.complete || this.limit !== undefined || this.failure !== undefined || this.#decided()
  }

  /** Expands states for about `milliseconds`; `now` is a clock in milliseconds. */
  run(milliseconds: number, now: () => number): void {
    const end = now() + milliseconds
    const from = this.#next
    this.#failing(() =>
      trapped(() => {
        if (this.#states.count === 0) this.#start()
        while (!this.done && now() < end) for (let k = 0; k < 256 && !this.done; k++) this.#expandNext()
      }),
    )
    // a failure of `init` is reported instead of stray writes
    const hasBegun = this.failure === undefined || this.failure.state !== undefined
    if (this.program.strayed() && hasBegun) this.#findStray(from)
  }

  /** Finds the state, `from` or a later one, from which a step has just written outside of an array. */
  #findStray(from: number): void {
    this.complete = false
    if (this.isPassing) {
      this.failure = { state: from, action: -1, picks: [], cause: undefined }
      return
    }
    const out = new Out(this.program.words, this.#taken.length)
    for (let state = from; state <= this.#next && state < this.#states.count; state++) {
      this.#states.load(state, this.program.register)
      out.count = 0
      try {
        this.program.successors(out)
      } catch (error) {
        if (!(error instanceof StepFailure)) throw error
      }
      this.failure = { state, action: -1, picks: [], cause: undefined }
      if (this.program.strayed()) return
    }
    this.failure = { state: from, action: -1, picks: [], unstable: true, cause: undefined }
  }

  /** Looks up the successors that `run` may have left. */
  settle(): void {
    this.#failing(() => trapped(() => this.#lookUp()))
  }

  #decided(): boolean {
    const sought = this.#sought
    if (sought === undefined || this.#states.count === 0) return false
    for (let i = 0; i < sought.length; i++) if (this.findings[sought[i] as number] === undefined) return false
    return true
  }

  /** From now on, the search ends when these properties are decided. By default it ends as first asked for. */
  seek(properties: readonly number[] | undefined = this.#soughtAtFirst): void {
    this.#sought = properties
  }

  /** Properties that are decided. */
  get decided(): readonly number[] {
    return this.findings.flatMap((finding, i) => (finding === undefined ? [] : [i]))
  }

  /** The first id beyond the current level: states from there on are farther away. */
  get levelEnd(): number {
    return this.#levelEnd
  }

  /** The states found at a distance from the initial states: the first id, and the id after the last. */
  level(distance: number): readonly [number, number] {
    return [this.#startOf(distance), this.#startOf(distance + 1)]
  }

  #startOf(distance: number): number {
    const starts = this.#starts
    if (distance < starts.length) return starts[distance] as number
    return distance === starts.length ? this.#levelEnd : this.#states.count
  }

  /** The number of steps to a state from the nearest initial state. */
  distance(id: number): number {
    // finds the last level that begins at or before `id`, by bisection: there may be as many levels as states
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#startOf(middle) <= id) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Number of states found at each distance. */
  get levels(): number[] {
    const sizes: number[] = []
    for (let distance = 0; distance <= this.#starts.length; distance++) {
      const [from, to] = this.level(distance)
      if (to > from) sizes.push(to - from)
    }
    return sizes
  }

  #start(): void {
    this.#source = -1
    this.program.initial(() => {
      if (this.limit !== undefined) return
      const before = this.#states.count
      const id = this.store.insert(this.program.register)
      if (id < 0) this.limit = before >= this.#limits.maxStates ? 'states' : 'memory'
      if (id !== before) return
      this.initial = this.#states.count
      this.#out.rows.set(this.program.register)
      this.#found(id, 0)
      this.#source = id
      for (const property of this.#tests.ofStart()) this.findings[property] = { state: id }
      this.#source = -1
    })
    this.#levelEnd = this.#states.count
    if (this.#states.count === 0 && this.limit === undefined) this.complete = true
  }

  #expandNext(): void {
    const { program } = this
    const states = this.#states
    if (this.#next === this.#levelEnd) {
      this.#lookUp()
      if (this.done) return
      if (this.#next === states.count) {
        this.complete = true
        return
      }
      this.#starts.push(this.#levelEnd)
      this.#levelEnd = states.count
      this.depth++
    }
    const id = this.#next
    const out = this.#out
    this.#source = id
    states.load(id, program.register)
    try {
      const before = out.count
      const steps = program.successors(out)
      program.symmetry?.expectAlike()
      if (this.#twice.samples(id)) this.#expectSame(id, before)
      if (steps === 0) this.#expectRest(id)
      this.#next = id + 1
      this.#expandedWhole += out.weight
      this.#wholeLevels[this.depth] = (this.#wholeLevels[this.depth] ?? 0) + out.weight
    } catch (error) {
      // findings among the earlier successors come before the failure
      this.#hold(id)
      this.#lookUp()
      this.#source = id
      if (this.limit === undefined) throw error
      return
    }
    this.#hold(id)
    if (out.count >= batchSize || this.#held === maxSources) this.#lookUp()
  }

  /** Notes that the successors added last are those of `source`. */
  #hold(source: number): void {
    this.#sources[this.#held] = source
    this.#weights[this.#held] = this.#out.weight
    this.#ends[this.#held++] = this.#out.count
  }

  /** Looks up the pending successors in order, and tests the properties on them. */
  #lookUp(): void {
    const out = this.#out
    if (this.#held === 0) return
    if (this.#states instanceof PassingStates) {
      this.#passOn(this.#states)
      return
    }
    this.#origins.note(this.#sources[0] as number)
    const done = this.#states.insertAll(out)
    const { actions, ids } = out
    const taken = this.#taken
    const { rows } = this
    const { onSteps, onStates } = this.#tests
    const testsSteps = onSteps.length > 0
    const testsStates = onStates.length > 0 || this.labels !== undefined
    let n = 0
    for (let held = 0; held < this.#held; held++) {
      const source = this.#sources[held] as number
      const weight = this.#weights[held] as number
      this.#source = source
      for (const end = Math.min(this.#ends[held] as number, done), start = n; n < end; n++) {
        const action = actions[n] as number
        taken[action] = (taken[action] as number) + weight
        if (testsSteps) this.#testStep(n, n - start)
        const id = ids[n] as number
        if (id < 0 && testsStates) this.#found(~id, n)
        if (rows === undefined) continue
        const target = id < 0 ? ~id : id
        if (target !== source || this.#isMoved(n)) rows.add(target, action)
      }
      if (n === done && n < (this.#ends[held] as number)) {
        this.#next = source
        this.limit = this.#states.count >= this.#limits.maxStates ? 'states' : 'memory'
        break
      }
      if (rows === undefined) continue
      rows.close()
      if ((source & 0xfff) === 0 && this.bytes > this.#limits.maxBytes) this.limit = 'memory'
    }
    out.count = 0
    this.#held = 0
  }

  /** Whether pending successor `n`, which the search takes for its source, differs from it before it was replaced. */
  #isMoved(n: number): boolean {
    if (!keepsChosen(this.program)) return false
    const { real, rows, words } = this.#out
    // successors that equal their sources are not pending, unless they are kept
    if (real === undefined) return true
    for (let at = n * words, end = at + words; at < end; at++) if (real[at] !== rows[at]) return true
    return false
  }

  /** `#lookUp` for a search that cannot load states again. */
  #passOn(states: PassingStates): void {
    const out = this.#out
    const { count } = states
    const done = states.insertAll(out)
    const { actions } = out
    const taken = this.#taken
    for (let held = 0, n = 0; held < this.#held; held++) {
      const weight = this.#weights[held] as number
      for (const end = Math.min(this.#ends[held] as number, done); n < end; n++) {
        const action = actions[n] as number
        taken[action] = (taken[action] as number) + weight
      }
    }
    if (this.#tests.onSteps.length > 0) this.#testSteps(done)
    if (this.#tests.onStates.length > 0) {
      const { fresh, freshCount } = states
      for (let k = 0; k < freshCount; k++) this.#found(count + k, fresh[k] as number)
    }
    if (done < out.count) {
      let held = 0
      while ((this.#ends[held] as number) <= done) held++
      this.#next = this.#sources[held] as number
      this.limit = states.count >= this.#limits.maxStates ? 'states' : 'memory'
    }
    out.count = 0
    this.#held = 0
  }

  #testSteps(done: number): void {
    for (let held = 0, n = 0; held < this.#held; held++) {
      this.#source = this.#sources[held] as number
      const start = n
      for (const end = Math.min(this.#ends[held] as number, done); n < end; n++) this.#testStep(n, n - start)
    }
  }

  /** Tests a new state, number `n` of the pending successors. */
  #found(id: number, n: number): void {
    const { words, register } = this.program
    const { rows } = this.#out
    for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
    const source = this.#source
    this.#source = id
    for (const property of this.#tests.ofState()) this.findings[property] = { state: id }
    if (this.labels !== undefined) this.#label(this.labels, id)
    this.#source = source
  }

  #label(labels: PredicateBits, id: number): void {
    const { atoms } = this.program
    labels.add()
    for (let atom = 0; atom < atoms.length; atom++) {
      this.#labelling = atom
      if ((atoms[atom] as () => boolean)()) labels.set(atom, id)
    }
    this.#labelling = -1
  }

  /** Tests a step to number `n` of the pending successors, which is number `nth` of its source. */
  #testStep(n: number, nth: number): void {
    const { words, register, source } = this.program
    const { actions } = this.#out
    const rows = this.#out.real ?? this.#out.rows
    if (nth === 0) this.#states.load(this.#source, source)
    for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
    for (const property of this.#tests.ofStep()) {
      this.findings[property] = { state: this.#source, action: actions[n] as number, nth }
    }
  }

  #expectRest(id: number): void {
    if (this.#tests.deadlock < 0) return
    this.#states.load(id, this.program.register)
    for (const property of this.#tests.ofEnd()) this.findings[property] = { state: id }
  }

  #expectSame(id: number, before: number): void {
    const action = this.#twice.unstable(this.#out, before)
    if (action >= 0) this.failure = { state: id, action, picks: [], unstable: true, cause: undefined }
  }

  #failing(body: () => void): void {
    try {
      body()
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      const at = { state: this.#source < 0 ? undefined : this.#source, cause: error.cause }
      const predicate =
        this.#tests.testing >= 0
          ? { property: this.#tests.testing }
          : this.#labelling >= 0
            ? { atom: this.#labelling }
            : undefined
      this.failure =
        predicate === undefined
          ? { ...at, action: error.action, picks: error.picks }
          : { ...at, ...predicate, action: -1, picks: [] }
    }
  }

  /**
   * The state from which `id` was found. `end`: the caller asks for no state from this one on.
   * @throws InternalError if no step leads to `id` now
   */
  sourceOf(id: number, end?: number): number {
    return this.#origins.sourceOf(id, end)
  }

  /** The path from an initial state to `id`. */
  path(id: number): Path {
    return atOnce(this.pathInPieces(id))
  }

  /** The path to a finding, with the step of the finding, if it has one; `decides` says whether a step may be that one. */
  pathToFinding({ state, action, nth = 0 }: Finding, decides?: () => boolean): Generator<void, Path> {
    return this.pathInPieces(state, action === undefined ? undefined : { ...nthStep(this, state, nth), decides })
  }

  *pathInPieces(id: number, last?: IdPath['last']): Generator<void, Path> {
    const ids = [id]
    for (let at = id; at >= this.initial; ids.push(at)) {
      at = this.sourceOf(at)
      if (ids.length % 64 === 0) yield
    }
    return yield* traceBack(this, ids.reverse(), undefined, last)
  }

  /** The path from state to state, by `actions` if they are given. */
  walk(ids: readonly number[], actions?: readonly number[], last?: IdPath['last']): Path {
    return atOnce(traceBack(this, ids, actions, last))
  }

  walkInPieces({ states, actions, last, nths }: IdPath): Generator<void, Path> {
    return traceBack(this, states, actions, last, nths)
  }

  /** A path that repeats its steps from index `loopAt` on. It goes round until the same real state comes back. */
  loopInPieces(path: IdPath, loopAt: number): Generator<void, { readonly path: Path; readonly loopAt: number }> {
    return traceLoop(this, path, loopAt)
  }
}
