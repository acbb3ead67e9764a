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
import { designsOf, expectKnown } from '../cli/commands/conform.ts'
import type { Conformance } from '../conformance.ts'
import { isWhole, renderConformance } from '../report/terminal/conformance.ts'
import { conformLoaded, loadDriverOf } from './driver-file.ts'
import { type ConformOptions, checkOptions, ofConform } from './options.ts'

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
  type Ending,
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
  type Release,
  type Task,
  Unsettled,
  type WaitingCall,
} from '../conform/api.ts'
export type { Conformance, Drift, Expectation, Undriven } from '../conformance.ts'
export { SpecError, UsageError } from '../errors.ts'
export type { ConformOptions }

/**
 * Runs the code of a driver along every transition of its designs. Returns one result for each design.
 * @param file the path of the driver, relative to `options.cwd`, or a `file:` URL
 * @throws SpecError if the driver does not fit its spec; UsageError for a design or option that does not exist
 */
export async function conform(file: string | URL, options: ConformOptions = {}): Promise<Conformance[]> {
  checkOptions('conform', options, ofConform)
  const one = await loadDriverOf('conform', file, options.cwd)
  expectKnown(one)
  const results: Conformance[] = []
  for (const design of designsOf(one, options.designs ?? [])) results.push(await conformLoaded(one, design, options))
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
