/** Runs of random models that break a property and are not minimal: a walk, cut where it breaks one for the last time. */

import { ModelError } from '../../src/errors.ts'
import type { Model } from '../../src/language/model.ts'
import type { Property } from '../../src/language/properties.ts'
import type { Plain } from '../../src/plain.ts'
import type { Interpreter } from '../../src/reference/interpret.ts'
import type { Trace, TraceStep } from '../../src/result.ts'
import { indexOf, stepOf } from '../../src/trace/trace.ts'
import { decides } from '../../src/trace/what-traces-show.ts'

export interface Broken {
  readonly property: Property
  readonly trace: Trace
}

/** For each property that a walk of at most `length` steps breaks, the longest part of it that does; `dice` choose. */
export function brokenByWalk(model: Model, reference: Interpreter, dice: readonly number[]): Broken[] {
  const found = new Map<string, Broken>()
  try {
    const starts = reference.initials()
    const initial = starts[(dice[0] ?? 0) % starts.length]
    if (initial === undefined) return []
    const steps: TraceStep[] = []
    let state: Plain = initial.state
    const look = (kind: Property['kind']) => {
      const trace = { initial, steps: [...steps] }
      for (const property of model.properties) {
        if (property.kind === kind && decides(reference, model, property, trace)) {
          found.set(property.name, { property, trace })
        }
      }
    }
    look('invariant')
    for (const die of dice.slice(1)) {
      // any action, or the next that is enabled
      const { length } = model.actions
      const ways = model.actions.map((_, i) => (die + i) % length)
      const next = firstOf(ways, (action) => {
        const outcomes = reference.outcomes(state, action)
        return outcomes[die % outcomes.length]
      })
      if (next === undefined || model.actions[next.action]?.kind === 'fault') look('deadlock')
      if (next === undefined) break
      steps.push(stepOf(model, state, next))
      state = next.state
      look('invariant')
      look('step')
    }
    look('canAlwaysReach')
  } catch (error) {
    // a model that fails is no concern here; what its walk broke before is as good as any
    if (!(error instanceof ModelError)) throw error
  }
  return [...found.values()]
}

/** The trace with these of its steps alone; `undefined` where the model does not go that way. */
export function withSteps(
  model: Model,
  reference: Interpreter,
  trace: Trace,
  kept: readonly number[],
): Trace | undefined {
  let state = trace.initial.state as Plain
  const steps: TraceStep[] = []
  for (const number of kept) {
    const told = trace.steps[number - 1] as TraceStep
    const next = reference.outcomes(state, indexOf(model, told)).find(({ picks }) => picks.join() === told.picks.join())
    if (next === undefined) return undefined
    steps.push(stepOf(model, state, next))
    state = next.state
  }
  return { initial: trace.initial, steps }
}

function firstOf<A, B>(values: readonly A[], of: (value: A) => B | undefined): B | undefined {
  for (const value of values) {
    const found = of(value)
    if (found !== undefined) return found
  }
  return undefined
}
