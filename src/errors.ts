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
  | 'wire-cycle'
  | 'init-cycle'
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

/** `value` as it would be written in a model, short enough for a message; nothing that it throws comes back. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${printable(cut(value, maxText))}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value)
  try {
    if (value instanceof Promise) return 'a Promise'
    const text: string | undefined = JSON.stringify(value)
    return text === undefined ? 'an object' : printable(cut(text, 80))
  } catch {
    return 'an object'
  }
}

/** More of a text tells people nothing, and could fill a screen or a disk. */
const maxText = 500
const maxMessage = 5000

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 3)}...` : text)

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

/** Whether it was made as an error; what cannot be asked was not. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}

/** A part of an error as text, which the author's own class may compute, or have as something else. */
function partOf(error: Error, part: 'name' | 'message'): string {
  try {
    return cut(String(error[part]), maxMessage)
  } catch (other) {
    return isError(other) && other !== error ? `its ${part} cannot be read` : ''
  }
}

/** Types of TypeScript where a value is wanted. */
const typesHere: { readonly [name: string]: string } = {
  boolean: 'bool',
  number: 'int(0, 3)',
  string: "oneOf('open', 'closed')",
}

/** What the author's code threw, and what to do about it where the host's own words do not say. */
export function thrown(error: unknown): string {
  if (!isError(error)) return show(error)
  const [name, message] = [partOf(error, 'name') || 'Error', partOf(error, 'message')]
  const [, missing] = (name === 'ReferenceError' && /^([\w$]+) is not defined$/.exec(message)) || []
  const meant = missing === undefined ? undefined : typesHere[missing]
  if (meant !== undefined) return `${name}: ${message}: the type of a variable is ${meant} here, from 'allways'`
  if (missing !== undefined) {
    return `${name}: ${message}: import it, as in import { ${missing} } from 'allways', or declare it`
  }
  const [, called] = /^\(0 , import_allways\d*\.(\w+)\) is not a function$/.exec(message) ?? []
  if (called !== undefined) return `${name}: ${called} is not a function: write it without brackets`
  const [, member] = /^import_allways\d*\.process\.(\w+) is not a function$/.exec(message) ?? []
  if (member !== undefined) {
    return `${name}: process.${member} is not a function: this is process of 'allways', and a model needs no other`
  }
  if (message === 'process is not a function') {
    return `${name}: ${message}: import { process } from 'allways', or this is Node's own`
  }
  return `${name}: ${asImported(message)}`
}

/** Text of a bundle with the names of allways as the author imported them: a bundle calls `int` `import_allways.int`. */
export function asImported(text: string): string {
  return text.replace(/\(0\s*,\s*import_allways\d*\.([\w$]+)\)/g, '$1').replace(/\bimport_allways\d*\./g, '')
}

/**
 * What no screen and no document should get as it is: control characters, line breaks among them, what turns or joins
 * the text around it without being seen (bidi, zero width), halves of a pair, and what is no character at all.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufdd0-\ufdef\ufffe\uffff]/gu

/** In Persian, Indic scripts and emoji these two are a part of the spelling. */
const joiner = /[\u200c\u200d]/
const joined = /\p{M}|\p{Extended_Pictographic}|(?!\p{Script=Latin})\p{L}/u

/** The text on one line: what would not be seen stands as its number, as in `\u202e`, and a line break as `\n`. */
export function printable(text: string): string {
  return text.replace(unseen, (sign, at: number) => {
    if (sign === '\t') return ' '
    if (sign === '\n') return '\\n'
    if (joiner.test(sign) && joined.test(before(text, at)) && joined.test(after(text, at + 1))) return sign
    const units = Array.from({ length: sign.length }, (_, i) => sign.charCodeAt(i))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}

/** The same for a text of several lines, which stay lines. */
export const printableLines = (text: string) => text.split(/\r?\n/).map(printable).join('\n')

const after = (text: string, at: number) => String.fromCodePoint(text.codePointAt(at) ?? 0)
const before = (text: string, at: number) => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
