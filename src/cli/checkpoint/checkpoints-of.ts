/** The checkpoints of one design in the folder of `--checkpoint`, and the results of designs that are finished. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Params } from '../../language/spec.ts'
import type { Result } from '../../result.ts'
import type { CheckDesignOptions } from '../../run/check.ts'
import { modelFor } from '../../run/design.ts'
import { sketchOf } from '../../run/model-parts.ts'
import type { Explain } from '../../run/story/explain.ts'
import { packageInfo } from '../host/package.ts'
import type { CheckArgs } from '../options/commands.ts'
import { digestOf } from '../project/digest.ts'
import type { LoadedSpec } from '../project/load.ts'
import { fileNameOf } from '../stored/file-names.ts'
import { keepResult, knownResult } from '../stored/result-cache.ts'
import { DesignFolder, type Identity } from './design-folder.ts'

export interface DesignCheckpoints {
  readonly folder: DesignFolder
  /** The result of an earlier run that finished this design. */
  readonly before: Result | undefined
  /** Keeps the result of a finished design in the place of its checkpoints. */
  finish(result: Result): Promise<void>
}

const defaultEveryMs = 5 * 60_000

/** @throws UsageError for options that do not go together */
export function refuseWithCheckpoints(args: CheckArgs): void {
  const { checkpoint, resume, every, workers, coverage } = args
  if (checkpoint === undefined) {
    if (resume) throw new UsageError('--resume needs --checkpoint, which names the folder to go on from')
    if (every !== undefined) throw new UsageError('--every needs --checkpoint, which names a folder for checkpoints')
    return
  }
  if (workers > 1) {
    throw new UsageError(`--checkpoint needs one worker, and there are ${workers}: add \`--workers 1\``)
  }
  if (coverage) throw new UsageError('--coverage makes no checkpoints: remove --coverage or --checkpoint')
}

/**
 * `undefined` without `--checkpoint`. `asked`: everything besides the model on which the search or its result depends.
 * @throws UsageError if there is a checkpoint that this run cannot go on from
 */
export function checkpointsOf(
  { spec, digest }: LoadedSpec,
  design: string,
  { checkpoint, resume, every, symmetry = 'on', bits, param }: CheckArgs & { readonly param: Params },
  { options, explain, isShown, asked }: Asked,
  { cwd, warn }: { readonly cwd: string; readonly warn: (line: string) => void },
): DesignCheckpoints | undefined {
  if (checkpoint === undefined) return undefined
  const model = modelFor(spec, design, options)
  const params = { ...spec.designs[design]?.params, ...param }
  const identity: Identity = {
    'version of allways': packageInfo.version,
    'digest of the spec': digest.slice(0, 16),
    parameters: JSON.stringify(params, (_, value) => (typeof value === 'function' ? 'a function' : value)),
    properties: model.properties.map(({ name }) => `'${name}'`).join(', '),
    'alike instances': symmetry,
    'the bits of variables': bits ? 'shown' : 'not shown',
    'digest of the model': digestOf(sketchOf(model)),
  }
  // the sizes of a sweep are checked side by side
  const size = isShown ? `${design} ${identity.parameters}` : design
  const parts = [fileNameOf(spec.name), fileNameOf(size)]
  const key = createHash('sha256')
    .update(JSON.stringify([identity, parts, asked]))
    .digest('hex')
  const path = join(resolve(cwd, checkpoint), ...parts)
  const kept = join(resolve(cwd, checkpoint), 'results', key)
  const before = resume ? knownResult(kept, spec, design, options, explain) : undefined
  const everyMs = every ?? defaultEveryMs
  const name = join(checkpoint, ...parts)
  const folder = new DesignFolder({
    path,
    name,
    identity,
    resume: resume || before !== undefined,
    everyMs,
    warn: (line) => warn(`${spec.name}, ${design}: ${line}`),
  })
  return {
    folder,
    before: before && withoutReused(before),
    async finish(result) {
      keepResult(kept, result)
      if (existsSync(kept)) await folder.remove()
    },
  }
}

interface Asked {
  readonly options: CheckDesignOptions
  readonly explain: Explain
  /** Whether this is one of several sizes of a design. */
  readonly isShown: boolean
  readonly asked: readonly unknown[]
}

/** A run that goes on reports what one run would. */
function withoutReused({ reused: _, ...result }: Result): Result {
  return result
}
