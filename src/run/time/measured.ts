/** The verdict on a property that measures time, with a replayed run that takes the time. */
import { trapped } from '../../engine/compile/program.ts'
import { Units } from '../../engine/compile/time/passing-text.ts'
import { inPieces, type Pause } from '../../engine/search/pieces.ts'
import type { Search } from '../../engine/search/search.ts'
import type { Model } from '../../language/model.ts'
import type { Property } from '../../language/properties.ts'
import type { Measured, Passing } from '../../liveness/time/times.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import type { PropertyResult, Trace } from '../../result.ts'
import { spanIn } from '../../trace/spans.ts'
import { expectReplayed, type Findings, tracing } from '../../trace/trace.ts'
import { decides, milestonesOf } from '../../trace/what-traces-show.ts'

/** How time passes in the states of a search; it expands each of them once more. @throws StepFailure */
export function passingIn({ rows, store, program }: Search, { actions }: Model): Passing {
  const units = new Int32Array(rows?.nodes ?? 0)
  trapped(() => {
    for (let state = 0; state < units.length; state++) {
      store.load(state, program.register)
      units[state] = program.unitsHere()
    }
  })
  // the passage of time is the last action
  return { action: actions.length - 1, units, free: Units.free }
}

interface Options {
  readonly pause: Pause
  readonly lastPause: Pause
  readonly told: Findings
}

/** `undefined` if there was no time to replay the run, or if nothing is known. */
export async function timeTold(
  model: Model,
  reference: Interpreter,
  exploration: Search,
  property: Property,
  measured: Measured,
  { lastPause, told }: Options,
): Promise<Pick<PropertyResult, 'verdict' | 'counterexample' | 'witness' | 'value' | 'notes'> | undefined> {
  if (measured.verdict === 'unknown') return undefined
  const { verdict, spent } = measured
  if (spent === undefined) {
    const note =
      'vacuous' in measured && measured.vacuous
        ? 'It holds vacuously: no run reaches its first predicate without its second.'
        : 'No run reaches its second predicate after its first, so it has no shortest time.'
    return { verdict, notes: [note] }
  }
  const { walk, units, loopAt } = spent
  const { states, actions } = walk
  const isLoop = loopAt !== undefined && loopAt < actions.length && exploration.program.symmetry !== undefined
  const found = isLoop
    ? await inPieces(exploration.loopInPieces({ states, actions }, loopAt), lastPause)
    : await path(exploration, { states, actions }, loopAt, lastPause)
  const replayed = found && (await inPieces(tracing(model, reference, found.path, told), lastPause))
  if (replayed === undefined) return undefined
  const run: Trace = found?.loopAt === undefined ? replayed : { ...replayed, loopAt: found.loopAt }
  const trace: Trace = { ...run, milestones: milestonesOf(reference, property, run) }
  const span = spanIn(reference, property, trace)
  expectReplayed(span?.units === units, `'${property.name}' takes the time that the search found`)
  if (verdict === 'holds') return { verdict, value: units, witness: trace }
  expectReplayed(decides(reference, model, property, trace), `'${property.name}'`)
  if (Number.isFinite(units)) return { verdict, value: units, counterexample: trace }
  const note =
    trace.loopAt === trace.steps.length
      ? 'Nothing limits the time from the end of the run on: no urgent timer or bound of a step will stop time there.'
      : 'Each round of the loop takes time, and no round ends the span.'
  return { verdict, counterexample: trace, notes: [note] }
}

async function path(
  exploration: Search,
  walk: { readonly states: readonly number[]; readonly actions: readonly number[] },
  loopAt: number | undefined,
  pause: Pause,
) {
  const path = await inPieces(exploration.walkInPieces(walk), pause)
  return path && { path, loopAt }
}
