/** Who acts in a trace, as lanes and diagrams show it. */
import type { Trace, TraceStep } from '../result.ts'
import { doing } from './data.ts'

export interface Cast {
  /** Everybody who acts, in the order of their first steps. */
  readonly actors: readonly string[]
  readonly actorOf: (step: TraceStep) => string
  /** What the step does, without what its actor's name says already. */
  readonly doingOf: (step: TraceStep) => string
}

/** In a composition, where every action of the environment is one of a module's, each module has its own. */
export function castOf({ steps }: Trace): Cast {
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
