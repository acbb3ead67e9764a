/** What a command has found, and how it ends. */

import type { ToLock } from '../report/lock.ts'
import {
  type Compared,
  type Coverage,
  type ExitCode,
  exitCode,
  type Finding,
  type Result,
  type Unchanged,
} from '../result.ts'
import type { Shard } from './option-values.ts'

/** A design of a spec, by their names. */
export interface DesignName {
  readonly spec: string
  readonly design: string
}

export interface Part {
  /** Absent where the run was not shared among jobs. */
  readonly shard?: Shard
  /** What all shards together check, in order. */
  readonly designs: readonly DesignName[]
  /** So many sizes of each. */
  readonly sizes: number
  /** What must be the same in all shards of a run, and how messages call it. */
  readonly same: { readonly [what: string]: string }
  /** The commit that was checked out, where there is one. */
  readonly revision?: string
}

export interface Run {
  readonly results: readonly Result[]
  /** The parameter that was swept. */
  readonly swept?: string
  readonly lock?: Compared & Pick<ToLock, 'file' | 'again' | 'designs'>
  readonly unchanged?: Unchanged
  /** Of each spec, where it was asked for. */
  readonly coverage?: readonly Coverage[]
  /** For a blob: which part of a run this is. */
  readonly part?: Part
  /** What the text of the specs alone shows; absent where nothing was found. */
  readonly findings?: readonly Finding[]
}

export function codeOf({ results, lock, findings = [] }: Run): ExitCode {
  const code = exitCode(results)
  if (code !== 130 && findings.some(({ level }) => level === 'error')) return 2
  return lock !== undefined && isWeaker(lock) && (code === 0 || code === 3) ? 1 : code
}

/** Where others look, nothing may come without being locked. */
function isWeaker({ weaker, unlocked }: Compared): boolean {
  return weaker.length > 0 || (unlocked.length > 0 && isCi())
}

/** Whether a job of a host runs it, and not a person. */
export function isCi(): boolean {
  return ![undefined, '', 'false', '0'].includes(process.env.CI)
}
