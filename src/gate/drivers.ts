/** The part of the lock that keeps how far drivers hold code to designs: fewer driven transitions are a difference. */
import type { Conformance } from '../conformance.ts'
import { own } from '../plain.ts'
import type { Lock, LockedDriver } from './lock.ts'

export interface DriverDifference {
  readonly driver: string
  readonly design: string
  readonly message: string
  /** Set if there is more than was locked, or if nothing was locked. */
  readonly more?: true
}

/** Compares runs with the lock. Runs with a drift, an error or a limit are reported as such, and not compared. */
export function compareDrivers(lock: Lock | undefined, results: readonly Conformance[]): DriverDifference[] {
  return results.filter(isComplete).flatMap((result) => {
    const { driver, design, driven } = result
    const before = own(own(lock?.drivers, driver), design)
    if (before === undefined) return [{ driver, design, message: 'the driver is not locked yet', more: true as const }]
    const names = result.undriven.map(({ name }) => name)
    const fewer = driven < before.driven ? [`${driven} transitions were driven, and ${before.driven} are locked`] : []
    const lost = names
      .filter((name) => !before.undriven.includes(name))
      .map((name) => `'${name}' is not driven any longer`)
    const isMore = driven > before.driven || before.undriven.some((name) => !names.includes(name))
    return [
      ...[...fewer, ...lost].map((message) => ({ driver, design, message })),
      ...(isMore && fewer.length + lost.length === 0
        ? [{ driver, design, message: 'more is driven than is locked', more: true as const }]
        : []),
    ]
  })
}

/** The lock with today's runs. Unchanged designs keep their day. */
export function withDrivers(
  lock: Lock | undefined,
  results: readonly Conformance[],
  by: { readonly day: string; readonly tool: string },
): Lock {
  const drivers: { [driver: string]: { [design: string]: LockedDriver } } = {}
  for (const [driver, designs] of Object.entries(lock?.drivers ?? {})) drivers[driver] = { ...designs }
  for (const result of results.filter(isComplete)) {
    const { driver, design, spec, driven } = result
    const today = { spec, driven, undriven: result.undriven.map(({ name }) => name) }
    const before = own(own(drivers, driver), design)
    const same =
      before !== undefined &&
      JSON.stringify({ ...before, since: '', tool: '' }) === JSON.stringify({ since: '', tool: '', ...today })
    drivers[driver] = {
      ...own(drivers, driver),
      [design]: same ? before : { since: by.day, tool: by.tool, ...today },
    }
  }
  const sorted = Object.fromEntries(Object.entries(drivers).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { version: 1, specs: lock?.specs ?? {}, ...(Object.keys(sorted).length === 0 ? {} : { drivers: sorted }) }
}

const isComplete = ({ drift, error, limit }: Conformance) =>
  drift === undefined && error === undefined && limit === undefined
