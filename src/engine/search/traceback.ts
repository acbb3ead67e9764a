/** Turns the ids of states back into the actions and choices that lead from each to the next. */

import { InternalError } from '../../errors.ts'
import { type Program, StepFailure } from '../compile/program.ts'
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
 * order that leads there, or the first of the action given for it. @throws InternalError if no step leads there
 */
export function* traceBack(
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

/** The choices of most steps, shared to save memory. */
const nothing: readonly number[] = Object.freeze([])
/** Number of steps between pauses: about a millisecond. */
const stepsInPiece = 256

/** The choices that lead to the `nth` successor of a state. @throws InternalError if there is none */
export function picksOf(
  { store, program }: { readonly store: States; readonly program: Program },
  state: number,
  nth: number,
): readonly number[] {
  let n = 0
  store.load(state, program.register)
  const picked = found<readonly number[]>((found) => {
    program.each((_, picks) => {
      if (n++ === nth) found(picks)
    })
  })
  if (picked === undefined) throw new InternalError('the search cannot repeat a step')
  return picked
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
