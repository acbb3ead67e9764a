/** Withdraws a step in the middle. The execution that runs a step registers here how a step is withdrawn. */
import { ModelError, show } from '../errors.ts'
import { spring } from './traps.ts'

const outside = (): never => {
  throw spring(
    new ModelError(
      'step-threw',
      'assume was called outside of the body of a step: in a guard, return the condition; in a property, use `implies`',
    ),
  )
}

let withdraw: () => never = outside
let isKnown = false

/** Looks for `assume` in code that is loaded: its functions may call it where the text of a step does not show it. */
export function findAssume(code: string): void {
  isKnown ||= word.test(code)
}

/** Whether steps with these texts may call `assume`. Only then does the engine prepare for a step that is withdrawn. */
export const mayAssume = (texts: readonly string[]): boolean => isKnown || texts.some((text) => word.test(text))

const word = /\bassume\b/

/** Registers how to withdraw the running step, which throws; each execution calls this when a step begins or ends. */
export function withdrawBy(body: () => never = outside): void {
  withdraw = body
}

/** @throws ModelError the error of a call that no step makes */
export const withdrawNothing: () => never = outside

/**
 * Goes on only if `condition` is true. Otherwise the step is withdrawn: with these choices it cannot be taken, as if its
 * guard were false, and nothing that it has written counts. For the body of a step, action or fault, and for `init`.
 */
export function assume(condition: boolean): asserts condition {
  isKnown = true
  if (condition === true) return
  if (condition === false) withdraw()
  throw spring(new ModelError('step-threw', `assume got ${show(condition)}: expected true or false`))
}
