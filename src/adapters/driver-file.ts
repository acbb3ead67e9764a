/** Loads the driver that code names, and holds its code to one design with the options of the caller. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LoadedDriver, loadDriver } from '../cli/project/load-driver.ts'
import { conformDesign } from '../conform/conform.ts'
import type { Conformance } from '../conformance.ts'
import { show, UsageError } from '../errors.ts'
import { defined } from '../plain.ts'
import type { ConformOptions } from './options.ts'

/** @throws UsageError for a value that is not the path of a file; SpecError if the file is not a driver */
export async function loadDriverOf(of: string, file: unknown, cwd = process.cwd()): Promise<LoadedDriver> {
  if (file instanceof URL) return loadDriver(fileURLToPath(file), cwd)
  if (typeof file === 'string') return loadDriver(resolve(cwd, file), cwd)
  throw new UsageError(`${of} got ${show(file)}; expected the path of a driver, as in ${of}('lock.driver.ts')`)
}

export function conformLoaded(
  { driver, file, loaded }: LoadedDriver,
  design: string,
  { params = {}, maxStates, maxSteps, maxSeconds, signal }: ConformOptions,
): Promise<Conformance> {
  return conformDesign(driver, design, {
    ...{ file: loaded.file, driverFile: file, digest: loaded.digest, locate: loaded.locate, params },
    ...defined({ maxStates, maxSteps, maxSeconds, signal }),
  })
}
