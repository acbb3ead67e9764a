/**
 * Picks one of all shortest paths to a goal. It prefers the fewest switches from one actor to another, then the fewest
 * actors. Among equals it takes the first in the fixed order of initial states, steps, instances and choices. So the
 * result is the same for every order of exploration, every number of workers and every machine.
 *
 * A backward pass through the levels drops the states that lie on no such path, and counts the switches (`back.ts`).
 * It expands all levels once more, for all goals together. A forward pass then follows only the paths with the fewest
 * switches, in the fixed order. If two of them meet in a state, the later one is dropped if its actors include all
 * actors of the earlier one. If more than `maxBeginnings` are left, the number of actors is ignored: the result is the
 * first path in the fixed order among those with the fewest switches.
 *
 * If alike instances are explored in one order only, an actor may have another number in the next state. Each step
 * brings the permutation that says which.
 */
import { BackwardLevels } from './backward-levels.ts'
import { movingActors } from './moving-actors.ts'
import type { Pause } from './pieces.ts'
import type { Search } from './search.ts'
import type { IdPath } from './traceback.ts'
import { Transitions } from './transitions.ts'

/** Where a path has to end. */
export type Ends =
  /** In one of these states: ascending ids, all at the same distance from the initial states. */
  | { readonly states: readonly number[] }
  /**
   * With a transition out of this level for which `decides` is true. `decides` reads the target from the register and,
   * if `seesSource`, the source from `source`.
   */
  | { readonly level: number; readonly decides: () => boolean; readonly seesSource: boolean }

/** Maximum number of beginnings of paths that are compared for one goal. */
const maxBeginnings = 2 ** 14

/** For each goal the path to report; `undefined` if none is found again, or if `pause` says to stop. */
export async function leastPaths(
  exploration: Search,
  actors: Int32Array,
  goals: readonly Ends[],
  pause: Pause,
): Promise<(IdPath | undefined)[]> {
  const steps = new Transitions(exploration)
  const sought = goals.map((goal) => new Sought(exploration, actors, goal))
  for (let level = Math.max(-1, ...sought.map(({ top }) => top)); level >= 0; level--) {
    const [from, to] = exploration.level(level)
    const here = sought.filter((one) => one.top >= level && !one.isLost)
    for (const one of here) one.back.enter(from, to)
    const ends = here.filter((one) => one.top === level && one.endsInStep)
    for (let at = from; ends.length > 0 && at < to; ) {
      const resting = pause()
      if (resting !== undefined && (await resting)) return goals.map(() => undefined)
      const sources = steps.expand(at, to)
      for (const one of ends) one.endIn(steps, at, sources)
      at += sources
    }
    const ways = here.filter((one) => one.top > level)
    for (let at = from; ways.length > 0 && at < to; ) {
      const resting = pause()
      if (resting !== undefined && (await resting)) return goals.map(() => undefined)
      const sources = steps.load(at, to)
      for (const one of ways) one.goThrough(steps, at, sources)
      at += sources
    }
    for (const one of here) one.leave(level)
  }
  const ways: (IdPath | undefined)[] = []
  for (const one of sought) ways.push(one.isLost ? undefined : await one.first(steps, pause))
  return ways
}

/** The beginning of a path. */
interface Beginning {
  readonly state: number
  readonly before?: Beginning
  /** The step that led here, and its actor; −1 at the start. */
  readonly action: number
  readonly actor: number
  /** The number of the step among those of the state before that change it. */
  readonly nth: number
  /** Number of switches that follow. */
  readonly left: number
  /** All actors so far, as bits. */
  readonly cast: Int32Array
  /** The packed target of the last step, if the path ends in a step. */
  readonly target?: Int32Array
}

class Sought {
  readonly back: BackwardLevels
  /** The farthest level with a state on a path. */
  readonly top: number
  readonly endsInStep: boolean
  isLost = false
  readonly #exploration: Search
  readonly #actors: Int32Array
  /** Number of actors. */
  readonly #cast: number
  readonly #goal: Ends
  /** The number of an actor after a permutation. */
  readonly #after: (actor: number, moved: Int32Array | undefined) => number

