/** Loads the spec file that code names, and checks one of its designs with the options of the caller. */

import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SearchArgs } from '../cli/options/options.ts'
import { designOptions } from '../cli/project/design-options.ts'
import { type LoadedSpec, loadSpec } from '../cli/project/load.ts'
import { show, UsageError } from '../errors.ts'
import { defined } from '../plain.ts'
import type { Result } from '../result.ts'
import { checkDesign } from '../run/check.ts'
import type { CheckOptions } from './options.ts'

/** @throws UsageError for a value that is not a path; SpecError if the file is not a spec */
export function loadFile(of: string, file: unknown, cwd: string): Promise<LoadedSpec> {
  if (file instanceof URL) return loadSpec(fileURLToPath(file), cwd)
  if (typeof file === 'string') return loadSpec(resolve(cwd, file), cwd)
  const isSpec = (file as { readonly kind?: unknown } | null | undefined)?.kind === 'spec'
  const found = isSpec ? 'a spec' : show(file)
  throw new UsageError(`${of} got ${found}; expected the path of a spec file, as in ${of}('specs/lock.model.ts')`)
}

/** The options in the form of the command line. */
export function argsOf(options: CheckOptions): SearchArgs {
  const {
    designs = [],
    properties = [],
    params = {},
    workers = 1,
    maxStates,
    maxMemoryBytes,
    maxSeconds,
    symmetry,
  } = options
  return {
    ...{ design: designs, property: properties, param: params, workers },
    ...defined({ maxStates, maxMemory: maxMemoryBytes, maxSeconds, symmetry }),
  }
}

export function checkLoaded(loaded: LoadedSpec, design: string, options: CheckOptions, cwd: string): Promise<Result> {
  const { signal } = options
  return checkDesign(loaded.spec, design, {
    ...designOptions(loaded, design, argsOf(options), cwd),
    ...defined({ signal }),
  })
}
