/** Failures outside the results of a run. Each is printed and changes the exit code, but stops nothing else. */
import { SpecError, UsageError } from '../../errors.ts'
import { internalError, type RunError } from '../../result.ts'
import { packageInfo } from '../host/package.ts'

export class Troubles {
  /** The exit code of each failure. */
  readonly codes: (2 | 70)[] = []
  readonly #warn: (line: string) => void

  /** `warn` receives one line for each failure. */
  constructor(warn: (line: string) => void) {
    this.#warn = warn
  }

  /** `what` says what failed, as in `cannot write the report junit=a.xml`. */
  add(what: string, error: unknown): void {
    const { code, message } = troubleOf(error)
    this.codes.push(code === internalError ? 70 : 2)
    this.#warn(`${what}: ${message}`)
  }

  /** Runs `body`. If it throws, adds the failure and returns `undefined`. */
  try<T>(what: string, body: () => T): T | undefined {
    try {
      return body()
    } catch (error) {
      this.add(what, error)
      return undefined
    }
  }
}

/** Converts an error to its form in a result: an error of a spec or of the system, or a bug of allways. */
export function troubleOf(error: unknown): RunError {
  if (error instanceof SpecError) return { code: error.code, message: error.message }
  if (error instanceof UsageError) return { code: 'usage', message: error.message }
  if (
    error instanceof RangeError &&
    /Invalid (string|array|typed array) length|allocation failed/.test(error.message)
  ) {
    return { code: 'too-large', message: `it is too large (${error.message})` }
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (error instanceof Error && (syscall !== undefined || code === 'ENOSPC' || code === 'ERR_STRING_TOO_LONG')) {
    return { code: code ?? 'system', message }
  }
  const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const debug = process.env.ALLWAYS_DEBUG === '1' && error instanceof Error ? `\n${error.stack}` : ''
  return {
    code: internalError,
    message: `this is a bug of allways ${packageInfo.version}; please report it: ${thrown}${debug}`,
  }
}
