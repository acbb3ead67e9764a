/** Turns the ids of states back into the actions and choices that lead from each to the next. */

import { InternalError } from '../../errors.ts'
import { type Program, StepFailure, type Symmetry } from '../compile/program.ts'
import type { States } from '../store/states.ts'

/** A path through the graph: the choices of `init`, then the actions and their choices. */
export interface Path {
  readonly start: readonly number[]
  readonly steps: readonly { readonly action: number; readonly picks: readonly number[] }[]
}

/** A path as ids of states and the actions between them. `last`: the last step, if its target need not be stored. */
export interface IdPath {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  /** `target` is packed. */
  readonly last?: { readonly action: number; readonly target: Int32Array }
}

interface Explored {
  readonly store: States
  readonly program: Program
}

/**
 * The actions and choices that lead from state to state, then `last`, if given. Each step is the first one in the fixed
 * order that leads there, or the first of the action given for it. The ids are those of chosen states if alike instances
 * are explored in one order only; the path is one of the real instances. @throws InternalError if no step leads there
 */
export function traceBack(
  explored: Explored,
  ids: readonly number[],
  actions?: readonly number[],
  last?: IdPath['last'],
): Generator<void, Path> {
  const { symmetry } = explored.program
  return symmetry === undefined
    ? traceStates(explored, ids, actions, last)
    : traceOrbits(explored, symmetry, ids, actions, last)
}

function* traceStates(
  { store, program }: Explored,
  ids: readonly number[],
  actions?: readonly number[],
  last?: IdPath['last'],
): Generator<void, Path> {
  const wordsOf = (id: number) => {
    const words = new Int32Array(program.words)
    store.load(id, words)
    return words
  }
  const isReached = (words: Int32Array) => words.every((word, k) => word === program.register[k])
  const first = wordsOf(ids[0] as number)
  const start = found<number[]>((found) => {
    program.initial(() => {
      if (isReached(first)) found(program.picks())
    })
  })
  if (start === undefined) throw new InternalError('the search cannot repeat the choices that lead to an initial state')
  const step = (from: number, target: Int32Array, by: number | undefined) => {
    store.load(from, program.register)
    const step = found<Path['steps'][number]>((found) => {
      program.each((action, picks) => {
        if (by !== undefined && by !== action) return
        if (isReached(target)) found({ action, picks: picks.length === 0 ? nothing : picks })
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
  if (last !== undefined) steps.push(step(ids.at(-1) as number, last.target, last.action))
  return { start, steps }
}

/**
 * Walks forward with true states, so that each instance keeps its number. `order` is the permutation that leads from the
 * chosen state to the true one. Each step is found from the chosen state, then permuted.
 */
function* traceOrbits(
  { store, program }: Explored,
  symmetry: Symmetry,
  ids: readonly number[],
  actions: readonly number[] | undefined,
  last: IdPath['last'],
): Generator<void, Path> {
  const { words, register } = program
  const { real, settle, moved, permute, inverse, identity, movedAction } = symmetry
  const chosen = new Int32Array(words)
  const equal = (a: Int32Array, b: Int32Array) => a.every((word, k) => word === b[k])
  /** The permutation from a state to the chosen one of its orbit, if that is `wanted`. */
  const settled = (state: Int32Array, wanted: Int32Array) => {
    chosen.set(state)
    const isMoved = settle(chosen, 0)
    if (!equal(chosen, wanted)) return undefined
    return isMoved ? moved.slice() : identity()
  }
  const wordsOf = (id: number) => {
    const state = new Int32Array(words)
    store.load(id, state)
    return state
  }
  const first = wordsOf(ids[0] as number)
  const begun = found<{ picks: number[]; state: Int32Array; order: Int32Array }>((found) => {
    real.initial(() => {
      const state = register.slice()
      const to = settled(state, first)
      if (to !== undefined) found({ picks: real.picks(), state, order: inverse(to) })
    })
  })
  if (begun === undefined) throw new InternalError('the search cannot repeat the choices that lead to an initial state')
  let { state, order } = begun
  /** From the state in the register to the first state for which `at` returns something. */
  const stepFrom = <T>(from: Int32Array, at: (action: number, state: Int32Array) => T | undefined) => {
    register.set(from)
    return found<{ action: number; picks: readonly number[]; at: T }>((found) => {
      real.each((action, picks) => {
        const reached = at(action, register.slice())
        if (reached !== undefined) found({ action, picks: picks.length === 0 ? nothing : picks, at: reached })
      })
    })
  }
  const step = (from: number, by: number | undefined, isThere: (state: Int32Array) => Int32Array | undefined) => {
    const own = stepFrom(wordsOf(from), (action, next) => {
      const to = by === undefined || by === action ? isThere(next) : undefined
      return to && { next, to }
    })
    if (own === undefined) throw new InternalError('the search cannot repeat a step of a trace')
    const wanted = new Int32Array(words)
    permute(own.at.next, 0, wanted, order)
    const action = movedAction(own.action, order)
    const exact = stepFrom(state, (other, next) => (other === action && equal(next, wanted) ? next : undefined))
    if (exact !== undefined) {
      const back = inverse(own.at.to)
      // each class has its own numbers, so a permutation is composed within each class
      order = symmetry.composed(back, order)
      state = exact.at
      return { action, picks: exact.picks }
    }
    // a step that is not equivariant leads to the same orbit in another way
    const other = stepFrom(state, (_, next) => {
      const to = isThere(next)
      return to && { next, to }
    })
    if (other === undefined) throw new InternalError('the search cannot repeat a step of a trace')
    state = other.at.next
    order = inverse(other.at.to)
    return { action: other.action, picks: other.picks }
  }
  const steps: Path['steps'][number][] = []
  for (let k = 1; k < ids.length; k++) {
    const target = wordsOf(ids[k] as number)
    steps.push(step(ids[k - 1] as number, actions?.[k - 1], (next) => settled(next, target)))
    if (k % stepsInPiece === 0) yield
  }
  if (last !== undefined) {
    const { action, target } = last
    const isLast = (next: Int32Array) => (equal(next, target) ? identity() : undefined)
    steps.push(step(ids.at(-1) as number, action, isLast))
  }
  return { start: begun.picks, steps }
}

/** The choices of most steps, shared to save memory. */
const nothing: readonly number[] = Object.freeze([])
/** Number of steps between pauses: about a millisecond. */
const stepsInPiece = 256

/** The action and the packed target of the `nth` successor of a state. @throws InternalError if there is none */
export function nthStep({ store, program }: Explored, state: number, nth: number): NonNullable<IdPath['last']> {
  let n = 0
  store.load(state, program.register)
  const step = found<NonNullable<IdPath['last']>>((found) => {
    program.each((action) => {
      if (n++ === nth) found({ action, target: program.register.slice() })
    })
  })
  if (step === undefined) throw new InternalError('the search cannot repeat a step')
  return step
}

/**
 * The first value that `search` finds. A failure after that is ignored: the exploration has failed there too, and
 * reports it.
 */
export function found<T>(search: (found: (value: T) => void) => void): T | undefined {
  let first: T | undefined
  try {
    search((value) => {
      first ??= value
    })
  } catch (error) {
    if (first === undefined || !(error instanceof StepFailure)) throw error
  }
  return first
}
