/** The lock in its file, `allways.lock.json`: read, compared with today's results, and written anew when told to. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { isLockable, type Lock, locked } from '../gate/lock.ts'
import { compareToLock } from '../gate/weakened.ts'
import type { Compared, Result } from '../result.ts'
import { writeWhole } from './files.ts'
import { shown } from './paths.ts'
import { tool } from './tool.ts'

/** What a run was asked to check, of which the lock must therefore hold. */
export interface Scope {
  /** Every spec was checked, or these by name. */
  readonly specs: readonly string[] | 'all'
  /** All designs of them were. */
  readonly allDesigns: boolean
  /** The designs that these specs have today. */
  readonly designs: readonly { readonly spec: string; readonly design: string }[]
}

export interface LockFile {
  /** As messages name it. */
  readonly name: string
  /** `undefined` where there is none yet. */
  readonly lock: Lock | undefined
  compare(results: readonly Result[], scope: Scope): Compared
  write(results: readonly Result[], scope: Scope, today: Date): void
}

/** @throws UsageError for a file that is no lock */
export function lockFile(file: string, cwd: string): LockFile {
  const path = resolve(cwd, file)
  const name = shown(path, cwd)
  const lock = existsSync(path) ? read(path, name) : undefined
  const goneOf = ({ specs, allDesigns, designs }: Scope) =>
    Object.entries(lock?.specs ?? {}).flatMap(([spec, held]) => {
      const isChecked = specs === 'all' || specs.includes(spec)
      if (!isChecked || !allDesigns) return []
      return Object.keys(held)
        .filter((design) => !designs.some((other) => other.spec === spec && other.design === design))
        .map((design) => ({ spec, design }))
    })
  return {
    name,
    lock,
    compare: (results, scope) =>
      lock === undefined ? { weaker: [], unlocked: [] } : compareToLock(lock, results, goneOf(scope)),
    write(results, scope, today) {
      const made = locked(
        lock,
        results,
        { day: today.toISOString().slice(0, 10), tool: `${tool.name} ${tool.version}` },
        goneOf(scope),
      )
      if (results.some(isLockable) && JSON.stringify(made) !== JSON.stringify(lock)) {
        writeWhole(path, `${JSON.stringify(made, null, 2)}\n`)
      }
    },
  }
}

function read(path: string, name: string): Lock {
  const remedy = 'restore it, or remove it and run npx allways check --update'
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${name}: is not JSON: ${(error as Error).message}: ${remedy}`)
  }
  const { version, specs } = (value ?? {}) as Partial<Lock>
  if (version !== 1 || typeof specs !== 'object' || specs === null) {
    throw new UsageError(`${name}: is no lock of version 1: ${remedy}, or use the version of allways that wrote it`)
  }
  return value as Lock
}
