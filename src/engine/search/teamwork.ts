/**
 * How the workers of a search stay together. All workers meet at the end of each level, and when one of them calls a
 * meeting. The last worker to arrive reads the status of each, decides for all how to go on, and ends the meeting.
 * `specs/self/` has this protocol as a model.
 */
import { shareStates } from '../store/shared-states.ts'
import { Frontier, frontierOf } from './frontier.ts'
import type { Search } from './search.ts'
import type { PartOptions, SearchPart, Seed } from './worker-part.ts'

/** The decision of a meeting: how all workers go on. */
export const Go = {
  level: 0,
  nextLevel: 1,
  grow: 2,
  complete: 3,
  states: 4,
  memory: 5,
  stopped: 6,
  trouble: 7,
  decided: 8,
} as const

/** Layout of the shared words: the meeting, then the decision, and from `head` on, `each` words a worker. */
const GENERATION = 0
const ARRIVED = 1
const GO = 2
const STOP = 3
const CALLED = 4
const DEPTH = 5
const head = 8
const COUNT = 0
const AHEAD = 1
const MORE = 2
const TROUBLE = 3
const each = 4

/** The data that the workers share besides the states. Post it to each thread as it is. */
export interface Shared {
  readonly workers: number
  readonly words: Int32Array
  /** For each property, 1 if some worker has decided it. */
  readonly decided: Int32Array
  /** How often each worker took each action. */
  readonly taken: Float64Array
  readonly maxStates: number
  /** The search ends when all properties are decided. */
  readonly stopWhenDecided: boolean
}

export interface SharedOptions {
  readonly workers: number
  readonly actions: number
  readonly properties: number
  readonly maxStates: number
  readonly stopWhenDecided: boolean
}

export function sharedOf(options: SharedOptions): Shared {
  const { workers, maxStates, stopWhenDecided } = options
  const ints = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4))
  return {
    workers,
    words: ints(head + each * workers),
    decided: ints(options.properties),
    taken: new Float64Array(new SharedArrayBuffer(workers * options.actions * 8)),
    ...{ maxStates, stopWhenDecided },
  }
}

/** The status of a running or finished search. */
export interface TeamState {
  readonly states: number
  readonly depth: number
  readonly taken: Float64Array
  readonly ahead: number
  readonly decided: readonly number[]
  readonly go: number
}

export function teamState(shared: Shared): TeamState {
  const { words, decided, taken, workers } = shared
  const actions = taken.length / workers
  const whole = new Float64Array(actions)
  for (let i = 0; i < taken.length; i++) whole[i % actions] = (whole[i % actions] as number) + (taken[i] as number)
  return {
    states: sumOf(shared, COUNT),
    depth: Atomics.load(words, DEPTH),
    taken: whole,
    ahead: sumOf(shared, AHEAD),
    decided: [...decided].flatMap((is, property) => (is === 0 ? [] : [property])),
    go: Atomics.load(words, GO),
  }
}

/** Calls a meeting, and asks all workers to stop there. */
export function stop({ words }: Shared): void {
  Atomics.store(words, STOP, 1)
  Atomics.store(words, CALLED, 1)
}

/** All that one worker has found, as the start for several workers. Settle `exploration` first. */
export function seedOf(exploration: Search, shared: Shared, { limits, flatWords }: PartOptions): Seed {
  const { store, expanded, levelEnd, depth, decided, program } = exploration
  const { workers } = shared
  const { count } = store
  Atomics.store(shared.words, DEPTH, depth)
  for (const property of decided) Atomics.store(shared.decided, property, 1)
  const states = shareStates(store, { workers, limits, flatWords, lastBits: program.lastBits })
  const { words } = states.root.shape
  const memory = frontierOf(words, limits.maxBytes)
  const frontier = new Frontier(memory)
  const row = new Int32Array(words)
  const add = (from: number, to: number) => {
    for (let id = from; id < to; id++) {
      store.loadRow(id, row, 0)
      frontier.add(row, 0)
    }
    frontier.close()
  }
  add(expanded, levelEnd)
  frontier.turn()
  add(levelEnd, count)
  return { states, frontier: memory, count, levelEnd, decided }
}

