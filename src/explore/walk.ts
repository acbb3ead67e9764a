/** From ids of states back to what led through them. */
import { type Program, StepFailure } from '../compile/program.ts'
import { InternalError } from '../errors.ts'
import type { States } from '../store/states.ts'

/** A way through the graph: what `init` picked, then the actions and what they picked. */
export interface Path {
  readonly start: readonly number[]
  readonly steps: readonly { readonly action: number; readonly picks: readonly number[] }[]
}

/** A way as ids of states and the actions between them; then, where it ends in a step, that step. */
export interface Way {
  readonly states: readonly number[]
  readonly actions: readonly number[]
  /** To a state that need not be stored, packed. */
  readonly last?: { readonly action: number; readonly target: Int32Array }
}

interface Explored {
  readonly store: States
  readonly program: Program
}

/**
 * The actions and picks that lead from state to state, each the first in order that does, or the first of the action
 * that is given for it; and then `last`, where it is given. @throws InternalError where one does not lead where it says
 */
export function* walk(
  { store, program }: Explored,
  ids: readonly number[],
  actions?: readonly number[],
  last?: Way['last'],
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
  if (start === undefined) throw new InternalError('an initial state was not found again')
  const step = (from: number, target: Int32Array, by: number | undefined) => {
    store.load(from, program.register)
    const step = found<Path['steps'][number]>((found) => {
      program.each((action, picks) => {
        if (by !== undefined && by !== action) return
        if (isReached(target)) found({ action, picks: picks.length === 0 ? nothing : picks })
      })
    })
    if (step === undefined) throw new InternalError('a link of a trace was not found again')
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

/** What most steps pick. */
const nothing: readonly number[] = Object.freeze([])
/** About a millisecond. */
const stepsInPiece = 256

/** What was picked for the `nth` successor of a state. */
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
  if (picked === undefined) throw new InternalError('a step was not found again')
  return picked
}

/**
 * The first that `search` finds. What fails after that is no concern of the walk: the exploration has failed there too,
 * and will tell.
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
