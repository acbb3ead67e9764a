/** One trace of a result, with all that is known beside it. */
import { readable } from '../report/maps.ts'
import type { PropertyResult, Result, Trace } from '../result.ts'

export interface Story {
  readonly result: Result
  readonly trace: Trace
  /** None where the story is of a model error. */
  readonly property?: PropertyResult
}

/** What the story is of. */
export function nameOf({ property, result }: Story): string {
  return property?.name ?? `error: ${result.error?.code}`
}

/** Every story that the results have: of errors, then of properties. */
export function storiesOf(results: readonly Result[]): Story[] {
  return results.flatMap((result) => [
    ...(result.error?.trace === undefined ? [] : [{ result, trace: readable(result.error.trace) }]),
    ...result.properties.flatMap((property) => {
      const trace = property.counterexample ?? property.witness
      return trace === undefined ? [] : [{ result, property, trace: readable(trace) }]
    }),
  ])
}
