/** Who acts in a trace, as lanes and diagrams show it. */
import type { Data, Trace, TraceStep } from '../result.ts'
import { doing } from './data.ts'

export interface Cast {
  /** Everybody who acts, in the order of their first steps. */
  readonly actors: readonly string[]
  readonly actorOf: (step: TraceStep) => string
  /** What the step does, without what its actor's name says already. */
  readonly doingOf: (step: TraceStep) => string
}

/** In a composition, where every action of the environment is one of a module's, each module has its own. */
export function castOf({ initial, steps }: Trace): Cast {
  const isOutside = ({ process }: TraceStep) => process === undefined
  const isComposed = steps.every((step) => !isOutside(step) || moduleOf(step, initial.state) !== undefined)
  const actorOf = (step: TraceStep) =>
    (step.process === undefined && isComposed ? moduleOf(step, initial.state) : undefined) ?? step.actor
  const actors = new Set<string>()
  for (const step of steps) actors.add(actorOf(step))
  return {
    actors: [...actors],
    actorOf,
    doingOf: (step) => {
      const actor = actorOf(step)
      return actor === step.actor ? doing(step) : doing({ ...step, name: step.name.slice(actor.length + 1) })
    },
  }
}

/** The part of the state after which the action is called. */
function moduleOf({ name }: TraceStep, state: Data): string | undefined {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return undefined
  const parts = Object.entries(state).filter(([, part]) => typeof part === 'object' && part !== null)
  return parts.map(([part]) => part).find((part) => name.startsWith(`${part} `))
}
