/**
 * Results of earlier runs, in `node_modules/.cache/allways/results`: one for each design and each set of options under
 * which it was checked. A result is kept only if it is complete, and only if its spec depends on nothing but its text.
 * Its key is a hash of that exact text, the spec's place, the code of allways and the version of Node.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, utimesSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Spec } from '../../language/spec.ts'
import type { Result } from '../../result.ts'
import type { CheckDesignOptions } from '../../run/check.ts'
import { modelFor } from '../../run/design.ts'
import { stopwatch } from '../../run/limits.ts'
import type { Explain } from '../../run/story/explain.ts'
import { reproduced } from '../../trace/reproduced.ts'
import { codeFolder, packageRoot } from '../host/package.ts'
import { cacheFolder, keepFile } from '../project/bundle-cache.ts'
import type { LoadedSpec } from '../project/load.ts'
import { resultShape } from './result-shape.ts'
import { fits } from './shape.ts'

/** The file for a design's result; `undefined` if none can be kept. Besides the spec, it depends only on `asked`. */
export function resultPath({ file, bundle }: LoadedSpec, cwd: string, asked: readonly unknown[]): string | undefined {
  const folder = cacheFolder(resolve(cwd, file))
  if (folder === undefined || bundle.reads.length > 0) return undefined
  try {
    // not as JSON, which turns infinity into `null`
    const key = hashed(serialize([ourselves(), process.version, cwd, file, bundle.code, bundle.map, asked]))
    return join(folder, 'results', key.toString('hex'))
  } catch {
    // a parameter is not a plain value
    return undefined
  }
}

/** The result kept at `path`, if it has all explanations that a run would give, and each of its stories reproduces. */
export function knownResult(
  path: string,
  spec: Spec,
  design: string,
  options: Pick<CheckDesignOptions, 'params' | 'properties'>,
  explain: Explain,
): Result | undefined {
  const clock = stopwatch()
  const result = read(path)
  if (result === undefined || result.design !== design || result.spec !== spec.name) return undefined
  const isExplained = result.properties.every(
    ({ counterexample, ...property }) =>
      counterexample === undefined || counterexample.why !== undefined || !explain(property),
  )
  if (!isExplained || !reproduced(modelFor(spec, design, options), result)) return undefined
  return { ...result, reused: 'result', seconds: clock.seconds() }
}

/** A result as it is kept: with the name of its own file, so that it cannot pass for the result of another design. */
interface Entry extends Result {
  readonly entry: string
}

/** Returns `undefined` for an entry that is missing, cut off or changed, or that has another name. */
function read(path: string): Result | undefined {
  try {
    const entry = readFileSync(path)
    const content = entry.subarray(hashBytes)
    if (!hashed(content).equals(entry.subarray(0, hashBytes))) return undefined
    const now = new Date()
    utimesSync(path, now, now)
    const { entry: name, ...result } = deserialize(content) as Entry
    return name === basename(path) && fits(resultShape, result) ? result : undefined
  } catch {
    // there is no entry, or it cannot be read
    return undefined
  }
}

/** If all its stories together have more steps, a result is not kept: writing it would delay a signal too long. */
const mostSteps = 100_000

export function keepResult(path: string, result: Result): void {
  const lengths = result.properties.map(({ counterexample, witness }) => (counterexample ?? witness)?.steps.length ?? 0)
  if (lengths.reduce((sum, length) => sum + length, 0) > mostSteps) return
  const content = serialize({ ...result, entry: basename(path) } satisfies Entry)
  keepFile(path, Buffer.concat([hashed(content), content]))
}

const hashBytes = 32
const hashed = (content: string | Uint8Array) => createHash('sha256').update(content).digest()

let own: Buffer | undefined

/**
 * A digest of allways itself: of its code, all of which is in the folder of this file, and of its `package.json`. The
 * name of a part is a hash of its content.
 */
function ourselves(): Buffer {
  if (own !== undefined) return own
  const files = readdirSync(codeFolder).filter((file) => /\.[jt]s$/.test(file))
  const code = files
    .sort()
    .map((file) => (file.startsWith('part-') ? Buffer.from(file) : readFileSync(join(codeFolder, file))))
  own = hashed(Buffer.concat([...code, readFileSync(join(packageRoot, 'package.json'))]))
  return own
}
