/** Says of a trace that the times of drifting clocks in it are rounded to whole units. The reference interpreter finds it. */
import type { Model } from '../../language/model.ts'
import type { Type } from '../../language/types.ts'
import type { Plain } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import { isWanted, type PropertyResult, type Trace } from '../../result.ts'
import { indexOf } from '../../trace/trace.ts'

/** Maximum number of timers that one sentence names. */
const most = 3

/**
 * The result with the timers whose time in its trace no exact clock can take, and with a note on them. A trace shows
 * what a real system can do only if it has none.
 */
export function withRounded(model: Model, reference: Interpreter, result: PropertyResult): PropertyResult {
  const trace = result.counterexample ?? (isWanted(result.kind) ? result.witness : undefined)
  if (trace === undefined || !drifts(model.system)) return result
  const rounded = roundedIn(model, reference, trace)
  if (rounded.length === 0) return result
  const named = rounded.slice(0, most).map((path) => `\`${path}\``)
  const rest = rounded.length > most ? [...named, `${rounded.length - most} more`] : named
  const timers = rest.length === 1 ? rest[0] : `${rest.slice(0, -1).join(', ')} and ${rest.at(-1)}`
  const note = `Drift is rounded to whole units here (${timers}), which allows more than exact clocks do. So this run may be impossible. If the property depends on that, use smaller units of time.`
  return { ...result, rounded, notes: [...(result.notes ?? []), note] }
}

/** The paths of the timers that some step of the trace starts with a time that is rounded, in the order of the trace. */
function roundedIn(model: Model, reference: Interpreter, { initial, steps }: Trace): string[] {
  const found = new Set(reference.roundedAtStart(initial.picks))
  steps.forEach((step, i) => {
    const before = (steps[i - 1]?.state ?? initial.state) as Plain
    for (const path of reference.recorded(before, indexOf(model, step), step.picks).rounded) found.add(path)
  })
  return [...found]
}

/** Whether some timer has a drift. */
function drifts(type: Type): boolean {
  if (type.kind === 'struct') return Object.values(type.fields).some(drifts)
  return (type.kind === 'timer' && type.drift !== undefined) || ('of' in type && drifts(type.of))
}
