/** A spec and all that it imports, as one script: esbuild's output, without allways itself. */
import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import type { Message } from 'esbuild'
import { SpecError } from '../errors.ts'
import { shown } from './paths.ts'

export interface Bundle {
  readonly code: string
  /** The source map, as JSON; its sources are relative to the folder of the spec. */
  readonly map: string
  /** SHA-256 of the code: it changes with the meaning of the spec, not with comments, formatting or place. */
  readonly digest: string
}

/** @throws SpecError with place and text of what cannot be parsed or resolved */
export async function bundleSpec(file: string, cwd: string): Promise<Bundle> {
  const folder = dirname(file)
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: resolve(folder, 'bundle.cjs'),
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
    logLevel: 'silent',
  }).catch((error: { readonly errors?: readonly Message[] }) => {
    if (error.errors === undefined) throw error
    const lines = error.errors.map((message) => describe(message, folder, cwd))
    throw new SpecError('cannot-load', lines.join('\n'))
  })
  const code = outputFiles.find((file) => file.path.endsWith('.cjs'))?.text ?? ''
  const map = outputFiles.find((file) => file.path.endsWith('.map'))?.text ?? ''
  return { code, map, digest: createHash('sha256').update(code).digest('hex') }
}

function describe({ text, location }: Message, folder: string, cwd: string): string {
  const place =
    location === null ? '' : `${shown(resolve(folder, location.file), cwd)}:${location.line}:${location.column + 1}: `
  const remedy = text.startsWith('Could not resolve')
    ? ': is the path right (with its .ts), or the package installed?'
    : text.startsWith('No matching export')
      ? ': export it there, or correct the name here'
      : ''
  return `${place}${text}${remedy}`
}
