/** The fairness promises of an abstract model as a question about the graph of the model that refines it. */
import { trapped } from '../../engine/compile/program.ts'
import type { Refinement } from '../../engine/compile/refinement/refinement.ts'
import type { Search } from '../../engine/search/search.ts'
import { type Asking, questions } from '../../language/properties.ts'
import type { Promised, Question } from '../../liveness/formula.ts'

/** @throws StepFailure if the abstract model fails in a state that no step needed so far */
export function promisesOf({ rows, store, program }: Search, refinement: Refinement, abstract: Asking): Question {
  const mapped = new Int32Array(rows?.nodes ?? 0)
  /** Remembers an answer for each abstract state. */
  const known = (ask: (id: number) => boolean): ((state: number) => boolean) => {
    const answers: (boolean | undefined)[] = []
    return (state) => {
      const id = mapped[state] as number
      const answer = answers[id] ?? ask(id)
      answers[id] = answer
      return answer
    }
  }
  const promises = questions(abstract).fairness.map(({ strong, actions, when, pair }): Promised => {
    const isTrue = (atom: number) => known((id) => refinement.isTrue(id, atom))
    if (pair !== undefined) {
      const [isAsked, isMet] = [isTrue(pair.ifOften), isTrue(pair.thenOften)]
      const enabled = (state: number) => {
        const met = isMet(state)
        return isAsked(state) && !met
      }
      return { strong, enabled, takes: (_, to) => isMet(to) }
    }
    const isOne = (action: number) => actions.includes(action)
    const counts = when === undefined ? () => true : isTrue(when)
    const isEnabled = known((id) => refinement.enabled(id).some(isOne))
    const takers = new Map<number, boolean>()
    return {
      strong,
      enabled: (state) => counts(state) && isEnabled(state),
      takes(from, to) {
        const [a, b] = [mapped[from] as number, mapped[to] as number]
        if (a === b || !counts(from)) return false
        const pair = a * 2 ** 26 + b
        const answer = takers.get(pair) ?? refinement.takers(a, b).some(isOne)
        takers.set(pair, answer)
        return answer
      },
    }
  })
  trapped(() => {
    for (let state = 0; state < mapped.length; state++) {
      store.load(state, program.register)
      mapped[state] = refinement.mapped()
      // asks everything that may fail now, while the register holds the state
      for (const { enabled } of promises) enabled(state)
    }
  })
  return { kind: 'refinement', promises }
}
