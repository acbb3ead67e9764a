/** Checks a spec file from a program, for example from a test of any test runner: `allways/check`. */
import { AssertionError } from 'node:assert'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jobsOf } from '../cli/project/jobs.ts'
import { loadSpec } from '../cli/project/load.ts'
import { renderUnexpected } from '../report/terminal/story.ts'
import type { Result } from '../result.ts'
import { checkLoaded } from './check-loaded.ts'
import type { CheckFileOptions } from './options.ts'

export type { CheckFileOptions }

/**
 * Checks the designs of a spec file, one after the other; prints and stores nothing. allways bundles the file itself,
 * whatever loader runs the caller.
 * @throws SpecError if the file is not a spec, UsageError if a design, property or parameter does not exist
 */
export async function check(file: string | URL, options: CheckFileOptions = {}): Promise<Result[]> {
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadSpec(typeof file === 'string' ? resolve(cwd, file) : fileURLToPath(file), cwd)
  const { designs: design = [], properties: property = [], params: param = {} } = options
  const [job] = jobsOf([loaded], { design, property, param })
  const results: Result[] = []
  for (const name of job?.designs ?? []) results.push(await checkLoaded(loaded, name, options, cwd))
  return results
}

/**
 * Asserts that every verdict is the one that its design expects, by default `holds`. The assertion fails if a limit
 * left a verdict undecided, and if there are no verdicts.
 * @throws AssertionError whose message shows each verdict that differs
 */
export function assertHolds(results: Result | readonly Result[]): void {
  const all = 'properties' in results ? [results] : results
  const isExpected = ({ counts, error, properties }: Result) =>
    counts === undefined && error === undefined && properties.every(({ ok }) => ok)
  if (all.some(({ properties }) => properties.length > 0) && all.every(isExpected)) return
  const message = renderUnexpected(all, { width: 100, color: false }) || 'nothing was checked: there is no verdict'
  throw new AssertionError({ message, stackStartFn: assertHolds })
}