  constructor(exploration: Search, actors: Int32Array, goal: Ends) {
    this.#exploration = exploration
    this.#actors = actors
    this.#goal = goal
    this.endsInStep = 'level' in goal
    this.top = 'level' in goal ? goal.level : exploration.distance(goal.states[0] ?? 0)
    this.#cast = 1 + actors.reduce((most, actor) => Math.max(most, actor), 0)
    this.#after = movingActors(exploration.program, actors)
    this.back = new BackwardLevels(this.top + (this.endsInStep ? 1 : 0), this.#cast)
  }

  /** Of `sources` states from `from` on, keeps those with a step that ends a path. */
  endIn(steps: Transitions, from: number, sources: number): void {
    const { back } = this
    const actors = this.#actors
    const { ends } = steps
    const { actions } = steps.all
    for (let k = 0, n = 0; k < sources; k++) {
      for (const end = ends[k] as number, start = n; n < end; n++) {
        if (this.#isLast(steps, from + k, n, n === start)) back.offerLast(actors[actions[n] as number] as number)
      }
      back.close(from + k)
    }
  }

  /** Whether step `n` of the block ends a path. Ask about the `first` step of each source before its others. */
  #isLast({ all }: Transitions, source: number, n: number, first: boolean): boolean {
    const goal = this.#goal as Extract<Ends, { readonly level: number }>
    const { program, store } = this.#exploration
    const { words, register } = program
    const rows = all.real ?? all.rows
    if (first && goal.seesSource) store.load(source, program.source)
    for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
    return goal.decides()
  }

  /** Of `sources` states from `from` on, keeps those with a step to a kept state. */
  goThrough(steps: Transitions, from: number, sources: number): void {
    const { back } = this
    const actors = this.#actors
    const { ends } = steps
    const { actions, ids, moves } = steps.out
    for (let k = 0, n = 0; k < sources; k++) {
      for (const end = ends[k] as number; n < end; n++) {
        const actor = actors[actions[n] as number] as number
        if (moves === undefined) back.offer(ids[n] as number, actor)
        else back.offer(ids[n] as number, actor, this.#after(actor, moves[n]))
      }
      back.close(from + k)
    }
  }

  leave(level: number): void {
    if (level === this.top && 'states' in this.#goal) {
      for (const id of this.#goal.states) {
        this.back.offerEnd()
        this.back.close(id)
      }
    }
    this.isLost = !this.back.leave()
  }

  /** The path to report; `undefined` if none is found again, or if `pause` says to stop. */
  async first(steps: Transitions, pause: Pause): Promise<IdPath | undefined> {
    const { back } = this
    const cast = new Int32Array(back.words)
    let beginnings: Beginning[] = back
      .starts()
      .map((state) => ({ state, action: -1, actor: -1, nth: -1, left: back.switches(0, state, -1), cast }))
    const [start] = beginnings
    if (start === undefined) return undefined
    let seen = beginnings.length
    for (let level = 0; level < back.length; level++) {
      beginnings = this.#goOn(steps, beginnings, level)
      seen += beginnings.length
      if (seen > maxBeginnings) return this.#firstInOrder(steps, start, pause)
    }
    const [first] = beginnings.sort((a, b) => bitsIn(a.cast) - bitsIn(b.cast))
    return first && wayTo(first, this.#goal)
  }

  /** Goes on from `start` by the first step in the fixed order each time. It takes three numbers of memory a step. */
  async #firstInOrder(steps: Transitions, start: Beginning, pause: Pause): Promise<IdPath | undefined> {
    const { length } = this.back
    const states = [start.state]
    const actions: number[] = []
    const nths: number[] = []
    let at = start
    for (let level = 0; level < length; level++) {
      if ((level & 0xff) === 0) {
        const resting = pause()
        if (resting !== undefined && (await resting)) return undefined
      }
      const next = this.#goOn(steps, [at], level, level < length - 1)
      if (level === length - 1) next.sort((a, b) => bitsIn(a.cast) - bitsIn(b.cast))
      const [first] = next
      if (first === undefined) return undefined
      const { before: _, ...kept } = first
      at = kept
      actions.push(at.action)
      nths.push(at.nth)
      if (at.target === undefined) states.push(at.state)
    }
    return pathOf(states, actions, nths, at, this.#goal)
  }

  /** Extends each beginning by its next steps on paths with the fewest switches, in order; `onlyOne`: by the first. */
  #goOn(steps: Transitions, beginnings: readonly Beginning[], level: number, onlyOne = false): Beginning[] {
    const { back } = this
    const isTop = level === back.length - 1
    const inStep = isTop && this.endsInStep
    const next: Beginning[] = []
    const met = new Map<number, Int32Array[]>()
    for (const before of beginnings) {
      const { state } = before
      if (inStep) steps.expand(state, state + 1)
      else steps.load(state, state + 1)
      const { actions, ids, rows, real = rows, moves, count, words } = inStep ? steps.all : steps.out
      for (let n = 0; n < count; n++) {
        const action = actions[n] as number
        const actor = this.#actors[action] as number
        const id = ids[n] as number
        const moved = moves?.[n]
        const after = moved === undefined ? actor : this.#after(actor, moved)
        const found = inStep ? (this.#isLast(steps, state, n, n === 0) ? 0 : -1) : back.switches(level + 1, id, after)
        const switched = before.actor >= 0 && before.actor !== actor ? 1 : 0
        if (found < 0 || found + switched !== before.left) continue
        const cast = this.#castAfter(before.cast, actor, moved)
        // at the last step, all beginnings count as one place: each has reached the goal
        const place = isTop ? 0 : id * this.#cast + after
        const others = met.get(place) ?? []
        if (others.some((other) => includes(cast, other))) continue
        met.set(place, [...others, cast])
        const target = inStep ? { target: real.slice(n * words, (n + 1) * words) } : {}
        next.push({ state: id, before, action, actor: after, nth: n, left: found, cast, ...target })
        if (onlyOne) return next
      }
    }
    return next
  }

  /** All actors so far and this one, by their numbers in the next state. */
  #castAfter(before: Int32Array, actor: number, moved: Int32Array | undefined): Int32Array {
    const cast = before.slice()
    cast[actor >>> 5] = (cast[actor >>> 5] as number) | (1 << (actor & 31))
    if (moved === undefined) return cast
    const after = new Int32Array(cast.length)
    for (let one = 0; one < this.#cast; one++) {
      if ((((cast[one >>> 5] as number) >>> (one & 31)) & 1) === 0) continue
      const to = this.#after(one, moved)
      after[to >>> 5] = (after[to >>> 5] as number) | (1 << (to & 31))
    }
    return after
  }
}

function includes(cast: Int32Array, other: Int32Array): boolean {
  return other.every((bits, k) => (bits & ~(cast[k] as number)) === 0)
}

function bitsIn(cast: Int32Array): number {
  let count = 0
  for (let word of cast) for (; word !== 0; word &= word - 1) count++
  return count
}

function wayTo(end: Beginning, goal: Ends): IdPath {
  const states: number[] = []
  const actions: number[] = []
  const nths: number[] = []
  for (let at: Beginning | undefined = end; at !== undefined; at = at.before) {
    states.push(at.state)
    if (at.before === undefined) continue
    actions.push(at.action)
    nths.push(at.nth)
  }
  for (const list of [states, actions, nths]) list.reverse()
  return pathOf(end.target === undefined ? states : states.slice(0, -1), actions, nths, end, goal)
}

/** The path to `end`; if it ends in a step, `states` has no target of that step. */
function pathOf(
  states: readonly number[],
  actions: readonly number[],
  nths: readonly number[],
  { action, target }: Beginning,
  goal: Ends,
): IdPath {
  if (target === undefined) return { states, actions, nths }
  const decides = 'level' in goal ? goal.decides : undefined
  return { states, actions: actions.slice(0, -1), nths, last: { action, target, decides } }
}
