/** Tells whether actions with bounds can be taken, where only their bodies know. */
import type { Model } from '../../../language/model.ts'
import { mayWithdraw } from '../../../language/time/clocks.ts'
import { sprung } from '../../../runtime/traps.ts'
import { Out } from '../out.ts'

/** The part of a program that a probe needs. */
interface Alone {
  readonly register: Int32Array
  /** @throws an error that `isFailure` knows, if the model fails */
  successors(out: Out): number
}

/** The program that asks the probes. */
interface Asking {
  readonly register: Int32Array
  /** Compiles a model of one action. */
  compile(model: Model): Alone
  isFailure(error: unknown): boolean
  /** Numbers the stamps of a state anew. */
  renumber(words: Int32Array): void
  /** The steps of the asking program go on. */
  resume(): void
}

/**
 * For each action with bounds that its body may withdraw: whether it has an outcome in the state of the register. A body
 * that fails counts as one: the failure is found when the action is taken.
 */
export function probesOf(model: Model, asking: Asking): ((() => boolean) | undefined)[] {
  return model.actions.map((action) => {
    if (action.clock === undefined || !mayWithdraw(action)) return undefined
    const { clock: _, joint: __, ...alone } = action
    const { monitors: ___, ...rest } = model
    const { register, successors } = asking.compile({ ...rest, actions: [alone], properties: [], fairness: [] })
    const out = new Out(register.length, 1)
    return () => {
      // the model's own code has caught an error, which must not be lost
      if (sprung()) return true
      register.set(asking.register)
      asking.renumber(register)
      out.count = 0
      try {
        return successors(out) > 0
      } catch (error) {
        if (asking.isFailure(error)) return true
        throw error
      } finally {
        asking.resume()
      }
    }
  })
}
