/** Checks one design of a loaded spec, with the options of a caller. */
import { resolve } from 'node:path'
import { threadsFor } from '../cli/host/threads.ts'
import { defaultMemoryBytes, propertiesOf } from '../cli/project/jobs.ts'
import type { LoadedSpec } from '../cli/project/load.ts'
import type { Result } from '../result.ts'
import { checkDesign } from '../run/check.ts'
import type { CheckFileOptions } from './options.ts'

export function checkLoaded(
  loaded: LoadedSpec,
  design: string,
  options: CheckFileOptions,
  cwd: string,
): Promise<Result> {
  const { spec, again, file, digest, caches, locate } = loaded
  const { properties: property = [], params = {}, workers = 1, maxStates, maxMemoryBytes, maxSeconds } = options
  const properties = propertiesOf(spec, design, { design: [], property, param: params })
  const path = resolve(cwd, file)
  return checkDesign(spec, design, {
    ...{ file, digest, locate, again, params },
    maxMemoryBytes: maxMemoryBytes ?? defaultMemoryBytes(),
    ...(properties === undefined ? {} : { properties }),
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(workers === 1
      ? {}
      : { threads: threadsFor({ path, cwd, digest, caches, design, params, properties }, workers) }),
  })
}
