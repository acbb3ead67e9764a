/** Bundles a spec and everything that it imports, except allways itself, into one script by esbuild. */
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import type { BuildOptions, Message } from 'esbuild'
import { SpecError } from '../../errors.ts'
import { impureNamesOf } from '../source/impure-names.ts'
import { type Bundle, cached, cachePath, digestOfCode, keep } from './bundle-cache.ts'
import { shown } from './paths.ts'

export type { Bundle }

const { version } = createRequire(import.meta.url)('esbuild/package.json') as { readonly version: string }

/** Version of the cache entries. Change it whenever the fields of a stored bundle, or their meaning, change. */
const form = 3

const settings = {
  write: false,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  // A spec is a module, and modules are strict: a write to a field that does not exist must throw, not get lost.
  banner: { js: '"use strict";' },
  sourcemap: 'external',
  // Keeping names would wrap each function, and so change or slow down the closures that the engine inlines.
  keepNames: false,
  minifyWhitespace: true,
  external: ['allways'],
  metafile: true,
  logLevel: 'silent',
} as const satisfies BuildOptions

export interface BundleOptions {
  /** Whether to include code that nothing uses. By default it is left out. Whole bundles are not cached. */
  readonly whole?: boolean
  /** Whether a stored bundle of an earlier run may be used, and a new one is stored. */
  readonly caches?: boolean
}

/** @throws SpecError with the place and the text of everything that cannot be parsed or resolved */
export async function bundleSpec(
  file: string,
  cwd: string,
  { whole = false, caches = true }: BundleOptions = {},
): Promise<Bundle> {
  const folder = dirname(file)
  const path = caches && !whole ? cachePath(file, [version, settings, form]) : undefined
  const known = path === undefined ? undefined : cached(path, folder)
  if (known !== undefined) return known
  const startedMs = Date.now()
  const { build } = await import('esbuild')
  const { outputFiles, metafile } = await build({
    ...settings,
    ...(whole ? { treeShaking: false } : {}),
    external: [...settings.external],
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: resolve(folder, 'bundle.cjs'),
  }).catch((error: { readonly errors?: readonly Message[] }) => {
    if (error.errors === undefined) throw error
    const lines = error.errors.map((message) => describe(message, folder, cwd))
    throw new SpecError('cannot-load', lines.join('\n'))
  })
  const code = outputFiles.find((file) => file.path.endsWith('.cjs'))?.text ?? ''
  const map = outputFiles.find((file) => file.path.endsWith('.map'))?.text ?? ''
  let reads: readonly string[] | undefined
  const bundle = {
    ...{ code, map, digest: digestOfCode(code) },
    files: Object.keys(metafile.inputs).map((input) => resolve(folder, input)),
    get reads() {
      reads ??= impureNamesOf(code)
      return reads
    },
  }
  if (path !== undefined) keep(path, bundle, metafile, folder, startedMs)
  return bundle
}

function describe({ text, location }: Message, folder: string, cwd: string): string {
  const place =
    location === null ? '' : `${shown(resolve(folder, location.file), cwd)}:${location.line}:${location.column + 1}: `
  const remedy = text.startsWith('Could not resolve')
    ? '; check the path (with its ending .ts), or install the package'
    : text.startsWith('No matching export')
      ? '; export it there, or correct the name here'
      : text.startsWith('Top-level await')
        ? '; remove the await, because a model cannot wait'
        : ''
  return `${place}${text}${remedy}`
}
