/** Renders results as a page that opens from disk. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderHtml } from '../../report/documents/html.ts'
import type { Coverage, Result, Unchanged } from '../../result.ts'
import { packageInfo, packageRoot } from '../host/package.ts'

/** Reads a page that the build made. */
export function template(name: 'page.html' | 'explore.html'): string {
  return readFileSync(join(packageRoot, 'dist', name), 'utf8')
}

export function pageOf(results: readonly Result[], unchanged?: Unchanged, coverage?: readonly Coverage[]): string {
  return renderHtml(template('page.html'), results, packageInfo, unchanged, coverage)
}
