/** Refuses models with stamps where stamps do not work. */
import { SpecError } from '../../errors.ts'
import type { Model } from '../model.ts'
import { familiesOf } from './alive.ts'

/** @throws SpecError if the states of the model hold stamps */
export function expectNoStamps({ name, system }: Model, command: string, because: string): void {
  if (familiesOf(system).length === 0) return
  throw new SpecError(
    'bad-type',
    `${command} does not work with model '${name}', which has stamps: ${because}. Let a parameter of the model choose between stamp(n) and int(lo, hi)`,
  )
}
