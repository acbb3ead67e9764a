/** Errors that nobody catches: those of a timer or promise that a spec has started. */
import { pathToFileURL } from 'node:url'
import { thrown } from '../../errors.ts'
import { hasRunSpec, locateAny } from '../project/load.ts'
import { codeFolder } from './package.ts'

/** The line that reports the error; `undefined` if it is an error of allways itself. */
export function strayLine(error: unknown): string | undefined {
  const at = locateAny(error)
  const stack = error instanceof Error ? String(error.stack) : ''
  if (at === undefined && (!hasRunSpec() || stack.includes(pathToFileURL(codeFolder).href))) return undefined
  const place = at === undefined ? '' : `${at.file}:${at.line}: `
  return `${place}a timer or promise of a spec threw ${thrown(error)}; a model must use neither`
}
