/**
 * Turns the ids of states back into the actions and choices that lead from each to the next. Over 300 lines, because paths
 * of states and of orbits are found in the same way.
 */

import { InternalError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import type { Program, Symmetry } from '../compile/program.ts'
import type { States } from '../store/states.ts'
import { found } from './found.ts'

/** A path through the graph: the choices of `init`, then the actions and their choices. */
export interface Path {
  readonly start: readonly number[]
  readonly steps: readonly { readonly action: number; readonly picks: readonly number[] }[]
}

/** `target` is packed. `decides` reads a step from `source` to the register, and says whether it may be the last one. */
type Last = { readonly action: number; readonly target: Int32Array; readonly decides?: (() => boolean) | undefined }

/** A path as ids of states and the actions between them. `last`: the last step, if its target need not be stored. */
export interface IdPath {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  readonly last?: Last
  /** For each step of a path of chosen states: its number among the successors that change the state, if given. */
  readonly nths?: readonly (number | undefined)[]
}

type Explored = { readonly store: States; readonly program: Program }

/**
 * The actions and choices that lead from state to state, then `last`, if given. Each step is the first one in the fixed
 * order that leads there, or the first of the action given for it. The ids are those of chosen states if alike instances
 * are explored in one order only; the path is one of the real instances. @throws InternalError if no step leads there
 */
export function traceBack(
  explored: Explored,
  ids: readonly number[],
  actions?: readonly number[],
  last?: Last,
  nths?: IdPath['nths'],
): Generator<void, Path> {
  const { symmetry } = explored.program
  return symmetry === undefined
    ? traceStates(explored, ids, actions, last)
    : traceOrbits(explored, symmetry, { states: ids, actions: actions ?? [], ...defined({ last, nths }) })
}

function* traceStates(
  { store, program }: Explored,
  ids: readonly number[],
  actions?: readonly number[],
  last?: Last,
): Generator<void, Path> {
  const wordsOf = (id: number) => {
    const words = new Int32Array(program.words)
    store.load(id, words)
    return words
  }
  const isReached = (words: Int32Array) => words.every((word, k) => word === program.register[k])
  const stored = new Int32Array(program.words)
  /** Whether the step from `source` to the register is stored as one that leads to `words`. */
  const leadsTo = (words: Int32Array, source: Int32Array) => {
    if (program.renumber === undefined) return isReached(words)
    // a step that changes nothing is no step of a path, even if another step of the action leads to an equal state
    if (isReached(source)) return false
    stored.set(program.register)
    program.renumber(stored, 0)
    return equal(stored, words)
  }
  const first = wordsOf(ids[0] as number)
  const start = found<number[]>((found) => {
    program.initial(() => {
      if (isReached(first)) found(program.picks())
    })
  })
  if (start === undefined) throw new InternalError('the search cannot repeat the choices that lead to an initial state')
  const step = (from: number, target: Int32Array, by: number | undefined, isLast = false) => {
    const source = wordsOf(from)
    program.register.set(source)
    const step = found<Path['steps'][number]>((found) => {
      program.each((action, picks) => {
        if (by !== undefined && by !== action) return
        if (isLast ? isReached(target) : leadsTo(target, source))
          found({ action, picks: picks.length === 0 ? nothing : picks })
      })
    })
    if (step === undefined) throw new InternalError('the search cannot repeat a step of a trace')
    return step
  }
  const steps: Path['steps'][number][] = []
  for (let k = 1; k < ids.length; k++) {
    steps.push(step(ids[k - 1] as number, wordsOf(ids[k] as number), actions?.[k - 1]))
    if (k % stepsInPiece === 0) yield
  }
  if (last !== undefined) steps.push(step(ids.at(-1) as number, last.target, last.action, true))
  return { start, steps }
}

/**
 * A run of real instances that repeats the steps from index `loopAt` on until their real state comes back. `loopAt` is
 * where it comes back to.
 */
export function* traceLoop(
  { store, program }: Explored,
  { states, actions, nths }: IdPath,
  loopAt: number,
): Generator<void, { readonly path: Path; readonly loopAt: number }> {
  const { symmetry } = program
  if (symmetry === undefined) throw new InternalError('a loop of real instances needs a search over orbits')
  const walker = new Walker({ store, program }, symmetry, states[0] as number)
  const steps: Path['steps'][number][] = []
  const go = (k: number) => {
    steps.push(walker.goTo(states[k + 1] as number, actions[k] as number, nths?.[k]))
    return steps.length % stepsInPiece === 0
  }
  for (let k = 0; k < loopAt; k++) if (go(k)) yield
  const seen = new Map<string, number>()
  for (;;) {
    const key = walker.state.join()
    const before = seen.get(key)
    if (before !== undefined) return { path: { start: walker.start, steps }, loopAt: before }
    seen.set(key, steps.length)
    for (let k = loopAt; k < actions.length; k++) if (go(k)) yield
  }
}

function* traceOrbits(
  explored: Explored,
  symmetry: Symmetry,
  { states, actions, last, nths }: IdPath,
): Generator<void, Path> {
  const walker = new Walker(explored, symmetry, states[0] as number)
  const steps: Path['steps'][number][] = []
  for (let k = 1; k < states.length; k++) {
    steps.push(walker.goTo(states[k] as number, actions[k - 1], nths?.[k - 1]))
    if (k % stepsInPiece === 0) yield
  }
  if (last !== undefined) steps.push(walker.goLast(last))
  return { start: walker.start, steps }
}

const equal = (a: Int32Array, b: Int32Array) => a.every((word, k) => word === b[k])

/**
 * Walks forward with true states, so that each instance keeps its number. Each step is found from the chosen state, then
 * permuted.
 */
class Walker {
  /** The choices of the initial state. */
  readonly start: readonly number[]
  /** The true state. */
  state: Int32Array
  /** The id of its chosen state, and the permutation that leads from there to the true one. */
  #at: number
  #order: Int32Array
  readonly #store: States
  readonly #register: Int32Array
  readonly #source: Int32Array
  readonly #symmetry: Symmetry
  readonly #chosen: Int32Array

  constructor({ store, program }: Explored, symmetry: Symmetry, at: number) {
    this.#store = store
    this.#register = program.register
    this.#source = program.source
    this.#symmetry = symmetry
    this.#chosen = new Int32Array(program.words)
    const first = this.#wordsOf(at)
    const begun = found<{ picks: number[]; state: Int32Array; to: Int32Array }>((found) => {
      symmetry.real.initial(() => {
        const state = program.register.slice()
        const to = this.#settled(state, first)
        if (to !== undefined) found({ picks: symmetry.real.picks(), state, to })
      })
    })
    if (begun === undefined) {
      throw new InternalError('the search cannot repeat the choices that lead to an initial state')
    }
    this.start = begun.picks
    this.state = begun.state
    this.#at = at
    this.#order = symmetry.inverse(begun.to)
  }

  /** The step to a state whose chosen state has the id `to`. */
  goTo(to: number, by?: number, nth?: number): Path['steps'][number] {
    const target = this.#wordsOf(to)
    const step = this.#step(by, nth, (next) => this.#settled(next, target))
    this.#at = to
    return step
  }

  /** The step to a state that needs not be stored. */
  goLast({ action, target, decides }: Last): Path['steps'][number] {
    const { settle, identity } = this.#symmetry
    const chosen = target.slice()
    settle(chosen, 0)
    return this.#step(
      action,
      undefined,
      (next) => (equal(next, target) ? identity() : undefined),
      (next) => {
        this.#source.set(this.state)
        return decides?.() === false ? undefined : this.#settled(next, chosen)
      },
    )
  }

  /** `isThere`: from the chosen state; `isAlsoThere`: from the true one, if the step is not equivariant. */
  #step(
    by: number | undefined,
    nth: number | undefined,
    isThere: (state: Int32Array) => Int32Array | undefined,
    isAlsoThere = isThere,
  ): Path['steps'][number] {
    const { permute, inverse, composed, movedAction } = this.#symmetry
    const from = this.#wordsOf(this.#at)
    let n = -1
    const own = this.#stepFrom(from, (action, next) => {
      if (nth !== undefined && !equal(next, from)) n++
      if (nth !== undefined && n !== nth) return undefined
      const to = by === undefined || by === action ? isThere(next) : undefined
      return to && { next, to }
    })
    if (own === undefined) throw new InternalError('the search cannot repeat a step of a trace')
    const wanted = new Int32Array(from.length)
    permute(own.at.next, 0, wanted, this.#order)
    const action = movedAction(own.action, this.#order)
    const exact = this.#stepFrom(this.state, (other, next) =>
      other === action && equal(next, wanted) ? next : undefined,
    )
    if (exact !== undefined) {
      // each class has its own numbers, so a permutation is composed within each class
      this.#order = composed(inverse(own.at.to), this.#order)
      this.state = this.#stored(exact.at)
      return { action, picks: exact.picks }
    }
    // a step that is not equivariant leads to the same orbit in another way: by the step of some instance
    const family = this.#familyOf(action)
    const other = this.#stepFrom(this.state, (other, next) => {
      const to = family.has(other) ? isAlsoThere(next) : undefined
      return to && { next, to }
    })
    if (other === undefined) throw new InternalError('the search cannot repeat a step of a trace')
    this.state = this.#stored(other.at.next)
    this.#order = inverse(other.at.to)
    return { action: other.action, picks: other.picks }
  }

  /** The actions to which permutations take an action. */
  #familyOf(action: number): ReadonlySet<number> {
    const { generators, movedAction } = this.#symmetry
    const family = new Set([action])
    // a set visits what is added on the way
    for (const one of family) for (const moved of generators) family.add(movedAction(one, moved))
    return family
  }

  /** The first step from a state for which `at` returns something. */
  #stepFrom<T>(from: Int32Array, at: (action: number, state: Int32Array) => T | undefined) {
    const register = this.#register
    register.set(from)
    return found<{ action: number; picks: readonly number[]; at: T }>((found) => {
      this.#symmetry.real.each((action, picks) => {
        const reached = at(action, register.slice())
        if (reached !== undefined) found({ action, picks: picks.length === 0 ? nothing : picks, at: reached })
      })
    })
  }

  /** The permutation from a state to the chosen one of its orbit, if that is `wanted`. */
  #settled(state: Int32Array, wanted: Int32Array): Int32Array | undefined {
    const { settle, moved, identity } = this.#symmetry
    this.#chosen.set(state)
    const isMoved = settle(this.#chosen, 0)
    if (!equal(this.#chosen, wanted)) return undefined
    return isMoved ? moved.slice() : identity()
  }

  /** The state with its stamps numbered as in stored states. */
  #stored(state: Int32Array): Int32Array {
    this.#symmetry.real.renumber?.(state, 0)
    return state
  }

  #wordsOf(id: number): Int32Array {
    const state = new Int32Array(this.#chosen.length)
    this.#store.load(id, state)
    return state
  }
}

/** The choices of most steps, shared to save memory. */
const nothing: readonly number[] = Object.freeze([])
/** Number of steps between pauses: about a millisecond. */
const stepsInPiece = 256

/** The action and the packed target of the `nth` successor of a state. @throws InternalError if there is none */
export function nthStep({ store, program }: Explored, state: number, nth: number): Last {
  let n = 0
  store.load(state, program.register)
  const step = found<Last>((found) => {
    program.each((action) => {
      if (n++ === nth) found({ action, target: program.register.slice() })
    })
  })
  if (step === undefined) throw new InternalError('the search cannot repeat a step')
  return step
}
