/** Whether the traces of an earlier result still replay: the reference interpreter executes each of them again. */
import { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { interpreter } from '../reference/interpret.ts'
import type { Result, Trace } from '../result.ts'
import { indexOf, traceOf } from './trace.ts'
import { decides } from './what-traces-show.ts'

/** Compares each step exactly, and the verdicts that rest on them. `model` has only the properties of the result. */
export function reproduced(model: Model, { properties }: Result): boolean {
  const reference = interpreter(model)
  const isSame = (told: Trace) => {
    const steps = told.steps.map((step) => ({ action: indexOf(model, step), picks: step.picks }))
    const { initial, steps: today } = traceOf(model, reference, { start: told.initial.picks, steps })
    return JSON.stringify([initial, today]) === JSON.stringify([told.initial, told.steps])
  }
  try {
    return (
      properties.length === model.properties.length &&
      model.properties.every((property, i) => {
        const { name, verdict, counterexample, witness } = properties[i] as (typeof properties)[number]
        const told = counterexample ?? witness
        if (name !== property.name) return false
        // a verdict without a trace: the property holds, or the wanted state is unreachable
        if (told === undefined) return true
        if ((counterexample === undefined ? 'holds' : 'violated') !== verdict || !isSame(told)) return false
        // the trace of the worst way back, or of a measured time, is only an example, so it decides nothing
        const isExample = property.kind === 'canAlwaysReach' || property.span !== undefined
        return isExample && verdict === 'holds' ? true : decides(reference, model, property, told)
      })
    )
  } catch (error) {
    if (error instanceof ModelError) return false
    throw error
  }
}
