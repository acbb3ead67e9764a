/**
 * The lock: what was true of every design when it was locked, kept beside the specs. A verdict can stay as expected
 * while it means less: a predicate became true of everything, a bound shrank, no run takes a step any longer. Each of
 * these is a difference from the lock.
 */
import { defined, own } from '../plain.ts'
import type { ModelParts, PropertyResult, Result, Verdict } from '../result.ts'

export interface Lock {
  readonly version: 1
  readonly specs: { readonly [spec: string]: { readonly [design: string]: LockedDesign } }
  /** The designs to which drivers hold code. Absent if no driver is locked. */
  readonly drivers?: { readonly [driver: string]: { readonly [design: string]: LockedDriver } }
}

export interface LockedDesign extends ModelParts {
  /** The day on which the design was locked in this form, and the version of allways that did so. */
  readonly since: string
  readonly tool: string
  readonly file: string
  readonly params: { readonly [name: string]: unknown }
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** Whether all orders of alike instances were checked; absent if only some were, or if the model has none. */
  readonly symmetry?: 'proved'
  /** The steps, actions and faults that are taken. */
  readonly taken: readonly string[]
  readonly properties: { readonly [name: string]: LockedProperty }
}

/** One design of a driver, as it was locked. */
export interface LockedDriver {
  readonly since: string
  readonly tool: string
  readonly spec: string
  /** The transitions that were driven. */
  readonly driven: number
  /** The steps that nobody drives. */
  readonly undriven: readonly string[]
}

export interface LockedProperty extends Pick<PropertyResult, 'kind'> {
  readonly digest: string
  readonly verdict: Verdict
  /** The length of its counterexample or witness, in transitions. */
  readonly length?: number
}

/** Whether a result has all that the lock keeps, without an error, and no limit cut it short. */
export function isLockable(result: Result): boolean {
  return result.makeup !== undefined && result.complete && result.error === undefined
}

/** Returns `lock` with today's results. Unchanged designs keep their day. `gone`: designs that no longer exist. */
export function locked(
  lock: Lock | undefined,
  results: readonly Result[],
  by: { readonly day: string; readonly tool: string },
  gone: readonly { readonly spec: string; readonly design: string }[] = [],
): Lock {
  const specs: { [spec: string]: { [design: string]: LockedDesign } } = {}
  for (const [spec, designs] of Object.entries(lock?.specs ?? {})) {
    const left = Object.entries(designs).filter(
      ([design]) => !gone.some((other) => other.spec === spec && other.design === design),
    )
    if (left.length > 0) specs[spec] = Object.fromEntries(left)
  }
  for (const result of results) {
    if (!isLockable(result)) continue
    const before = own(own(specs, result.spec), result.design)
    const today = lockedDesign(result)
    const same = before !== undefined && JSON.stringify({ ...before, since: '', tool: '' }) === JSON.stringify(today)
    specs[result.spec] = {
      ...own(specs, result.spec),
      [result.design]: same ? before : { ...today, since: by.day, tool: by.tool },
    }
  }
  return { version: 1, specs: sorted(specs), ...defined({ drivers: lock?.drivers }) }
}

function lockedDesign(result: Result): LockedDesign {
  const { file, params, states, transitions, depth, actions, properties } = result
  const { variables, instances, budgets, fairness } = result.makeup as ModelParts
  return {
    ...{ since: '', tool: '', file, params, states, transitions, depth },
    ...{ variables, instances, budgets, fairness },
    ...(result.symmetry?.claim === 'proved' ? { symmetry: 'proved' } : {}),
    taken: actions.filter(({ taken }) => taken > 0).map(({ name }) => name),
    properties: Object.fromEntries(
      properties.map(({ name, kind, digest = '', verdict, counterexample, witness }) => {
        const length = (counterexample ?? witness)?.steps.length
        return [name, { kind, digest, verdict, ...defined({ length }) }]
      }),
    ),
  }
}

function sorted<T>(record: { readonly [name: string]: T }): { [name: string]: T } {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
