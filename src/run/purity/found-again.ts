/**
 * Checks whether the search would find again what it has found. If closures of a model remember something, their
 * answers may have changed by now, in both executions alike. So the first few states found are tested again, after
 * everything else.
 */
import { type Program, StepFailure, trapped } from '../../engine/compile/program.ts'
import type { Search } from '../../engine/search/search.ts'
import { InternalError } from '../../errors.ts'
import { isOfSteps } from '../../plain.ts'

type Found = Pick<
  Search,
  'program' | 'store' | 'kinds' | 'findings' | 'labels' | 'expanded' | 'initial' | 'complete' | 'taken' | 'sourceOf'
>

const mostStates = 64

/** The part whose answer has changed: a property, an atom (a predicate of properties of runs), or a step. */
export type Changed = { readonly property: number } | { readonly atom: number } | 'a step'

/** `undefined` if no answer has changed. */
export function changedSince(found: Found): Changed | undefined {
  return changedProperty(found) ?? changedAtom(found) ?? (isFoundAgain(found) ? undefined : 'a step')
}

/** Asks again at the states before the one that decided a property: none of them may decide it. */
function changedProperty(found: Found): Changed | undefined {
  const { program, store, kinds, findings } = found
  for (const [property, kind] of kinds.entries()) {
    if (kind !== 'invariant' && kind !== 'reachable' && !isOfSteps(kind)) continue
    const tested = !isOfSteps(kind) ? store.count : found.complete ? found.expanded : 0
    const end = Math.min(findings[property]?.state ?? tested, mostStates)
    // a refinement that is broken by an initial state was not tested on steps
    const atStart = findings[property]?.action === undefined ? program.refinements[property]?.starts : undefined
    const isOnStart = findings[property] !== undefined && atStart !== undefined
    const isChanged = () => asked(isOnStart ? atStart : program.tests[property]) !== (kind !== 'reachable')
    for (let id = 0; id < end; id++) {
      store.load(id, program.register)
      if (isOfSteps(kind) && !isOnStart ? isOnSteps(program, isChanged) : isChanged()) return { property }
    }
  }
  return undefined
}

/** Whether `isSo` is true for a step from the state in the register. */
function isOnSteps(program: Program, isSo: () => boolean): boolean {
  let found = false
  program.source.set(program.register)
  try {
    program.each(() => {
      found ||= isSo()
    })
  } catch (error) {
    // a failure is a change, because the step did not fail before
    if (error instanceof StepFailure) return true
    throw error
  }
  return found
}

function changedAtom({ program, store, labels }: Found): Changed | undefined {
  if (labels === undefined) return undefined
  for (let id = 0; id < Math.min(store.count, mostStates); id++) {
    for (const [atom, test] of program.atoms.entries()) {
      store.load(id, program.register)
      if (asked(test) !== labels.has(atom, id)) return { atom }
    }
  }
  return undefined
}

/** The answer; `undefined` if the test fails now, which counts as a change. */
function asked(test: (() => boolean) | undefined): boolean | undefined {
  try {
    return test && trapped(test)
  } catch {
    return undefined
  }
}

/** Whether a step still leads to each state and, for a small model, whether the number of steps is the same. */
function isFoundAgain(found: Found): boolean {
  const { program, store, initial } = found
  try {
    if (found.complete && found.expanded <= mostStates) {
      const taken = found.taken.fill(0)
      for (let id = 0; id < found.expanded; id++) {
        store.load(id, program.register)
        const weight = program.symmetry?.orbit(program.register, 0) ?? 1
        program.each((action) => {
          taken[action] = (taken[action] as number) + weight
        })
      }
      if (taken.some((times, action) => times !== found.taken[action])) return false
    }
    const end = Math.min(store.count, initial + mostStates)
    for (let id = initial; id < end; id++) found.sourceOf(id, end)
  } catch (error) {
    if (error instanceof InternalError || error instanceof StepFailure) return false
    throw error
  }
  return true
}
