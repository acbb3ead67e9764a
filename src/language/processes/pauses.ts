/** The parts of a process that can be paused: a variable, guards of its steps, and the step that ends the pause. */
import { SpecError } from '../../errors.ts'
import { bool, type Fields } from '../types.ts'
import { guardAfter } from '../wrap.ts'
import type { NamedStep } from './named-step.ts'

interface Paused {
  paused: boolean
}

/** The local variable of each instance. The types of the process do not have it. */
export const pausing = 'paused'
export const pausingFields: Fields = { [pausing]: bool }

/** The body of a pause. */
export const pauses = (_s: unknown, me: Paused): void => {
  me.paused = true
}
const ends = (_s: unknown, me: Paused): void => {
  me.paused = false
}
const isPaused = (_s: unknown, me: Paused): boolean => me.paused
const isRunning = (_s: unknown, me: Paused): boolean => !me.paused

/** The same step, which a paused instance does not take. */
export function whileRunning<S extends NamedStep>(step: S): S {
  return { ...step, when: step.when === undefined ? isRunning : guardAfter('!me.paused', step.when) }
}

/**
 * The step that ends the pause with this name. It is fair by itself. In no other promise does it count: neither do pauses
 * that follow each other keep a promise of a process, nor does one break it.
 */
export const endOf = (pause: string): NamedStep => ({
  name: `${pause} ends`,
  when: isPaused,
  do: ends,
  fair: 'weak',
  isResume: true,
})

/** @throws SpecError if a process has two pauses, or something else has the name of their variable */
export function checkPauses(pauses: readonly string[], variables: Fields): void {
  if (pauses.length > 1) {
    throw new SpecError(
      'bad-step',
      `the faults '${pauses.join("' and '")}' are pauses of one process: keep one, with the sum of their budgets`,
    )
  }
  if (pauses.length > 0 && Object.hasOwn(variables, pausing)) {
    throw new SpecError(
      'duplicate-name',
      `a local variable is called '${pausing}', which is the name of the variable of a process with a pause: rename yours`,
    )
  }
}
