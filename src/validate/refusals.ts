/** Why nothing explains an event: for each candidate, the guard or the variable that refuses it. */

import type { ActionInfo } from '../language/actions.ts'
import { defined, type Plain } from '../plain.ts'
import type { Successor } from '../reference/interpret.ts'
import type { Blocked, DifferingPart, Refusal, Unexplained } from '../result.ts'
import { actionName } from '../trace/trace.ts'
import { blockedBy } from '../why/blocked.ts'
import type { LocateParts } from '../why/parts.ts'
import { type Belief, type Beliefs, Full } from './beliefs.ts'
import { stepName } from './event-actions.ts'
import type { Kind } from './events.ts'
import { differing, type SeenPart, valueAt } from './partial-state.ts'

/** Maximum number of candidates that are explained, and of states that are tried for each. */
const mostCandidates = 6
const mostStates = 200
/** Maximum number of unlogged steps in a row that are tried beyond the declared number. */
const mostTried = 8

type Found = Omit<Unexplained, 'line' | 'others'>

/** @param belief the states before the event, without unlogged steps */
export function* refusalsOf(
  beliefs: Beliefs,
  belief: Belief,
  kind: Kind,
  locate?: LocateParts,
): Generator<void, Found> {
  const { model } = beliefs
  const from = yield* beliefs.closure(belief)
  const tried = from.slice(0, mostStates).map((id) => beliefs.state(id))
  const refusals: Refusal[] = kind.actions === undefined ? [observed(tried, kind.parts)] : []
  for (const action of kind.actions ?? []) {
    yield
    refusals.push(refused(beliefs, action, tried, kind, locate))
  }
  // a candidate that fails at its label alone says less than the others
  refusals.sort((a, b) => rankOf(a) - rankOf(b))
  return {
    event: kind.text,
    possible: from.length,
    refusals: refusals.slice(0, mostCandidates),
    more: Math.max(0, refusals.length - mostCandidates),
    ...defined({ unloggedNeeded: yield* unloggedNeeded(beliefs, belief, kind) }),
    missing: yield* missing(beliefs, from, kind, (action) => stepName(model.actions[action] as ActionInfo)),
  }
}

/** The state of the model that differs at the fewest places. */
function observed(states: readonly Plain[], parts: readonly SeenPart[]): Refusal {
  const [state = null] = nearest(states, parts, (state) => state)
  return { state, differs: differences(parts, state) }
}

function nearest<T>(all: readonly T[], parts: readonly SeenPart[], stateOf: (one: T) => Plain): T[] {
  return all
    .map((one) => ({ one, away: differing(parts, stateOf(one)).length }))
    .sort((a, b) => a.away - b.away)
    .map(({ one }) => one)
}

const differences = (parts: readonly SeenPart[], state: Plain): DifferingPart[] =>
  differing(parts, state).map(({ path, keys, value, outside }) => ({
    path,
    model: valueAt(keys, state),
    log: value,
    ...(outside === undefined ? {} : { type: outside }),
  }))

function refused(
  { model, reference }: Beliefs,
  index: number,
  states: readonly Plain[],
  { choices, parts }: Kind,
  locate: LocateParts,
): Refusal {
  const action = actionName(model, model.actions[index] as ActionInfo)
  const possible = states.flatMap((state) => reference.outcomes(state, index).map((outcome) => ({ state, outcome })))
  const chosen = possible.filter(({ outcome }) => choices === undefined || JSON.stringify(outcome.choices) === choices)
  const [best] = nearest(chosen, parts, ({ outcome }) => outcome.state)
  if (best !== undefined) {
    return { action, state: best.state, differs: differences(parts, best.outcome.state) }
  }
  const [other] = possible
  if (other !== undefined) return { action, state: other.state, why: otherChoices(possible.map((one) => one.outcome)) }
  const blocked = states.map((state) => ({ state, why: blockedBy(model, reference, index, state, locate) }))
  const [{ state, why }] = blocked.sort((a, b) => rankOf(a) - rankOf(b)) as [(typeof blocked)[number]]
  return { action, state, ...defined({ why }) }
}

/** The nearest to happening comes first. */
function rankOf({ why }: { readonly why?: Blocked | undefined }): number {
  return why === undefined ? 0 : order.indexOf(why.by) + 1
}

const order: readonly Blocked['by'][] = ['choices', 'choose', 'guard', 'budget', 'label']

function otherChoices(outcomes: readonly Pick<Successor, 'choices'>[]): Blocked {
  const texts = [...new Set(outcomes.map(({ choices }) => JSON.stringify(choices)))]
  return { by: 'choices', choices: texts.slice(0, 4).map((text) => JSON.parse(text)), count: texts.length }
}

/** The least number of unlogged steps in a row that explains the event, above the declared one. */
function* unloggedNeeded(beliefs: Beliefs, belief: Belief, kind: Kind): Generator<void, number | undefined> {
  const { actions, most } = beliefs.unlogged
  if (actions.length === 0) return undefined
  for (let k = most + 1; k <= most + mostTried; k++) {
    const from = (yield* within(() => beliefs.silently(belief.ids, k))) ?? []
    if (from.length > 100 * mostStates) return undefined
    if (yield* explains(beliefs, from, kind)) return k
  }
  return undefined
}

/** The steps that explain the event if one of them happens right before it. */
function* missing(
  beliefs: Beliefs,
  from: readonly number[],
  kind: Kind,
  nameOf: (action: number) => string,
): Generator<void, string[]> {
  if (from.length > mostStates) return []
  const names = new Set<string>()
  for (const action of beliefs.model.actions.keys()) {
    yield
    const after = (yield* within(() => outcomesOf(beliefs, from, action))) ?? []
    if (yield* explains(beliefs, after, kind)) names.add(nameOf(action))
  }
  return [...names]
}

function* outcomesOf(beliefs: Beliefs, from: readonly number[], action: number): Generator<void, number[]> {
  const all: number[] = []
  for (const id of from) {
    yield
    all.push(...beliefs.outcomes(id, action))
  }
  return all
}

function* explains(beliefs: Beliefs, from: readonly number[], kind: Kind): Generator<void, boolean> {
  return (yield* within(() => beliefs.explains(from, kind))) === true
}

/** Advice is left out if there is no memory for it. */
function* within<T>(body: () => Generator<void, T>): Generator<void, T | undefined> {
  try {
    return yield* body()
  } catch (error) {
    if (error instanceof Full) return undefined
    throw error
  }
}
