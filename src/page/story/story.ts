/** One trace of a result, with everything known about it. */
import { readable } from '../../report/words/maps.ts'
import type { PropertyResult, Result, Trace } from '../../result.ts'

export interface Story {
  readonly result: Result
  readonly trace: Trace
  /** Absent for the story of a model error. */
  readonly property?: PropertyResult
}

/** The name of the story's property or error. */
export function nameOf({ property, result }: Story): string {
  return property?.name ?? `error: ${result.error?.code}`
}

/** All stories of the results: for each result, that of its error first, then those of its properties. */
export function storiesOf(results: readonly Result[]): Story[] {
  return results.flatMap((result) => [
    ...(result.error?.trace === undefined ? [] : [{ result, trace: readable(result.error.trace) }]),
    ...result.properties.flatMap((property) => {
      const trace = property.counterexample ?? property.witness
      return trace === undefined ? [] : [{ result, property, trace: readable(trace) }]
    }),
  ])
}
