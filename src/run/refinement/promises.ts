/** The fairness promises of an abstract model as a question about the graph of the model that refines it. */
import { trapped } from '../../engine/compile/program.ts'
import type { Refinement } from '../../engine/compile/refinement/refinement.ts'
import type { Search } from '../../engine/search/search.ts'
import type { Fairness } from '../../language/processes/fairness.ts'
import type { Promised, Question } from '../../liveness/formula.ts'

/** @throws StepFailure if the abstract model fails in a state that no step needed so far */
export function promisesOf(
  { rows, store, program }: Search,
  refinement: Refinement,
  fairness: readonly Fairness[],
): Question {
  const mapped = new Int32Array(rows?.nodes ?? 0)
  trapped(() => {
    for (let state = 0; state < mapped.length; state++) {
      store.load(state, program.register)
      mapped[state] = refinement.mapped()
      refinement.enabled(mapped[state] as number)
    }
  })
  const promises = fairness.map(({ strong, actions }): Promised => {
    /** For each abstract state: 1 if the promise is enabled there, 2 if not; absent if not known yet. */
    const enabled: number[] = []
    /** The same for each pair of abstract states: whether a step between them takes the promise. */
    const takes = new Map<number, boolean>()
    const isOne = (action: number) => actions.includes(action)
    return {
      strong,
      enabled(state) {
        const id = mapped[state] as number
        const known = enabled[id] ?? (refinement.enabled(id).some(isOne) ? 1 : 2)
        enabled[id] = known
        return known === 1
      },
      takes(from, to) {
        const [a, b] = [mapped[from] as number, mapped[to] as number]
        if (a === b) return false
        const pair = a * 2 ** 26 + b
        const known = takes.get(pair) ?? refinement.takers(a, b).some(isOne)
        takes.set(pair, known)
        return known
      },
    }
  })
  return { kind: 'refinement', promises }
}
