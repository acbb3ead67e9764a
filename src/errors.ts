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
  | 'unknown-field'
  | 'not-a-function'
  | 'no-initial-state'
  | 'gone-place'
  | 'composite-comparison'

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
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Promise) return 'a Promise'
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value)
  try {
    const text = JSON.stringify(value)
    return text.length > 80 ? `${text.slice(0, 77)}...` : text
  } catch {
    return 'an object'
  }
}

/** The name that may have been meant, as a sentence with a space before it; nothing where none is near. */
export function didYouMean(name: unknown, known: Iterable<string>): string {
  const nearest = typeof name === 'string' ? nearestName(name, [...known]) : undefined
  return nearest === undefined ? '' : ` Did you mean ${show(nearest)}?`
}

function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((other) => ({ other, away: distance(name.toLowerCase(), other.toLowerCase()) }))
  const [first] = ranked.sort((a, b) => a.away - b.away)
  return first !== undefined && first.away <= Math.max(2, name.length / 3) ? first.other : undefined
}

/** How many letters must be put in, left out or replaced to make `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

/** Types of TypeScript where a value is wanted. */
const typesHere: { readonly [name: string]: string } = {
  boolean: 'bool',
  number: 'int(0, 3)',
  string: "oneOf('open', 'closed')",
}

/** What the author's code threw, and what to do about it where the host's own words do not say. */
export function thrown(error: unknown): string {
  if (!(error instanceof Error)) return show(error)
  const { name, message } = error
  const [, missing] = (name === 'ReferenceError' && /^([\w$]+) is not defined$/.exec(message)) || []
  const meant = missing === undefined ? undefined : typesHere[missing]
  if (meant !== undefined) return `${name}: ${message}: the type of a variable is ${meant} here, from 'allways'`
  if (missing !== undefined) {
    return `${name}: ${message}: import it, as in import { ${missing} } from 'allways', or declare it`
  }
  // as a bundle calls what is imported
  const [, called] = /^\(0 , import_allways\d*\.(\w+)\) is not a function$/.exec(message) ?? []
  if (called !== undefined) return `${name}: ${called} is not a function: write it without brackets`
  if (message === 'process is not a function') {
    return `${name}: ${message}: import { process } from 'allways', or this is Node's own`
  }
  return `${name}: ${message}`
}
