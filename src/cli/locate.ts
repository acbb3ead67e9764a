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
  /** Where each of these functions begins in the code of the bundle, or a little behind that. */
  offsetsOf(functions: readonly unknown[]): readonly (number | undefined)[]
  /** Where the author wrote what stands at an offset of the bundle's code. */
  place(offset: number): Location | undefined
}

/** `script` names the bundle in stacks; `entry` is the function that was compiled from it. */
export function places(bundle: Bundle, script: string, entry: unknown, file: string, cwd: string): Places {
  let map: SourceMap | undefined
  // Parsed on first use: most runs have no error to place.
  const original = (line: number, column: number): Location | undefined => {
    map ??= new SourceMap(JSON.parse(bundle.map) as SourceMapPayload)
    const found = map.findEntry(line, column)
    if (!('originalSource' in found) || found.originalSource === undefined) return undefined
    return { file: shown(resolve(dirname(file), found.originalSource), cwd), line: found.originalLine + 1 }
  }
  const ofFunction = (fn: unknown): Location | undefined => {
    const [at, own] = functionLocations([fn, entry])
    return at !== undefined && at.scriptId === own?.scriptId ? original(at.lineNumber, at.columnNumber ?? 0) : undefined
  }
  const ofError = (error: object): Location | undefined => {
    const lines = String((error as Error).stack ?? '').split('\n')
    const frame = lines.find((line) => line.includes(`${script}:`))
    const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame ?? '') ?? []
    if (line !== undefined && column !== undefined) return original(Number(line) - 1, Number(column) - 1)
    const { cause } = error as Error
    return typeof cause === 'object' && cause !== null ? ofError(cause) : undefined
  }
  return {
    offsetsOf(functions) {
      const [own, ...places] = functionLocations([entry, ...functions])
      const lines = lineStarts(bundle.code)
      return places.map((at) =>
        at === undefined || at.scriptId !== own?.scriptId
          ? undefined
          : (lines[at.lineNumber] as number) + (at.columnNumber ?? 0),
      )
    },
    place(offset) {
      const lines = lineStarts(bundle.code)
      const line = lines.findLastIndex((start) => start <= offset)
      return original(line, offset - (lines[line] as number))
    },
    locate(found) {
      if (typeof found === 'function') return ofFunction(found)
      return typeof found === 'object' && found !== null ? ofError(found) : undefined
    },
  }
}

function lineStarts(code: string): number[] {
  return [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)]
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
