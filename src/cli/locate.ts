/** From places in a bundle back to the author's files. */
import { Session } from 'node:inspector'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, resolve } from 'node:path'
import type { Location } from '../check/failures.ts'
import type { Bundle } from './bundle.ts'
import { shown } from './paths.ts'

export interface Places {
  /**
   * Where a function of the spec is written, or the innermost place of the spec in the stack of an error or of its
   * causes; `undefined` for what has no such place.
   */
  locate(found: unknown): Location | undefined
}

/** What was made of a bundle and compiled. */
export interface Script {
  /** Names it in stacks. */
  readonly script: string
  readonly code: string
  /** The offset in the bundle of an offset in `code`; `undefined` where there is none. */
  original(offset: number): number | undefined
}

/** `entry` is the function that was compiled. */
export function places(bundle: Bundle, { script, ...made }: Script, entry: unknown, file: string, cwd: string): Places {
  let map: SourceMap | undefined
  let [startsOfCode, startsOfBundle]: number[][] = []
  // Parsed on first use: most runs have no error to place.
  const original = (line: number, column: number): Location | undefined => {
    map ??= new SourceMap(JSON.parse(bundle.map) as SourceMapPayload)
    startsOfCode ??= lineStarts(made.code)
    startsOfBundle ??= lineStarts(bundle.code)
    const offset = made.original((startsOfCode[line] ?? 0) + column)
    if (offset === undefined) return undefined
    const row = startsOfBundle.findLastIndex((start) => start <= offset)
    const found = map.findEntry(row, offset - (startsOfBundle[row] as number))
    if (!('originalSource' in found) || found.originalSource === undefined) return undefined
    return { file: shown(resolve(dirname(file), found.originalSource), cwd), line: found.originalLine + 1 }
  }
  const ofFunction = (fn: unknown): Location | undefined => {
    const [at, own] = functionLocations([fn, entry])
    return at !== undefined && at.scriptId === own?.scriptId ? original(at.lineNumber, at.columnNumber ?? 0) : undefined
  }
  const ofError = (error: object): Location | undefined => {
    const lines = String((error as Error).stack ?? '').split('\n')
    for (const frame of lines) {
      const [, line, column] = (frame.includes(`${script}:`) && /:(\d+):(\d+)\)?$/.exec(frame)) || []
      // a frame of what allways put in has no place
      const at = line === undefined ? undefined : original(Number(line) - 1, Number(column) - 1)
      if (at !== undefined) return at
    }
    const { cause } = error as Error
    return typeof cause === 'object' && cause !== null ? ofError(cause) : undefined
  }
  return {
    locate(found) {
      if (typeof found === 'function') return ofFunction(found)
      return typeof found === 'object' && found !== null ? ofError(found) : undefined
    },
  }
}

/** The offset at which each line begins. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

interface FunctionLocation {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber?: number
}

/** V8's own record of where functions were compiled from: exact, however alike two of them look. */
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
