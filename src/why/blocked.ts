/** Why something cannot happen at a state. The reasons contain only what was evaluated there. */

import { type Expression, type Node, parseExpressionAt } from 'acorn'
import { type ActionInfo, argumentsBefore } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { StructType } from '../language/types.ts'
import { originOf } from '../language/wrap.ts'
import { defined, type Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Blocked } from '../result.ts'
import { textOf } from '../runtime/source-text.ts'
import { actorName } from '../trace/trace.ts'
import { guardParts, type LocateParts, mostText, mostValues } from './parts.ts'
import { quoting } from './quote.ts'
import { childrenOf } from './syntax.ts'
import { valueAt } from './values-at-paths.ts'

/** @param index the number of an action that has no outcome in the state, and does not fail there */
export function blockedBy(
  model: Model,
  reference: Interpreter,
  index: number,
  state: Plain,
  locate?: LocateParts,
): Blocked | undefined {
  const action = model.actions[index] as ActionInfo
  const { process, instance, at: needs, counter, when } = action
  if (counter !== undefined) {
    const budgets = (model.system.fields.faults as StructType).fields[counter]
    const budget = budgets?.kind === 'int' ? budgets.hi : undefined
    if (budget !== undefined && (valueAt(state, 'faults') as Counters)[counter] === budget)
      return { by: 'budget', budget }
  }
  if (process !== undefined && needs !== undefined) {
    const at = valueAt(state, `${process}[${instance}].at`) as string
    if (!needs.includes(at)) return { by: 'label', actor: actorName(model, action), at, needs }
  }
  const parts = when === undefined ? [] : guardParts(model, reference, index, state, locate)
  if (parts.length > 0) return { by: 'guard', parts }
  if (reference.outcomes(state, index).length > 0) return undefined
  const text = onlyChoose(action, locate)
  const { reads, deciding } = reference.recorded(state, index)
  const paths = [...new Set(reads.slice(deciding).map(({ path }) => path))].slice(0, mostValues)
  const values = paths.flatMap((path) => {
    const value = valueAt(state, path)
    return value === undefined ? [] : [{ path, value: value as Plain }]
  })
  return { by: 'choose', ...defined({ text }), values }
}

type Counters = { readonly [counter: string]: Plain }

/** The call of `choose` in a step, if it is the only call and the step uses the name nowhere else. */
function onlyChoose(action: ActionInfo, locate: LocateParts): string | undefined {
  const origin = originOf(action.do) as AnyFunction
  const source = `(${textOf(origin)})`
  let root: Expression
  try {
    root = parseExpressionAt(source, 0, { ecmaVersion: 'latest' })
  } catch {
    // a method, or native code
    return undefined
  }
  if (root.type !== 'ArrowFunctionExpression' && root.type !== 'FunctionExpression') return undefined
  const param = root.params[argumentsBefore(action)]
  if (param?.type !== 'Identifier') return undefined
  const uses: Node[] = []
  const calls: Node[] = []
  const visit = (node: Node): void => {
    const one = node as Expression
    if (one.type === 'Identifier' && one.name === param.name) uses.push(one)
    if (one.type === 'CallExpression' && one.callee.type === 'Identifier' && one.callee.name === param.name)
      calls.push(one)
    childrenOf(node).forEach(visit)
  }
  visit(root.body)
  const [call] = calls
  if (call === undefined || uses.length !== 1) return undefined
  return quoting(source, locate?.written?.(origin), call)(call, mostText)
}
