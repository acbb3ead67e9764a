/** Reads the log of a real system: a log with a header, or spans of OpenTelemetry. */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { show, UsageError } from '../../errors.ts'
import { type Header, headerOf } from '../../validate/header.ts'
import { type SpanLog, type SpanMappings, spanLog } from '../../validate/otlp-spans.ts'
import type { Line } from '../../validate/validate.ts'
import { configName, spansIn } from '../options/config-file.ts'
import { filesOf, shown } from '../project/paths.ts'
import { linesOf } from './log-lines.ts'

export interface Log {
  /** The file, as messages call it. */
  readonly name: string
  /** `undefined` for spans. */
  readonly header: Header | undefined
  /** The lines after the header, or the mapped spans in the order of time. */
  readonly lines: Iterable<Line>
  /** For spans: how many are not mapped. */
  readonly ignored?: number
  /** The place of a line, for messages. */
  place(line: number): string
}

/** @throws UsageError, SpecError if the file or the mapping of its spans cannot be used */
export async function readLog(path: string, isOtlp: boolean, cwd: string): Promise<Log> {
  const [file, ...others] = filesOf([path], '.ndjson', cwd)
  if (file === undefined || others.length > 0)
    throw new UsageError(`${path}: this folder has ${others.length + 1} logs; name one of them`)
  const name = shown(file, cwd)
  if (isOtlp || looksLikeSpans(file)) return await spansOf(file, name, cwd)
  const lines = linesOf(file, name)
  return { name, header: headerIn(lines, name), lines, place: (line) => (line === 0 ? name : `${name}:${line}`) }
}

/** @throws UsageError if the first line is not a header */
function headerIn(lines: Generator<Line>, name: string): Header {
  const { value, done } = lines.next()
  if (done) throw new UsageError(`${name}: the log is empty; expected a header, then one event on each line`)
  const header = headerOf(value.text)
  if (Array.isArray(header)) throw new UsageError(header.map((message) => `${name}:1: ${message}`).join('\n'))
  return header as Header
}

/** The part of a file in which `resourceSpans` must appear. */
const headBytes = 2 ** 14

function looksLikeSpans(file: string): boolean {
  const opened = openSync(file, 'r')
  try {
    const head = Buffer.alloc(headBytes)
    const text = head.toString('utf8', 0, readSync(opened, head))
    return text.trimStart().startsWith('{') && text.includes('"resourceSpans"') && !text.includes('"allways"')
  } finally {
    closeSync(opened)
  }
}

async function spansOf(file: string, name: string, cwd: string): Promise<Log> {
  const mappings = await spansIn(cwd)
  if (mappings === undefined)
    throw new UsageError(`${name}: to read spans, add \`spans\` to ${configName}; it says which step each span is`)
  const { lines, ignored, names, wrong } = mapped(file, name, mappings)
  const place = (line: number) => (line === 0 ? name : `${name}, span ${line}`)
  if (wrong.length > 0)
    throw new UsageError(
      wrong
        .slice(0, 20)
        .map(({ line, message }) => `${place(line)}: ${message}`)
        .join('\n'),
    )
  if (lines.length === 0) {
    const found =
      ignored === 0 ? 'it has no spans' : `its spans are called ${[...names].slice(0, 10).map(show).join(', ')}`
    throw new UsageError(`${name}: no span is mapped by \`spans\` of ${configName}; ${found}`)
  }
  return { name, header: undefined, lines, ignored, place }
}

function mapped(file: string, name: string, mappings: SpanMappings): SpanLog {
  try {
    return spanLog(documentsOf(file, name), mappings)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(`${name}: this document is nested too deeply; expected spans in the JSON form of OTLP`)
  }
}

/** One document, or one on each line. @throws UsageError if a document is not JSON */
function* documentsOf(file: string, name: string): Iterable<unknown> {
  const text = readFileSync(file, 'utf8')
  const whole = documentIn(text)
  if (whole !== undefined) return yield whole
  for (const { number, text } of linesOf(file, name)) {
    if (text === '') continue
    const document = documentIn(text)
    if (document === undefined) throw new UsageError(`${name}:${number}: this line is not a JSON document of OTLP`)
    yield document
  }
}

function documentIn(text: string): unknown {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && 'resourceSpans' in read ? read : undefined
  } catch {
    return undefined
  }
}
