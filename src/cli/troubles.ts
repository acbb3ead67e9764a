/** What goes wrong beside the results of a run, and takes nothing else with it: it is said, and told by the exit code. */
import { SpecError, UsageError } from '../errors.ts'
import { internalError, type RunError } from '../result.ts'
import { tool } from './tool.ts'

export class Troubles {
  /** The exit codes that come of them. */
  readonly codes: (2 | 70)[] = []
  readonly #warn: (line: string) => void

  /** `warn` is given a line for each. */
  constructor(warn: (line: string) => void) {
    this.#warn = warn
  }

  /** `what` went wrong, as in `the report junit=a.xml cannot be written`. */
  add(what: string, error: unknown): void {
    const { code, message } = troubleOf(error)
    this.codes.push(code === internalError ? 70 : 2)
    this.#warn(`${what}: ${message}`)
  }

  /** Does one thing of several. */
  try<T>(what: string, body: () => T): T | undefined {
    try {
      return body()
    } catch (error) {
      this.add(what, error)
      return undefined
    }
  }
}

/** An error as it stands in a result: that of a spec or the system, or our own bug. */
export function troubleOf(error: unknown): RunError {
  if (error instanceof SpecError) return { code: error.code, message: error.message }
  if (error instanceof UsageError) return { code: 'usage', message: error.message }
  if (
    error instanceof RangeError &&
    /Invalid (string|array|typed array) length|allocation failed/.test(error.message)
  ) {
    return { code: 'too-large', message: `it is too large to be made (${error.message})` }
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (error instanceof Error && (syscall !== undefined || code === 'ENOSPC' || code === 'ERR_STRING_TOO_LONG')) {
    return { code: code ?? 'system', message }
  }
  const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const debug = process.env.ALLWAYS_DEBUG === '1' && error instanceof Error ? `\n${error.stack}` : ''
  return {
    code: internalError,
    message: `this is a bug of allways ${tool.version}, please report it: ${thrown}${debug}`,
  }
}
