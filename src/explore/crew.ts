/**
 * How the workers of a search keep together. After each phase all of them meet; the last to come looks at what they
 * say of themselves, decides for all how to go on, and opens the gate. `specs/self/` has this protocol as a model.
 */
import type { Exploration } from './explore.ts'
import type { Mail, Part, Seed } from './part.ts'

/** How to go on after a round. */
export const Go = {
  round: 0,
  nextLevel: 1,
  complete: 2,
  states: 3,
  memory: 4,
  stopped: 5,
  trouble: 6,
  decided: 7,
} as const

/** Words that all share: of the meeting, then of what was decided, then of each worker. */
const GENERATION = 0
const ARRIVED = 1
const GO = 2
const STOP = 3
const ROOMY = 4
const DEPTH = 5
const head = 8
const COUNT = 0
const AHEAD = 1
const MORE = 2
const FULL = 3
const TROUBLE = 4
const FILL = 5
const each = 8

/** All in memory that threads share, to be sent to each of them as it is. */
export interface Shared {
  readonly mail: Mail
  readonly words: Int32Array
  /** For each property, whether somebody has decided it. */
  readonly decided: Int32Array
  /** How often each worker took each action. */
  readonly taken: Float64Array
  readonly maxStates: number
  /** The search ends when all properties are decided. */
  readonly stopWhenDecided: boolean
}

export interface SharedOptions {
  readonly workers: number
  /** Words of a state. */
  readonly words: number
  readonly actions: number
  readonly properties: number
  readonly maxStates: number
  readonly stopWhenDecided: boolean
}

/** Letters have room for so many successors together. */
const lettersRoom = 2 ** 17

export function sharedOf(options: SharedOptions): Shared {
  const { workers, maxStates, stopWhenDecided } = options
  const ints = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4))
  const room = Math.max(1024, Math.floor(lettersRoom / workers))
  const letters = Array.from({ length: workers * workers }, () => ints(room * options.words))
  return {
    mail: { workers, room, letters, sent: ints(workers * workers) },
    words: ints(head + each * workers),
    decided: ints(options.properties),
    taken: new Float64Array(new SharedArrayBuffer(workers * options.actions * 8)),
    ...{ maxStates, stopWhenDecided },
  }
}

/** What is known of a search under way, or at its end. */
export interface Standing {
  readonly states: number
  readonly depth: number
  readonly taken: Float64Array
  readonly ahead: number
  readonly decided: readonly number[]
  readonly go: number
}

export function standing({ words, decided, taken, mail }: Shared): Standing {
  const sum = (what: number) => sumOf(words, mail.workers, what)
  const actions = taken.length / mail.workers
  const whole = new Float64Array(actions)
  for (let i = 0; i < taken.length; i++) whole[i % actions] = (whole[i % actions] as number) + (taken[i] as number)
  return {
    states: sum(COUNT),
    depth: Atomics.load(words, DEPTH),
    taken: whole,
    ahead: sum(AHEAD),
    decided: [...decided].flatMap((is, property) => (is === 0 ? [] : [property])),
    go: Atomics.load(words, GO),
  }
}

/** Asks all workers to stop at their next meeting. */
export function stop({ words }: Shared): void {
  Atomics.store(words, STOP, 1)
}

/** All that a search by one worker has found, for workers that go on from there. */
export function seedOf({ store, program, expanded, levelEnd, depth, decided }: Exploration, shared: Shared): Seed {
  const { words } = program
  const { count } = store
  const rows = new Int32Array(new SharedArrayBuffer(count * words * 4))
  for (let id = 0; id < count; id++) store.load(id, rows, id * words)
  Atomics.store(shared.words, DEPTH, depth)
  for (const property of decided) Atomics.store(shared.decided, property, 1)
  return { rows, count, expanded, levelEnd, decided }
}

