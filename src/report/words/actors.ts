/** The actors of a trace, as lanes and diagrams show them. */
import type { Trace, TraceStep } from '../../result.ts'
import { doing } from './data.ts'

export interface Actors {
  /** All actors, in the order of their first steps. */
  readonly actors: readonly string[]
  readonly actorOf: (step: TraceStep) => string
  /** The action of the step, in words: without the actor's name if the step's name begins with it. */
  readonly doingOf: (step: TraceStep) => string
}

/** In a composition, each action of the environment belongs to a module. The module is then its actor. */
export function actorsOf({ steps }: Trace): Actors {
  const actorOf = ({ process, module, actor }: TraceStep) => (process === undefined && module) || actor
  return {
    actors: [...new Set(steps.map(actorOf))],
    actorOf,
    doingOf: (step) => {
      const actor = actorOf(step)
      const isSaid = actor !== step.actor && step.name.startsWith(`${actor} `)
      return doing(isSaid ? { ...step, name: step.name.slice(actor.length + 1) } : step)
    },
  }
}
