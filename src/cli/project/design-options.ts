/** Options for the check of one design, from the options that all exploring commands share. */

import { resolve } from 'node:path'
import { SpecError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import { defined } from '../../plain.ts'
import type { CheckDesignOptions } from '../../run/check.ts'
import { modelFor } from '../../run/design.ts'
import { threadsFor } from '../host/threads.ts'
import type { SearchArgs } from '../options/options.ts'
import { defaultMemoryBytes, propertiesOf } from './jobs.ts'
import type { LoadedSpec } from './load.ts'
import { digestsOf } from './model-digest.ts'

export function designOptions(
  { spec, again, ofEngine, file, digest, caches, locate }: LoadedSpec,
  design: string,
  args: SearchArgs,
  cwd: string,
): CheckDesignOptions {
  const { param: params, workers, maxStates, maxMemory, maxSeconds, symmetry } = args
  const properties = propertiesOf(spec, design, args)
  const wanted = properties === undefined ? {} : { properties }
  return {
    ...{ file, digest, locate, again, params, maxMemoryBytes: maxMemory ?? defaultMemoryBytes() },
    ownModel: (model) => ownModel(model, () => modelFor(ofEngine(), design, { params, ...wanted })),
    ...wanted,
    ...defined({ maxStates, maxSeconds, symmetry }),
    ...(workers === 1
      ? {}
      : {
          threads: threadsFor({ path: resolve(cwd, file), cwd, digest, caches, design, params, properties }, workers),
        }),
  }
}

/** Makes the model anew. Returns `undefined` unless the two have equal digests: a spec may differ each time it is loaded. */
function ownModel(model: Model, make: () => Model): Model | undefined {
  try {
    const own = make()
    const [a, b] = [digestsOf(model), digestsOf(own)]
    const isSame =
      a.model !== undefined &&
      a.model === b.model &&
      [...a.properties].every(([name, digest]) => digest !== undefined && digest === b.properties.get(name))
    return isSame ? own : undefined
  } catch (error) {
    if (error instanceof SpecError) return undefined
    throw error
  }
}
