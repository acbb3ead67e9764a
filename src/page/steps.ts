/** What is asked of the steps of a trace, again and again. */
import type { Cast } from '../report/cast.ts'
import type { Change, Data, Flow, StaleRead, Trace, TraceStep } from '../result.ts'

/** The variables that change in the trace, in the order in which they first do. */
export function variablesOf({ steps }: Trace): string[] {
  return [...new Set(steps.flatMap((step) => newsOf(step).map(({ path }) => path)))]
}

/** What a step changed, without that its process moved on to another label. */
export function newsOf(step: TraceStep): readonly Change[] {
  const own = `${step.process}[${step.instance}].at`
  return step.changes.filter(({ path }) => path !== own)
}

/** The label to which a step moved its process, where it did. */
export function moveOf(step: TraceStep): string | undefined {
  const move = step.changes.find(({ path }) => path === `${step.process}[${step.instance}].at`)
  return typeof move?.after === 'string' ? move.after : undefined
}

/** Flows that are worth an arrow: that a process is at a label because it went there is said by its lane. */
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

/** Where what is written in `path` is of `variable`, or the other way round. */
export function concerns(path: string, variable: string): boolean {
  const within = (inner: string, outer: string) => inner.startsWith(outer) && /^[.[]|^$/.test(inner.slice(outer.length))
  return within(path, variable) || within(variable, path)
}

/** A path as the lane of its actor says it: without the name of the process, or of the module, in front. */
export function shortened(
  path: string,
  step: TraceStep | undefined,
  cast?: Cast,
): { readonly text: string; readonly own: boolean } {
  if (step === undefined) return { text: path, own: false }
  const own = step.process === undefined ? `${cast?.actorOf(step)}.` : `${step.process}[${step.instance}].`
  return path.startsWith(own) ? { text: path.slice(own.length), own: true } : { text: path, own: false }
}

/** The state after so many steps. */
export function stateAt({ initial, steps }: Trace, step: number): Data {
  return step === 0 ? initial.state : (steps[Math.min(step, steps.length) - 1]?.state ?? initial.state)
}
