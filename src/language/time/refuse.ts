/** Refuses models with timers where timers do not work. */
import { SpecError } from '../../errors.ts'
import type { Model } from '../model.ts'

/** @throws SpecError if time passes in the model */
export function expectNoTimers({ name, actions }: Model, command: string, because: string): void {
  if (!actions.some(({ isTime }) => isTime)) return
  throw new SpecError(
    'bad-type',
    `${command} does not work with model '${name}', which has timers: ${because}. Let a parameter of the model choose between a timer and an action`,
  )
}
