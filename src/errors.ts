/**
 * What can be wrong, as values with a code. `ModelError` is the author's model breaking its own rules
 * at some state; `SpecError` is a model or spec that cannot be checked at all; `UsageError` is a wrong
 * command line, config or file; anything else that is thrown is a bug of ours (`InternalError`, exit 70).
 */

export type ModelErrorCode =
  | 'value-out-of-range'
  | 'queue-full'
  | 'step-threw'
  | 'unknown-label'
  | 'not-a-function'
  | 'no-initial-state'
  | 'gone-place'

/** A model that breaks a rule of the language while it runs: reported with the trace that leads there. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A model or spec that is wrong before any state is reached: a duplicate name, an unbounded type. */
export class SpecError extends Error {
  override readonly name = 'SpecError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A wrong command line, file or option. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Our own bug: the fast path and the reference disagree, or an invariant of the engine is broken. */
export class InternalError extends Error {
  override readonly name = 'InternalError'
}

/** `value` as it would be written in a model, short enough for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'function') return 'a function'
  if (value instanceof Promise) return 'a Promise'
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value)
  try {
    const text = JSON.stringify(value)
    return text.length > 80 ? `${text.slice(0, 77)}...` : text
  } catch {
    return 'an object'
  }
}
