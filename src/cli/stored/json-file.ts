/** Reads a JSON file. If the text is not JSON, the error gives the line and column. */
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { UsageError } from '../../errors.ts'

/** The maximum depth of nesting: more than any state has, and safe for every recursive walk over the value. */
const mostLevels = 500
/** In characters. A longer text is not scanned: duplicate keys pass, and the error for deep nesting has no line. */
const mostScanned = 32 * 2 ** 20

/** @param name the file, as messages call it @param remedy what to do with a broken file @throws UsageError */
export function readJson(path: string, name: string, remedy: string): unknown {
  const text = textOf(path, name, remedy)
  const trouble = text.length > mostScanned ? undefined : scan(text)
  if (trouble !== undefined) {
    throw new UsageError(`${name}:${placeIn(text, trouble.at)}: ${trouble.message}; ${remedy}`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${name}: not valid JSON: ${(error as Error).message}; ${remedy}`)
  }
  if (text.length > mostScanned && levelsOf(value) > mostLevels) throw new UsageError(`${name}: ${tooDeep}; ${remedy}`)
  return value
}

const tooDeep = `values are nested more than ${mostLevels} levels deep`

function textOf(path: string, name: string, remedy: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new UsageError(`${name}: ${reasonOf(error as NodeJS.ErrnoException)}`)
  }
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new UsageError(`${name}: the text is UTF-16; save the file as UTF-8`)
  }
  try {
    const text = bytes.toString('utf8')
    if (!isUtf8(bytes)) {
      throw new UsageError(`${name}:${placeIn(text, text.indexOf('\ufffd'))}: not valid UTF-8; ${remedy}`)
    }
    // some editors on Windows begin a text with this mark
    return text.startsWith('\ufeff') ? text.slice(1) : text
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${name}: the file is too large to read: ${bytes.length} bytes`)
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EISDIR') return 'this is a folder; expected a file'
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read this file'
  return `cannot read the file: ${message}`
}

interface Trouble {
  /** In characters from the start. */
  readonly at: number
  readonly message: string
}

const space = /[ \t\r\n]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none in a string
const string = /"[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\0-\x1f]*)*"/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** The first error in a text: it is not JSON, is nested too deeply, has `__proto__` as a key, or a key twice. */
function scan(text: string): Trouble | undefined {
  let at = 0
  /** One entry for each open object or list: the keys of an object, `null` for a list. */
  const open: (Set<string> | null)[] = []
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at
    const isThere = pattern.test(text)
    if (isThere) at = pattern.lastIndex
    return isThere
  }
  const next = () => {
    skip(space)
    return text[at]
  }
  const wrong = (expected: string): Trouble => ({
    at,
    message: `not valid JSON: ${at >= text.length ? 'the text ends here' : `found ${JSON.stringify(text[at])}`}, expected ${expected}`,
  })
  const key = (): Trouble | undefined => {
    next()
    const from = at
    if (!skip(string)) return wrong("a key in double quotes, or '}'")
    const raw = text.slice(from, at)
    const name = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
    if (name === '__proto__') return { at: from, message: `the key '__proto__' is not allowed` }
    const keys = open.at(-1) as Set<string>
    if (keys.has(name)) return { at: from, message: `this object has the key '${name}' twice` }
    keys.add(name)
    if (next() !== ':') return wrong("':'")
    at++
    return undefined
  }
  if (next() === undefined) return { at: 0, message: 'not valid JSON: the file is empty' }
  for (;;) {
    // a value
    const first = next()
    if (first === '{' || first === '[') {
      if (open.length === mostLevels) return { at, message: tooDeep }
      at++
      open.push(first === '{' ? new Set() : null)
      if (next() === (first === '{' ? '}' : ']')) {
        at++
        open.pop()
      } else {
        const found = first === '{' ? key() : undefined
        if (found !== undefined) return found
        continue
      }
    } else if (!skip(first === '"' ? string : scalar)) return wrong('a value')
    // what comes after it
    for (;;) {
      const after = next()
      if (open.length === 0) return after === undefined ? undefined : wrong('the end of the text')
      const keys = open.at(-1)
      at++
      if (after === ',') {
        const found = keys === null ? undefined : key()
        if (found !== undefined) return found
        break
      }
      if (after !== (keys === null ? ']' : '}')) {
        at--
        return wrong(keys === null ? "',' or ']'" : "',' or '}'")
      }
      open.pop()
    }
  }
}

/** Lines and columns count from 1, as in editors. */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split('\n')
  return `${before.length}:${(before.at(-1) as string).length + 1}`
}

/** Works level by level, without recursion, so that no depth overflows the stack. */
function levelsOf(value: unknown): number {
  let levels = 0
  const isBranch = (one: unknown) => typeof one === 'object' && one !== null
  for (let now = [value].filter(isBranch); now.length > 0 && levels <= mostLevels; levels++) {
    now = now.flatMap((one) => Object.values(one as object).filter(isBranch))
  }
  return levels
}
