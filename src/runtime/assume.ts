/** Withdraws a step in the middle. The execution that runs a step registers here how a step is withdrawn. */
import { ModelError, show } from '../errors.ts'
import { spring } from './traps.ts'

/** @throws ModelError the error of a call that no step makes */
export const withdrawNothing = (): never => {
  throw spring(
    new ModelError(
      'step-threw',
      'assume was called outside of the body of a step: in a guard, return the condition; in a property, use `implies`',
    ),
  )
}

let withdraw: () => never = withdrawNothing
let isKnown = false

/** Says that functions may call `assume` where the text of a step does not show it. */
export function expectAssume(): void {
  isKnown = true
}

/** Looks for `assume` in code that is loaded. */
export function findAssume(code: string): void {
  if (word.test(code)) expectAssume()
}

/** Whether steps with these texts may call `assume`. Only then does the engine prepare for a step that is withdrawn. */
export const mayAssume = (texts: readonly string[]): boolean => isKnown || texts.some((text) => word.test(text))

const word = /\bassume\b/

/** Registers how to withdraw the running step, which throws; each execution calls this when a step begins or ends. */
export function withdrawBy(body: () => never = withdrawNothing): void {
  withdraw = body
}

/**
 * Goes on only if `condition` is true. Otherwise the step is withdrawn: with these choices it cannot be taken, as if its
 * guard were false, and nothing that it has written counts. For the body of a step, action or fault, and for `init`.
 */
export function assume(condition: boolean): asserts condition {
  if (condition === true) return
  if (condition === false) withdraw()
  throw spring(new ModelError('step-threw', `assume got ${show(condition)}: expected true or false`))
}
