/** Results as a page that opens from disk. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { renderHtml } from '../report/html.ts'
import type { Coverage, Result, Unchanged } from '../result.ts'
import { tool } from './tool.ts'

// By the package's own name: the same from src/ and from dist/.
const root = dirname(createRequire(import.meta.url).resolve('allways/package.json'))

/** A page that the build made. */
export function template(name: 'page.html' | 'explore.html'): string {
  return readFileSync(join(root, 'dist', name), 'utf8')
}

export function pageOf(results: readonly Result[], unchanged?: Unchanged, coverage?: readonly Coverage[]): string {
  return renderHtml(template('page.html'), results, tool, unchanged, coverage)
}
