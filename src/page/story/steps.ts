/** Queries about the steps of a trace that several views need. */
import type { Plain } from '../../plain.ts'
import type { Actors } from '../../report/words/actors.ts'
import { newsIn } from '../../report/words/data.ts'
import type { Change, Flow, StaleRead, Trace, TraceStep } from '../../result.ts'

/** The variables that change in the trace, in the order of their first changes. */
export function variablesOf({ steps }: Trace): string[] {
  return [...new Set(steps.flatMap((step) => newsOf(step).map(({ path }) => path)))]
}

/** The changes of a step, except for the label of its process. */
export function newsOf(step: TraceStep): readonly Change[] {
  const own = `${step.process}[${step.instance}].at`
  return newsIn(step).filter(({ path }) => path !== own)
}

/** The label to which a step moved its process; `undefined` if it did not move. */
export function moveOf(step: TraceStep): string | undefined {
  const move = step.changes.find(({ path }) => path === `${step.process}[${step.instance}].at`)
  return typeof move?.after === 'string' ? move.after : undefined
}

/** Flows that need an arrow. That a process is at its label because it went there is visible in its lane. */
export function flowsOf({ why, steps }: Trace): readonly Flow[] {
  return (why?.flows ?? []).filter(({ path, from, to }) => {
    if (from === 0) return false
    const step = steps[to - 1]
    return step === undefined || path !== `${step.process}[${step.instance}].at`
  })
}

export function staleIn({ why }: Trace, step: number): readonly StaleRead[] {
  return (why?.stale ?? []).filter(({ used }) => used === step)
}

/** Whether the path lies inside the variable, or contains it. */
export function concerns(path: string, variable: string): boolean {
  const within = (inner: string, outer: string) => inner.startsWith(outer) && /^[.[]|^$/.test(inner.slice(outer.length))
  return within(path, variable) || within(variable, path)
}

/** A path as its actor's lane shows it: without the name of the process or module in front. */
export function shortened(
  path: string,
  step: TraceStep | undefined,
  cast?: Actors,
): { readonly text: string; readonly own: boolean } {
  if (step === undefined) return { text: path, own: false }
  const own = step.process === undefined ? `${cast?.actorOf(step)}.` : `${step.process}[${step.instance}].`
  return path.startsWith(own) ? { text: path.slice(own.length), own: true } : { text: path, own: false }
}

/** The state after the given number of steps. */
export function stateAt({ initial, steps }: Trace, step: number): Plain {
  return step === 0 ? initial.state : (steps[Math.min(step, steps.length) - 1]?.state ?? initial.state)
}
