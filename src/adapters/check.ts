/** A spec file checked from a program, a test of any runner among them: `allways/check`. */
import { AssertionError } from 'node:assert'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jobsOf } from '../cli/jobs.ts'
import { loadSpec } from '../cli/load.ts'
import { renderUnexpected } from '../report/story.ts'
import type { Result } from '../result.ts'
import { checkLoaded } from './check-loaded.ts'
import type { CheckFileOptions } from './options.ts'

export type { CheckFileOptions }

/**
 * Checks the designs of a spec file, one after the other; nothing is printed or stored. The file is bundled by allways
 * itself, whatever loads the caller.
 * @throws SpecError for a file that is no spec, UsageError for a design, property or parameter that is not there
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
 * Asserts that every verdict is as its design expects, which is `holds` where the design says nothing. What a limit
 * left undecided is not, and no results are nothing to assert.
 * @throws AssertionError whose message tells the story of each that is not
 */
export function assertHolds(results: Result | readonly Result[]): void {
  const all = 'properties' in results ? [results] : results
  const isExpected = ({ counts, error, properties }: Result) =>
    counts === undefined && error === undefined && properties.every(({ ok }) => ok)
  if (all.some(({ properties }) => properties.length > 0) && all.every(isExpected)) return
  const message = renderUnexpected(all, { width: 100, color: false }) || 'nothing was checked: there is no verdict'
  throw new AssertionError({ message, stackStartFn: assertHolds })
}
