/**
 * Whether the search would find again what it has found. A model whose closures remember something may answer otherwise
 * by now, and the same to both executions. A few of the states that were found first are asked, when all else was.
 */
import { type Program, StepFailure, trapped } from '../compile/program.ts'
import { InternalError } from '../errors.ts'
import type { Exploration } from '../explore/explore.ts'

type Found = Pick<
  Exploration,
  'program' | 'store' | 'kinds' | 'findings' | 'labels' | 'expanded' | 'initial' | 'complete' | 'taken' | 'sourceOf'
>

const mostStates = 64

/** What answers otherwise than it did: a property, a predicate of properties of runs, or a step. */
export type Changed = { readonly property: number } | { readonly atom: number } | 'a step'

/** `undefined` where nothing does. */
export function changedSince(found: Found): Changed | undefined {
  return changedProperty(found) ?? changedAtom(found) ?? (isFoundAgain(found) ? undefined : 'a step')
}

/** A property that was decided at one state was not decided at those before. */
function changedProperty(found: Found): Changed | undefined {
  const { program, store, kinds, findings } = found
  for (const [property, kind] of kinds.entries()) {
    if (kind !== 'invariant' && kind !== 'reachable' && kind !== 'step') continue
    const tested = kind !== 'step' ? store.count : found.complete ? found.expanded : 0
    const end = Math.min(findings[property]?.state ?? tested, mostStates)
    const isChanged = () => asked(program.tests[property]) !== (kind !== 'reachable')
    for (let id = 0; id < end; id++) {
      store.load(id, program.register)
      if (kind === 'step' ? isOfSteps(program, isChanged) : isChanged()) return { property }
    }
  }
  return undefined
}

/** Whether it is so of a step from the state in the register. */
function isOfSteps(program: Program, isSo: () => boolean): boolean {
  let found = false
  program.source.set(program.register)
  try {
    program.each(() => {
      found ||= isSo()
    })
  } catch (error) {
    // it did not fail before
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

/** `undefined` where it fails, which it did not. */
function asked(test: (() => boolean) | undefined): boolean | undefined {
  try {
    return test && trapped(test)
  } catch {
    return undefined
  }
}

/** Whether a step leads to each state, as one did; and of a small model whether there are as many steps. */
function isFoundAgain(found: Found): boolean {
  const { program, store, initial } = found
  try {
    if (found.complete && found.expanded <= mostStates) {
      const taken = found.taken.fill(0)
      for (let id = 0; id < found.expanded; id++) {
        store.load(id, program.register)
        program.each((action) => {
          taken[action] = (taken[action] as number) + 1
        })
      }
      if (taken.some((times, action) => times !== found.taken[action])) return false
    }
    for (let id = initial; id < Math.min(store.count, initial + mostStates); id++) found.sourceOf(id)
  } catch (error) {
    if (error instanceof InternalError || error instanceof StepFailure) return false
    throw error
  }
  return true
}
