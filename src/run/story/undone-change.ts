/**
 * Which changes of the last step of a trace into a region of no return closed the way back. Each change is undone in
 * the last state of the trace, to see whether a way leads back from there.
 */

import type { Program } from '../../engine/compile/program.ts'
import { InternalError, ModelError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import { type Property, questions } from '../../language/properties.ts'
import { predicateOf } from '../../liveness/formula.ts'
import type { Plain } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import type { Trace, Undone } from '../../result.ts'
import { purely } from '../../runtime/traps.ts'
import { withValue } from '../../why/values-at-paths.ts'
import { onward, replayed, wayTo } from './search-onward.ts'

/** Maximum number of states explored for all changes together. A way back beyond them is not found. */
const mostStates = 20_000
/** Maximum number of changes tried, from the first on. */
const mostChanges = 12

type Predicate = Exclude<ReturnType<typeof predicateOf>, undefined>

/** The changes such that undoing one of them leaves a way back. Each way back is replayed. */
export function undone(
  model: Model,
  program: Program,
  reference: Interpreter,
  property: Property,
  { steps }: Trace,
): Undone[] {
  const last = steps.at(-1)
  const { atoms, asked } = questions(model)
  const question = asked[model.properties.indexOf(property)]
  if (last === undefined || question?.kind !== 'canAlwaysReach') return []
  const [goal, when] = [predicateOf(question.goal), question.when && predicateOf(question.when)]
  if (goal === undefined) return []
  const isGoal = () => purely(() => goal((atom) => (program.atoms[atom] as () => boolean)()))
  const holds = (predicate: Predicate, state: Plain) =>
    predicate((atom) =>
      reference.holds({ kind: 'reachable', name: property.name, test: atoms[atom] } as Property, state),
    )
  const isAsked = (when: Predicate, state: Plain) => {
    try {
      return holds(when, state)
    } catch (error) {
      // the model need not be defined in an unreachable state
      if (error instanceof ModelError) return false
      throw error
    }
  }
  let left = mostStates
  return last.changes.slice(0, mostChanges).flatMap(({ path, before }): Undone[] => {
    const supposed = withValue(last.state as Plain, path, before as Plain)
    // a state that does not satisfy `when` needs no way back
    if (supposed === undefined || (when !== undefined && !isAsked(when, supposed))) return []
    const found = onward(program, model.actions.length, supposed, question.using, left, isGoal)
    left -= found?.states.length ?? 0
    // if undoing the change gives a goal state at once, that shows nothing new
    if (found?.stopped === undefined || found.stopped === 0) return []
    const way = wayTo(found, found.stopped)
    const end = replayed(reference, program, found, supposed, way).at(-1)?.state as Plain
    if (!holds(goal, end)) throw new InternalError('a path back does not reach the goal')
    return [{ path, value: before, steps: way.length }]
  })
}