/** The whole search as one worker sees it, from a sown part to the end. Blocks its thread. */
export function work(part: Part, me: number, shared: Shared): void {
  tell(part, me, shared)
  meet(shared, decide)
  while (goOn(part, shared)) {
    part.expand()
    meet(shared)
    part.collect(Atomics.load(shared.words, ROOMY) === 1)
    tell(part, me, shared)
    meet(shared, decide)
  }
}

/** The same by all workers in turn in one thread, phase by phase: for tests, and where there are no threads. */
export function workInTurn(parts: readonly Part[], shared: Shared): void {
  const all = (phase: (part: Part, me: number) => void) => {
    for (const [me, part] of parts.entries()) phase(part, me)
  }
  for (;;) {
    all((part, me) => tell(part, me, shared))
    decide(shared)
    if (!parts.map((part) => goOn(part, shared)).every((goesOn) => goesOn)) return
    all((part) => part.expand())
    all((part) => part.collect(Atomics.load(shared.words, ROOMY) === 1))
  }
}

/** Does what was decided; `false` at the end. */
function goOn(part: Part, { words, decided }: Shared): boolean {
  const go = Atomics.load(words, GO)
  if (go === Go.nextLevel) {
    part.nextLevel()
    part.drop((property) => decided[property] === 1)
  }
  return go === Go.round || go === Go.nextLevel
}

/** Says how it stands with this worker. */
function tell(part: Part, me: number, { words, decided, taken }: Shared): void {
  const at = head + each * me
  const actions = part.taken.length
  part.taking(taken.subarray(me * actions, (me + 1) * actions))
  for (const property of part.decided) Atomics.store(decided, property, 1)
  Atomics.store(words, at + COUNT, part.store.count)
  Atomics.store(words, at + AHEAD, part.ahead)
  Atomics.store(words, at + MORE, part.hasMore ? 1 : 0)
  Atomics.store(words, at + FULL, part.full ? 1 : 0)
  Atomics.store(words, at + TROUBLE, part.trouble === undefined ? 0 : 1)
  Atomics.store(words, at + FILL, Math.floor(part.store.fill * 1000))
}

function sumOf(words: Int32Array, workers: number, what: number): number {
  let sum = 0
  for (let worker = 0; worker < workers; worker++) sum += Atomics.load(words, head + each * worker + what)
  return sum
}

/** Decides for all how to go on: called by one while the others wait. */
function decide({ words, decided, mail, maxStates, stopWhenDecided }: Shared): void {
  const sum = (what: number) => sumOf(words, mail.workers, what)
  let roomy = 0
  for (let worker = 0; worker < mail.workers; worker++) {
    if (Atomics.load(words, head + each * worker + FILL) >= 970) roomy = 1
  }
  Atomics.store(words, ROOMY, roomy)
  const isDecided = stopWhenDecided && decided.every((is) => is === 1)
  Atomics.store(words, GO, go())
  function go(): number {
    if (sum(TROUBLE) > 0) return Go.trouble
    if (sum(FULL) > 0) return Go.memory
    if (isDecided) return Go.decided
    if (sum(COUNT) > maxStates) return Go.states
    if (Atomics.load(words, STOP) === 1) return Go.stopped
    if (sum(MORE) > 0) return Go.round
    if (sum(AHEAD) === 0) return Go.complete
    Atomics.add(words, DEPTH, 1)
    return Go.nextLevel
  }
}

/** How often to look again before going to sleep: a few microseconds. */
const spins = 2000

/** Waits until all workers have come here; the last one does `last` before any goes on. */
function meet(shared: Shared, last?: (shared: Shared) => void): void {
  const { words, mail } = shared
  const generation = Atomics.load(words, GENERATION)
  if (Atomics.add(words, ARRIVED, 1) === mail.workers - 1) {
    last?.(shared)
    Atomics.store(words, ARRIVED, 0)
    Atomics.add(words, GENERATION, 1)
    Atomics.notify(words, GENERATION)
    return
  }
  for (let k = 0; k < spins; k++) if (Atomics.load(words, GENERATION) !== generation) return
  while (Atomics.load(words, GENERATION) === generation) Atomics.wait(words, GENERATION, generation)
}
