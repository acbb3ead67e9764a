/** Whether the stories of an earlier result are still told: the reference interpreter runs each of them again. */
import { ModelError } from '../errors.ts'
import { interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Result, Trace } from '../result.ts'
import { decides } from './decide.ts'
import { indexOf, traceOf } from './trace.ts'

/** Step by step and to the letter, with the verdicts that rest on them. `model`: with the properties of the result alone. */
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
        // that something holds, or is not there to be found, has no story
        if (told === undefined) return true
        if ((counterexample === undefined ? 'holds' : 'violated') !== verdict || !isSame(told)) return false
        // a worst way back is a way, and decides nothing
        return property.kind === 'canAlwaysReach' && verdict === 'holds'
          ? true
          : decides(reference, model, property, told)
      })
    )
  } catch (error) {
    if (error instanceof ModelError) return false
    throw error
  }
}
