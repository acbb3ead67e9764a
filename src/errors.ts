/**
 * Everything that can be wrong, as values with a code. `ModelError`: the author's model breaks its own rules at some
 * state. `SpecError`: a model or spec cannot be checked at all. `UsageError`: a command line, config or file is wrong.
 * Any other thrown value is our own bug (`InternalError`, exit 70).
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
  | 'not-alike'
  | 'too-symmetric'
  | 'too-many-stamps'

/** A model breaks a rule of the language while it runs. The report shows the trace that leads there. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The error of a model without initial states. */
export function noInitialState(): ModelError {
  const text = '`init` chose from an empty list, so the model has no initial state: offer at least one option'
  return new ModelError('no-initial-state', text)
}

/**
 * A model or spec is wrong before any state is reached: for example, a name is used twice, or a type has no bounds. The
 * message says what was found, what was expected, and what to do.
 */
export class SpecError extends Error {
  override readonly name = 'SpecError'
  /** The kind of error, in kebab-case, as in `duplicate-name`. */
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The caller is wrong: a command line, a path, an option, or the name of a design, property or parameter. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A bug of allways itself: its two executions of a model disagree, or it breaks one of its own rules. */
export class InternalError extends Error {
  override readonly name = 'InternalError'
}

/** Returns `value` as a model would write it, short enough for a message. Catches whatever `value` throws. */
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

/** Longer text does not help a reader, and could fill a screen or a disk. */
const maxText = 500
const maxMessage = 5000

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 3)}...` : text)

/** A sentence, after a space, with the name that the author probably meant. Empty if no known name is near. */
export function didYouMean(name: unknown, known: Iterable<string>): string {
  const nearest = typeof name === 'string' ? nearestName(name, [...known]) : undefined
  return nearest === undefined ? '' : ` Did you mean ${show(nearest)}?`
}

/** Whether two names differ in one letter at most, or only in upper and lower case. */
export const isNearly = (a: string, b: string) => distance(a.toLowerCase(), b.toLowerCase()) <= 1

function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((other) => ({ other, away: distance(name.toLowerCase(), other.toLowerCase()) }))
  const [first] = ranked.sort((a, b) => a.away - b.away)
  return first !== undefined && first.away <= Math.max(2, name.length / 3) ? first.other : undefined
}

/** The edit distance: the number of letters to insert, delete or replace to turn `a` into `b`. */
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

/** Whether the value is an `Error`. A value that throws at this test counts as none. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}

/** A part of an error as text. The author's own class may compute this part, or hold something other than a string. */
function partOf(error: Error, part: 'name' | 'message'): string {
  try {
    return cut(String(error[part]), maxMessage)
  } catch (other) {
    return isError(other) && other !== error ? `its ${part} cannot be read` : ''
  }
}

/** For each TypeScript type that an author may write instead of a value: the value to write. */
const typesHere: { readonly [name: string]: string } = {
  boolean: 'bool',
  number: 'int(0, 3)',
  string: "oneOf('open', 'closed')",
}

/** A message for what the author's code threw. If the host's own words do not say what to do, the message adds it. */
export function thrown(error: unknown): string {
  if (!isError(error)) return show(error)
  const [name, message] = [partOf(error, 'name') || 'Error', partOf(error, 'message')]
  const [, missing] = (name === 'ReferenceError' && /^([\w$]+) is not defined$/.exec(message)) || []
  const meant = missing === undefined ? undefined : typesHere[missing]
  if (meant !== undefined) return `${name}: ${message}: to declare a variable, use ${meant} from 'allways'`
  if (missing !== undefined) {
    return `${name}: ${message}: declare it, or import it, as in \`import { ${missing} } from 'allways'\``
  }
  const [, called] = /^\(0 , import_allways\d*\.(\w+)\) is not a function$/.exec(message) ?? []
  if (called !== undefined) return `${name}: ${called} is not a function: write it without brackets`
  const [, member] = /^import_allways\d*\.process\.(\w+) is not a function$/.exec(message) ?? []
  if (member !== undefined) {
    return `${name}: process.${member} is not a function: this is process of 'allways', not of Node`
  }
  if (message === 'process is not a function') {
    return `${name}: ${message}: this is Node's own process; write \`import { process } from 'allways'\``
  }
  return `${name}: ${asImported(message)}`
}

/** Restores the author's names for the exports of allways: a bundle calls `int` `import_allways.int`. */
export function asImported(text: string): string {
  return text.replace(/\(0\s*,\s*import_allways\d*\.([\w$]+)\)/g, '$1').replace(/\bimport_allways\d*\./g, '')
}

/**
 * Characters that no screen and no document should receive unchanged: control characters (with line breaks), invisible
 * characters that turn or join the text around them (bidi, zero width), unpaired surrogates, and noncharacters.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufdd0-\ufdef\ufffe\uffff]/gu

/** In Persian, Indic scripts and emoji these two characters belong to the spelling. */
const joiner = /[\u200c\u200d]/
const joined = /\p{M}|\p{Extended_Pictographic}|(?!\p{Script=Latin})\p{L}/u

/** Returns the text on one line. Each invisible character becomes a code, as in `\u202e`; a line break becomes `\n`. */
export function printable(text: string): string {
  return text.replace(unseen, (sign, at: number) => {
    if (sign === '\t') return ' '
    if (sign === '\n') return '\\n'
    if (joiner.test(sign) && joined.test(before(text, at)) && joined.test(after(text, at + 1))) return sign
    const units = Array.from({ length: sign.length }, (_, i) => sign.charCodeAt(i))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}

/** Like `printable`, for a text of several lines: it keeps the lines. */
export const printableLines = (text: string) => text.split(/\r?\n/).map(printable).join('\n')

const after = (text: string, at: number) => String.fromCodePoint(text.codePointAt(at) ?? 0)
const before = (text: string, at: number) => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
