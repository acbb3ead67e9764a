/** The lock file, `allways.lock.json`: reads it, compares it with the results of a run, and writes it on request. */
import { existsSync, mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Conformance } from '../../conformance.ts'
import { compareToLock } from '../../gate/compare-to-lock.ts'
import { compareDrivers, type DriverDifference, withDrivers } from '../../gate/drivers.ts'
import {
  isLockable,
  type Lock,
  type LockedDesign,
  type LockedDriver,
  type LockedProperty,
  locked,
} from '../../gate/lock.ts'
import { type Compared, propertyKinds, type Result } from '../../result.ts'
import { packageInfo } from '../host/package.ts'
import { shown } from '../project/paths.ts'
import { exclusively } from './exclusive.ts'
import { readJson } from './json-file.ts'
import { makeupFields } from './result-shape.ts'
import { anyText, data, fitting, list, maybe, object, oneOf, record, whole } from './shape.ts'
import { removeLeftovers, writeWhole } from './write-whole.ts'

/** The specs and designs that a run was asked to check. Only these are compared with the lock. */
export interface Scope {
  /** `'all'` if every spec was checked, otherwise the names of the checked specs. */
  readonly specs: readonly string[] | 'all'
  /** Whether all designs of these specs were checked. */
  readonly allDesigns: boolean
  /** The designs that these specs have today. */
  readonly designs: readonly { readonly spec: string; readonly design: string }[]
}

export interface LockFile {
  /** As messages name it. */
  readonly name: string
  /** `undefined` if there is no lock yet. */
  readonly lock: Lock | undefined
  compare(results: readonly Result[], scope: Scope): Compared
  /** Reads the file again first: another run may have written it meanwhile. @throws UsageError, Error of the system */
  write(results: readonly Result[], scope: Scope, today: Date, signal?: AbortSignal): Promise<void>
  compareDrivers(results: readonly Conformance[]): DriverDifference[]
  /** Does for the runs of drivers what `write` does for results. */
  writeDrivers(results: readonly Conformance[], today: Date): Promise<void>
}

/** `update` is the command that writes the lock. @throws UsageError for a file that is not a lock */
export function lockFile(file: string, cwd: string, update = 'npx allways check --update'): LockFile {
  const path = resolve(cwd, file)
  const name = shown(path, cwd)
  const current = () => (existsSync(path) ? read(path, name, update) : undefined)
  const lock = current()
  const goneOf = ({ specs, allDesigns, designs }: Scope) =>
    Object.entries(lock?.specs ?? {}).flatMap(([spec, held]) => {
      const isChecked = specs === 'all' || specs.includes(spec)
      if (!isChecked || !allDesigns) return []
      return Object.keys(held)
        .filter((design) => !designs.some((other) => other.spec === spec && other.design === design))
        .map((design) => ({ spec, design }))
    })
  /** Replaces the lock, which another process may have written meanwhile. */
  const rewrite = async (made: (now: Lock | undefined) => Lock, signal?: AbortSignal) => {
    const folder = dirname(path)
    mkdirSync(folder, { recursive: true })
    const work = () => {
      removeLeftovers(folder, basename(path))
      const now = current()
      const next = made(now)
      if (!same(next, now)) writeWhole(path, `${JSON.stringify(next, null, 2)}\n`)
    }
    await exclusively(join(folder, `.${basename(path)}.lock`), name, work, signal === undefined ? {} : { signal })
  }
  return {
    name,
    lock,
    compare: (results, scope) =>
      lock === undefined ? { weaker: [], unlocked: [] } : compareToLock(lock, results, goneOf(scope)),
    async write(results, scope, today, signal) {
      if (!results.some(isLockable)) return
      const work = (now: Lock | undefined) => {
        // an entry that was added or changed since this run began is not gone
        const gone = goneOf(scope).filter(({ spec, design }) =>
          same(entry(now, spec, design), entry(lock, spec, design)),
        )
        return locked(now, results, by(today), gone)
      }
      await rewrite(work, signal)
    },
    compareDrivers: (results) => compareDrivers(lock, results),
    writeDrivers: (results, today) => rewrite((now) => withDrivers(now, results, by(today))),
  }
}

const by = (today: Date) => ({
  day: today.toISOString().slice(0, 10),
  tool: `${packageInfo.name} ${packageInfo.version}`,
})

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function entry(lock: Lock | undefined, spec: string, design: string): LockedDesign | undefined {
  const designs = new Map(Object.entries(lock?.specs ?? {})).get(spec)
  return new Map(Object.entries(designs ?? {})).get(design)
}

const kinds = oneOf(...propertyKinds)

const shape = object<Lock>({
  version: oneOf(1),
  specs: record(
    record(
      object<LockedDesign>({
        ...{ since: anyText, tool: anyText, file: anyText, params: record(data) },
        ...{ states: whole(), transitions: whole(), depth: whole() },
        ...makeupFields,
        symmetry: maybe(oneOf('proved')),
        taken: list(anyText),
        properties: record(
          object<LockedProperty>({
            ...{ kind: kinds, digest: anyText, verdict: oneOf('holds', 'violated', 'unknown'), length: maybe(whole()) },
          }),
        ),
      }),
    ),
  ),
  drivers: maybe(
    record(
      record(
        object<LockedDriver>({
          since: anyText,
          tool: anyText,
          spec: anyText,
          driven: whole(),
          undriven: list(anyText),
        }),
      ),
    ),
  ),
})

function read(path: string, name: string, update: string): Lock {
  const remedy = `restore the file, or remove it and run \`${update}\``
  const value = readJson(path, name, remedy)
  const { version = 1 } = (value ?? {}) as { readonly version?: unknown }
  return fitting(shape, value, name, version === 1 ? remedy : `${remedy}, or use the version of allways that wrote it`)
}
