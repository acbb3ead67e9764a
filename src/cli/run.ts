/** What a command has found, and how it ends. */
import {
  type Compared,
  type Coverage,
  type ExitCode,
  exitCode,
  type Finding,
  type Result,
  type Unchanged,
} from '../result.ts'
import type { Part } from './part.ts'

export interface Run {
  readonly results: readonly Result[]
  /** The parameter that was swept. */
  readonly swept?: string
  readonly lock?: Compared & { readonly file: string }
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
