/** Turns the steps of a walk, which are indices of successors, into the actions and picks that lead through them. */
import { InternalError } from '../../errors.ts'
import { found } from '../search/found.ts'
import type { Path } from '../search/traceback.ts'
import type { WalkPath, Walks } from './walks.ts'

/** The actions and picks of a walk, expanded again from its start. @throws InternalError if it leads elsewhere */
export function pathOf({ program, store }: Pick<Walks, 'program' | 'store'>, { start, nth }: WalkPath): Path {
  const state = new Int32Array(program.words)
  store.load(start, state)
  // clears the flag: another walk may have written outside of an array, which is not an error of this one
  program.strayed()
  const picked = found<readonly number[]>((found) => {
    program.initial(() => {
      if (state.every((word, k) => word === program.register[k])) found(program.picks())
    })
  })
  if (picked === undefined) throw new InternalError('the simulation cannot repeat the start of a walk')
  const steps = nth.map((wanted) => {
    let n = 0
    program.register.set(state)
    const step = found<{ action: number; picks: readonly number[]; to: Int32Array }>((found) => {
      program.each((action, picks) => {
        if (n++ === wanted) found({ action, picks, to: program.register.slice() })
      })
    })
    if (step === undefined) throw new InternalError('the simulation cannot repeat a step of a walk')
    state.set(step.to)
    program.renumber?.(state, 0)
    return { action: step.action, picks: step.picks }
  })
  return { start: picked, steps }
}
