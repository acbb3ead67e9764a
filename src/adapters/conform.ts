/**
 * `allways/conform`: holds code to its model. A driver file says what the steps of a model mean in the code.
 *
 * ```ts
 * import { driver } from 'allways/conform'
 * import spec from './lock.model.ts'
 *
 * export default driver(spec)({
 *   start: () => new Lock(),
 *   steps: { 'client acquire': (lock, { instance }) => lock.acquire(instance), … },
 *   observe: (lock) => ({ holder: lock.holder }),
 * })
 * ```
 *
 * `npx allways conform lock.driver.ts` then runs the code along every transition of the model.
 */
import { AssertionError } from 'node:assert'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { designsOf, expectKnown } from '../cli/commands/conform.ts'
import { loadDriver } from '../cli/project/load-driver.ts'
import { conformDesign } from '../conform/conform.ts'
import type { Conformance } from '../conformance.ts'
import { show, UsageError } from '../errors.ts'
import { defined } from '../plain.ts'
import { isWhole, renderConformance } from '../report/terminal/conformance.ts'

export {
  type Answer,
  type Beginning,
  byItself,
  type Call,
  type CallStep,
  type Calls,
  type DoStep,
  type Driver,
  type DriverOptions,
  driver,
  type Entry,
  type Handler,
  type Interfaces,
  type Moment,
  type NotDriven,
  notDriven,
  type Observation,
  type Observed,
  type PlainState,
  Ports,
  type PortsOptions,
  ports,
  type Task,
  Unsettled,
  type WaitingCall,
} from '../conform/api.ts'
export type { Conformance, Drift, Expectation, Undriven } from '../conformance.ts'
export { SpecError, UsageError } from '../errors.ts'

/** The options of `conform`. All are optional. */
export interface ConformOptions {
  /** Only these designs. Defaults to those of the driver. */
  readonly designs?: readonly string[] | undefined
  /** Parameters of the model, by name. They override those of every design. */
  readonly params?: { readonly [name: string]: unknown } | undefined
  /** The maximum number of states of the model that are explored for one design. Defaults to 20,000. */
  readonly maxStates?: number | undefined
  /** The maximum number of steps of the code in one design. By default, there is no limit. */
  readonly maxSteps?: number | undefined
  /** The maximum time for one design, in seconds. By default, there is no limit. */
  readonly maxSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** The folder where relative paths begin. Defaults to the working directory. */
  readonly cwd?: string | undefined
}

/**
 * Runs the code of a driver along every transition of its designs. Returns one result for each design.
 * @param file the path of the driver, relative to `options.cwd`, or a `file:` URL
 * @throws SpecError if the driver does not fit its spec; UsageError for a design or option that does not exist
 */
export async function conform(file: string | URL, options: ConformOptions = {}): Promise<Conformance[]> {
  const { cwd = process.cwd(), designs = [], params = {}, maxStates, maxSteps, maxSeconds, signal } = options
  if (typeof file !== 'string' && !(file instanceof URL)) {
    throw new UsageError(`conform got ${show(file)}; expected the path of a driver, as in conform('lock.driver.ts')`)
  }
  const one = await loadDriver(resolve(cwd, file instanceof URL ? fileURLToPath(file) : file), cwd)
  expectKnown(one)
  const { driver, loaded } = one
  const results: Conformance[] = []
  for (const design of designsOf(one, designs)) {
    results.push(
      await conformDesign(driver, design, {
        ...{ file: loaded.file, driverFile: one.file, digest: loaded.digest, locate: loaded.locate, params },
        ...defined({ maxStates, maxSteps, maxSeconds, signal }),
      }),
    )
  }
  return results
}

/**
 * Asserts that the code took every transition that can be driven as the model does.
 * @throws AssertionError (of `node:assert`) whose message tells what is different, with the steps that lead there
 */
export function assertConforms(results: Conformance | readonly Conformance[]): void {
  const all = 'design' in results ? [results] : results
  const bad = all.filter((result) => !isWhole(result))
  if (bad.length === 0 && all.length > 0) return
  const message =
    bad.map((result) => renderConformance(result, { width: 100, color: false })).join('\n\n') || 'no design was driven'
  throw new AssertionError({ message, stackStartFn: assertConforms })
}
