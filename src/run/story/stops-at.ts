/** Why a run may stop where it does. */
import type { ActionInfo } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import type { Trace } from '../../result.ts'
import { actionName, lastState } from '../../trace/trace.ts'
import { boundsThatStop } from './stopping-bounds.ts'

/** Notes that say by which actions a run could go on where it stops, or that it is stuck. */
export function stopsAt(model: Model, reference: Interpreter, lasso: Trace): string[] {
  const state = lastState(lasso)
  const own = JSON.stringify(state)
  const changes = reference.successors(state).filter(({ state }) => JSON.stringify(state) !== own)
  const ways = changes.filter(({ action }) => model.actions[action]?.kind !== 'fault')
  const names = [...new Set(ways.map(({ action }) => `'${actionName(model, model.actions[action] as ActionInfo)}'`))]
  if (names.length === 0) {
    const unless = changes.length > 0 ? ', unless a fault happens' : ''
    return [`The run is stuck: no step can change anything${unless}.`, ...boundsThatStop(model, reference, state)]
  }
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const list = `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
  return [
    names.length === 1
      ? `The run may stop although ${names[0]} is enabled, because ${names[0]} is not fair.`
      : `The run may stop although ${list} are enabled, because none of them is fair.`,
  ]
}
