/** A sample of the states that the engine expanded, expanded again by both executions and compared to the letter. */
import type { Program } from '../compile/program.ts'
import { InternalError, ModelError } from '../errors.ts'
import { type Interpreter, StepError } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Plain } from '../model/values.ts'

interface Sampled {
  readonly expanded: number
  readonly store: { load(id: number, register: Int32Array): void }
  readonly program: Program
}

/** @throws StepError where a step is no function of the state, InternalError where the engine is wrong */
export function crossCheck(
  model: Model,
  reference: Interpreter,
  { expanded, store, program }: Sampled,
  sample = 64,
): void {
  const stride = Math.max(1, Math.floor(expanded / sample))
  for (let id = 0; id < expanded; id += stride) {
    store.load(id, program.register)
    const source = program.register.slice()
    const state = program.codec.decode(source) as Plain
    const fast = () => {
      const found: string[] = []
      program.register.set(source)
      program.each((action) => found.push(`${action}:${program.register.join()}`))
      return found
    }
    const into = new Int32Array(program.words)
    const slow = () =>
      reference.successors(state).map(({ action, state: next }) => {
        program.codec.encode(next, into)
        return `${action}:${into.join()}`
      })
    const [first, expected] = [fast(), slow()]
    const differs = (a: string[], b: string[]) => a.findIndex((entry, i) => entry !== b[i])
    if (first.length === expected.length && differs(first, expected) < 0) continue
    const [again, expectedAgain] = [fast(), slow()]
    const unstable = Math.max(differs(first, again), differs(expected, expectedAgain))
    if (unstable < 0) throw new InternalError(`the executions differ in the successors of ${JSON.stringify(state)}`)
    const action = Number.parseInt((first[unstable] ?? expected[unstable]) as string, 10)
    throw new StepError(notAFunction(), action, model.actions[action]?.do)
  }
}

export function notAFunction(): ModelError {
  return new ModelError(
    'not-a-function',
    'it gave two results on the same state: a step must be a function of the state, and keep nothing outside of it',
  )
}
