/** A spec and all that it imports, as one script: esbuild's output, without allways itself. */
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import type { BuildOptions, Message } from 'esbuild'
import { SpecError } from '../errors.ts'
import { type Bundle, cached, cachePath, digestOfCode, keep } from './bundle-cache.ts'
import { shown } from './paths.ts'
import { worldOf } from './world.ts'

export type { Bundle }

const { version } = createRequire(import.meta.url)('esbuild/package.json') as { readonly version: string }

/** Another one whenever what is kept of a bundle is another. */
const form = 3

const settings = {
  write: false,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  // A spec is a module, and modules are strict: a write to a field that is not there must throw, not vanish.
  banner: { js: '"use strict";' },
  sourcemap: 'external',
  // Both would change or slow the closures that the engine inlines: names are kept by wrapping each function.
  keepNames: false,
  minifyWhitespace: true,
  external: ['allways'],
  metafile: true,
  logLevel: 'silent',
} as const satisfies BuildOptions

/** What a caller may say of a bundle. */
export interface BundleOptions {
  /** With what nothing uses, which is left out otherwise; it is not cached. */
  readonly whole?: boolean
  /** Whether the bundle of an earlier run will do, and this one is kept for later. */
  readonly caches?: boolean
}

/** @throws SpecError with place and text of what cannot be parsed or resolved */
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
      reads ??= worldOf(code)
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
    ? ': is the path right (with its .ts), or the package installed?'
    : text.startsWith('No matching export')
      ? ': export it there, or correct the name here'
      : text.startsWith('Top-level await')
        ? ': a model waits for nothing, so leave the await out'
        : ''
  return `${place}${text}${remedy}`
}
