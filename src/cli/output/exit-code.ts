/** Decides the exit code of a command. */
import { type Compared, internalError, type Result } from '../../result.ts'
import type { Run } from './run.ts'

export type ExitCode = 0 | 1 | 2 | 3 | 70 | 130

/** Returns the most severe of several exit codes: the process ends with it. */
export function worst(codes: readonly number[]): ExitCode {
  return order.find((code) => codes.includes(code)) ?? 0
}

const order = [70, 130, 2, 1, 3, 0] as const

/** The exit code of a run. Severity: internal error, interrupted, error, unexpected verdict, inconclusive, fine. */
export function exitCode(results: readonly Result[]): ExitCode {
  if (results.some((result) => result.error?.code === internalError)) return 70
  if (results.some((result) => result.limit === 'interrupted')) return 130
  if (results.some((result) => result.error !== undefined)) return 2
  const properties = results.flatMap((result) => result.properties)
  if (properties.some((property) => !property.ok && property.verdict !== 'unknown')) return 1
  if (results.some((result) => result.counts !== undefined)) return 1
  if (properties.some((property) => property.verdict === 'unknown')) return 3
  return 0
}

/** The exit code of a command: that of its results, or 1 if the lock holds more than they prove. */
export function codeOf({ results, lock, findings = [] }: Run): ExitCode {
  const code = exitCode(results)
  if (code !== 130 && findings.some(({ level }) => level === 'error')) return 2
  return lock !== undefined && isWeaker(lock) && (code === 0 || code === 3) ? 1 : code
}

/** In CI, what the lock does not hold yet also counts as weaker. */
function isWeaker({ weaker, unlocked }: Compared): boolean {
  return weaker.length > 0 || (unlocked.length > 0 && isCi())
}

/** Whether a CI job runs the command, not a person. */
export function isCi(): boolean {
  return ![undefined, '', 'false', '0'].includes(process.env.CI)
}
