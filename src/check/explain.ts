/** Why each violated property is violated: added to the counterexamples that somebody is going to read. */
import { ModelError } from '../errors.ts'
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { PropertyResult, Trace } from '../result.ts'
import { whyOf } from '../why/why.ts'

/** Which counterexamples are explained. */
export type Explain = (property: Pick<PropertyResult, 'name' | 'ok'>) => boolean

/** Those that nobody expected. */
export const unexpected: Explain = ({ ok }) => !ok

/** The results of a model's properties, in their order, with the reasons of those that `wanted` picks. */
export function explained(
  model: Model,
  reference: Interpreter,
  results: readonly PropertyResult[],
  wanted: Explain = unexpected,
): PropertyResult[] {
  return results.map((result, i) => {
    const property = model.properties[i]
    const { counterexample } = result
    if (property === undefined || counterexample === undefined || !wanted(result)) return result
    return {
      ...result,
      counterexample: withWhy(counterexample, () => whyOf(model, reference, property, counterexample)),
    }
  })
}

/** A model that fails where nobody has looked before, beyond the trace, is not explained, and its verdict stands. */
function withWhy(trace: Trace, reasons: () => Trace['why']): Trace {
  try {
    const why = reasons()
    return why === undefined ? trace : { ...trace, why }
  } catch (error) {
    if (error instanceof ModelError) return trace
    throw error
  }
}
