/** Maps places in a bundle back to the author's files. */

import { Session } from 'node:inspector'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, resolve } from 'node:path'
import type { Location } from '../../plain.ts'
import type { Located } from '../../why/parts.ts'
import type { Bundle } from '../project/bundle.ts'
import { shown } from '../project/paths.ts'
import { capturedNames } from './closures.ts'

export interface Places {
  /**
   * For a function of the spec, the place where the author wrote it. For an error, the innermost place of the spec in
   * its stack or in those of its causes. `undefined` if there is no such place.
   */
  readonly locate: Located
  /** The author's place of the code that begins at this offset of the script; `undefined` if the author wrote none. */
  origin(offset: number): Origin | undefined
  /** The offset in the bundle's code at which each function begins, or an offset slightly after that. */
  offsetsOf(functions: readonly unknown[]): readonly (number | undefined)[]
  /** The author's place of the code at an offset of the bundle. */
  place(offset: number): Location | undefined
}

/** Line and column count from 1. */
export interface Origin extends Location {
  /** The file's absolute path. */
  readonly path: string
  readonly column: number
}

/** The code that was made from a bundle, and that was compiled. */
export interface Script {
  /** Its name in stacks. */
  readonly script: string
  readonly code: string
  /** Maps an offset in `code` to an offset in the bundle; `undefined` if there is none. */
  original(offset: number): number | undefined
}

/** `entry` is the compiled script, a function. */
export function placesOf(
  bundle: Bundle,
  { script, ...made }: Script,
  entry: unknown,
  file: string,
  cwd: string,
): Places {
  let map: SourceMap | undefined
  let [startsOfCode, startsOfBundle]: number[][] = []
  // Parsed on first use, because most runs have no error to place.
  const entryAt = (offset: number) => {
    map ??= new SourceMap(JSON.parse(bundle.map) as SourceMapPayload)
    startsOfBundle ??= lineStarts(bundle.code)
    const row = lineOf(startsOfBundle, offset)
    const column = offset - (startsOfBundle[row] as number)
    const entry = map.findEntry(row, column)
    return { found: 'originalLine' in entry ? entry : undefined, row, column }
  }
  /** The offset in the bundle for a place in the script. */
  const offsetOf = (line: number, column: number): number | undefined => {
    startsOfCode ??= lineStarts(made.code)
    return made.original((startsOfCode[line] ?? 0) + column)
  }
  const place = (offset: number): Location | undefined => {
    const { found } = entryAt(offset)
    if (found?.originalSource === undefined) return undefined
    return { file: shown(resolve(dirname(file), found.originalSource), cwd), line: found.originalLine + 1 }
  }
  const original = (line: number, column: number): Location | undefined => {
    const offset = offsetOf(line, column)
    return offset === undefined ? undefined : place(offset)
  }
  const offsetOfFunction = (fn: unknown): number | undefined => {
    const [at, own] = functionLocations([fn, entry])
    return at !== undefined && at.scriptId === own?.scriptId ? offsetOf(at.lineNumber, at.columnNumber ?? 0) : undefined
  }
  const ofFunction = (fn: unknown): Location | undefined => {
    const offset = offsetOfFunction(fn)
    return offset === undefined ? undefined : place(offset)
  }
  const written = (fn: object): string | undefined => {
    const offset = offsetOfFunction(fn)
    const found = offset === undefined ? undefined : entryAt(offset).found
    if (found === undefined || map === undefined) return undefined
    const { sources, sourcesContent } = map.payload
    const text = sourcesContent?.[sources.indexOf(found.originalSource)]
    return text?.slice(lineStarts(text)[found.originalLine])
  }
  const locate = (found: unknown): Location | undefined => {
    if (typeof found === 'function') return ofFunction(found)
    return typeof found === 'object' && found !== null ? ofError(found) : undefined
  }
  const ofError = (error: object): Location | undefined => {
    const lines = String((error as Error).stack ?? '').split('\n')
    for (const frame of lines) {
      const [, line, column] = (frame.includes(`${script}:`) && /:(\d+):(\d+)\)?$/.exec(frame)) || []
      // a frame in code that allways inserted has no place
      const at = line === undefined ? undefined : original(Number(line) - 1, Number(column) - 1)
      if (at !== undefined) return at
    }
    const { cause } = error as Error
    return typeof cause === 'object' && cause !== null ? ofError(cause) : undefined
  }
  return {
    origin(at) {
      const offset = made.original(at)
      if (offset === undefined) return undefined
      const { found, row, column } = entryAt(offset)
      if (found?.originalSource === undefined) return undefined
      if (found.generatedLine !== row || found.generatedColumn !== column) return undefined
      const path = resolve(dirname(file), found.originalSource)
      return { path, file: shown(path, cwd), line: found.originalLine + 1, column: found.originalColumn + 1 }
    },
    offsetsOf(functions) {
      const [own, ...places] = functionLocations([entry, ...functions])
      return places.map((at) =>
        at === undefined || at.scriptId !== own?.scriptId ? undefined : offsetOf(at.lineNumber, at.columnNumber ?? 0),
      )
    },
    place,
    locate: Object.assign(locate, { written, captured: capturedNames }),
  }
}

/** The offset at which each line begins. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The last line that begins at or before an offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] as number) <= offset) low = middle
    else high = middle
  }
  return low
}

interface FunctionLocation {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber?: number
}

/** V8's own record of where each function was compiled: exact, even if two functions have the same text. */
function functionLocations(functions: readonly unknown[]): (FunctionLocation | undefined)[] {
  const key = 'allways: functions to locate'
  const session = new Session()
  const globals = globalThis as { [key: string]: unknown }
  globals[key] = functions
  session.connect()
  try {
    return functions.map((_, i) => {
      let found: FunctionLocation | undefined
      session.post('Runtime.evaluate', { expression: `globalThis[${JSON.stringify(key)}][${i}]` }, (_error, reply) => {
        const objectId = reply?.result.objectId
        if (objectId === undefined) return
        session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, properties) => {
          const internal = properties?.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')
          found = internal?.value?.value as FunctionLocation | undefined
        })
      })
      return found
    })
  } finally {
    session.disconnect()
    delete globals[key]
  }
}
