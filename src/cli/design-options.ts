/** Options for the check of one design, from the options that all exploring commands share. */
import { resolve } from 'node:path'
import type { CheckOptions } from '../check.ts'
import type { ExploreArgs } from './explore-options.ts'
import { defaultMemoryBytes, propertiesOf } from './jobs.ts'
import type { LoadedSpec } from './load.ts'
import { threadsFor } from './threads.ts'

export function designOptions(
  { spec, again, ofEngine, file, digest, caches, locate }: LoadedSpec,
  design: string,
  args: ExploreArgs,
  cwd: string,
): CheckOptions {
  const { param: params, workers, maxStates, maxMemory, maxSeconds } = args
  const properties = propertiesOf(spec, design, args)
  return {
    ...{ file, digest, locate, again, ofEngine, params, maxMemoryBytes: maxMemory ?? defaultMemoryBytes() },
    ...(properties === undefined ? {} : { properties }),
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(workers === 1
      ? {}
      : {
          threads: threadsFor({ path: resolve(cwd, file), cwd, digest, caches, design, params, properties }, workers),
        }),
  }
}
