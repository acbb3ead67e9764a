/**
 * `allways/check`: checks a spec file from code, in a script or in a test of any runner.
 *
 * ```js
 * import { assertHolds, check } from 'allways/check'
 *
 * assertHolds(await check('specs/lease-lock.model.ts'))
 * ```
 */
import { AssertionError } from 'node:assert'
import { jobsOf } from '../cli/project/jobs.ts'
import type { Plain } from '../plain.ts'
import { renderUnexpected } from '../report/terminal/story.ts'
import type { Result } from '../result.ts'
import { argsOf, checkLoaded, loadFile } from './file.ts'
import { type CheckOptions, checkOptions, ofCheck } from './options.ts'

export { InternalError, SpecError, UsageError } from '../errors.ts'
export type {
  Change,
  DecidingPart,
  FairNote,
  Flow,
  LimitName,
  NoReturn,
  PropertyResult,
  Result,
  Round,
  RunError,
  Saving,
  StaleRead,
  Trace,
  TraceStep,
  Verdict,
  Why,
} from '../result.ts'
export type { CheckOptions, Plain }

/**
 * Checks the designs of a spec file, one after the other. Returns one result for each design, in the order of the file.
 * Prints nothing, stores nothing, and reads no lock. allways bundles the file itself, so the loader of a test runner
 * does not slow the model down.
 *
 * An error in a model is not thrown: it is the `error` of its result.
 *
 * @param file a path, relative to `options.cwd`, or a `file:` URL
 * @throws SpecError if the file is not a spec
 * @throws UsageError if a design, property, parameter or option does not exist, or if an option has a wrong value
 * @throws InternalError if allways itself has a bug
 */
export async function check(file: string | URL, options: CheckOptions = {}): Promise<Result[]> {
  checkOptions('check', options, ofCheck)
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadFile('check', file, cwd)
  const [job] = jobsOf([loaded], argsOf(options))
  const results: Result[] = []
  for (const name of job?.designs ?? []) results.push(await checkLoaded(loaded, name, options, cwd))
  return results
}

/**
 * Asserts that every verdict is the one that its design expects; by default, a design expects `holds`. The assertion
 * also fails if a count differs, if the model has an error, if a limit left a verdict open, or if there is no verdict.
 *
 * @throws AssertionError (of `node:assert`) whose message tells the story of each verdict that differs
 */
export function assertHolds(results: Result | readonly Result[]): void {
  const all = 'properties' in results ? [results] : results
  const isExpected = ({ counts, error, properties }: Result) =>
    counts === undefined && error === undefined && properties.every(({ ok }) => ok)
  if (all.some(({ properties }) => properties.length > 0) && all.every(isExpected)) return
  const message =
    renderUnexpected(all, { width: 100, color: false }) || 'there is no verdict, because no property was checked'
  throw new AssertionError({ message, stackStartFn: assertHolds })
}