/**
 * The whole search as one worker sees it, from the seed to the end. It yields the generation of a meeting if it has to
 * wait until that meeting ends. It yields `undefined` from time to time, and may then go on at once.
 */
export function* work(part: SearchPart, me: number, shared: Shared): Generator<number | undefined, void> {
  const { words, stopWhenDecided } = shared
  for (;;) {
    const known = part.decided.size
    const isCalled = () => Atomics.load(words, CALLED) === 1 || (stopWhenDecided && part.decided.size > known)
    let ended = part.expand(isCalled)
    for (; ended === 'pause'; ended = part.expand(isCalled)) yield undefined
    if (ended === 'called') Atomics.store(words, CALLED, 1)
    tell(part, me, shared)
    yield* meet(shared, () => decide(part, shared))
    const go = Atomics.load(words, GO)
    if (go === Go.grow) {
      part.place()
      yield* meet(shared)
      part.placeLeft()
      yield* meet(shared)
    } else if (go === Go.nextLevel) {
      part.nextLevel()
      part.drop((property) => shared.decided[property] === 1)
    } else if (go !== Go.level) return
  }
}

/** Blocks the thread until the meeting of this generation is over, for at most `milliseconds`. */
export function wait({ words }: Shared, generation: number, milliseconds?: number): void {
  for (let k = 0; k < spins; k++) if (Atomics.load(words, GENERATION) !== generation) return
  Atomics.wait(words, GENERATION, generation, milliseconds)
}

/** Number of times that `wait` looks before it sleeps: about ten microseconds. */
const spins = 2000

/** Runs all workers in turn in one thread: for tests, and for platforms without threads. */
export function workInTurn(parts: readonly SearchPart[], shared: Shared): void {
  let working = parts.map((part, me) => work(part, me, shared))
  while (working.length > 0) working = working.filter((one) => one.next().done !== true)
}

/** Writes the status of this worker to the shared words. */
function tell(part: SearchPart, me: number, { words, decided, taken }: Shared): void {
  const at = head + each * me
  const actions = part.taken.length
  part.taking(taken.subarray(me * actions, (me + 1) * actions))
  for (const property of part.decided) Atomics.store(decided, property, 1)
  Atomics.store(words, at + COUNT, part.count)
  Atomics.store(words, at + AHEAD, part.ahead)
  Atomics.store(words, at + MORE, part.hasMore ? 1 : 0)
  Atomics.store(words, at + TROUBLE, part.trouble === undefined ? 0 : 1)
  part.tell()
}

function sumOf({ words, workers }: Shared, what: number): number {
  let sum = 0
  for (let worker = 0; worker < workers; worker++) sum += Atomics.load(words, head + each * worker + what)
  return sum
}

/** Decides for all how to go on. Only one worker calls this, while the others wait. */
function decide(part: SearchPart, shared: Shared): void {
  const { words, decided, maxStates, stopWhenDecided } = shared
  Atomics.store(words, CALLED, 0)
  Atomics.store(words, GO, go())
  function go(): number {
    if (sumOf(shared, TROUBLE) > 0) return Go.trouble
    if (stopWhenDecided && decided.every((is) => is === 1)) return Go.decided
    if (sumOf(shared, COUNT) > maxStates) return Go.states
    if (Atomics.load(words, STOP) === 1) return Go.stopped
    if (part.isFull) return part.grow() ? Go.grow : sumOf(shared, COUNT) >= maxStates ? Go.states : Go.memory
    if (sumOf(shared, MORE) > 0 || part.isLeft) return Go.level
    if (sumOf(shared, AHEAD) === 0) return Go.complete
    part.turn()
    Atomics.add(words, DEPTH, 1)
    return Go.nextLevel
  }
}

/** Waits until all workers are here. The last one to arrive calls `last` before any of them goes on. */
function* meet({ words, workers }: Shared, last?: () => void): Generator<number, void> {
  const generation = Atomics.load(words, GENERATION)
  if (Atomics.add(words, ARRIVED, 1) === workers - 1) {
    last?.()
    Atomics.store(words, ARRIVED, 0)
    Atomics.add(words, GENERATION, 1)
    Atomics.notify(words, GENERATION)
    return
  }
  while (Atomics.load(words, GENERATION) === generation) yield generation
}
