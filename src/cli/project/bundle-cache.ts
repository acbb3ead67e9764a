/**
 * Bundles of earlier runs, in `node_modules/.cache/allways`: one for each spec. An entry is used only if bundling anew
 * would give the same bundle. No hashes are needed for that: the source map holds the text of each bundled file. Those
 * files must be unchanged, and so must every `tsconfig.json` and `package.json` that esbuild looks up for them.
 *
 * An import certainly leads to the same file only if it gives the whole path of the file, as in `./lock.ts`. So a spec
 * that bundles a package, or a file by an incomplete path, is bundled anew each time. So is a spec under a
 * `tsconfig.json` that extends another one, and a spec that was saved while it was bundled.
 *
 * An entry is run only if allways wrote exactly this entry. Any other entry is ignored and made anew. With `--no-cache`
 * and in CI, entries are neither read nor written.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Metafile } from 'esbuild'

export interface Bundle {
  readonly code: string
  /** The source map, as JSON; its sources are relative to the folder of the spec. */
  readonly map: string
  /** SHA-256 of the code. It changes with the meaning of the spec, not with its comments, formatting or location. */
  readonly digest: string
  /** Absolute paths of all files that were bundled, including files that leave no code in the bundle, such as types. */
  readonly files: readonly string[]
  /** Names through which the code can read more than these files (see `world.ts`); empty for most specs. */
  readonly reads: readonly string[]
}

interface Entry extends Bundle {
  /** Every path at which esbuild looks for a config. The value is its text, or `null` if there is no such file. */
  readonly configs: { readonly [path: string]: string | null }
  /** A digest of all other fields and of the entry's file name. The code is left out: `digest` covers it. */
  readonly seal: string
}

export const digestOfCode = (code: string) => createHash('sha256').update(code).digest('hex')

/** Whether the entry is exactly what was written at `path`: complete, unchanged, and of this spec. */
function isIntact({ code, digest, seal, ...others }: Entry, path: string): boolean {
  return digestOfCode(code) === digest && sealOf(others, path) === seal
}

function sealOf({ map, files, reads, configs }: Omit<Entry, 'code' | 'digest' | 'seal'>, path: string): string {
  return digestOfCode(JSON.stringify([basename(path), map, files, reads, configs]))
}

/** The cache folder for a spec; `undefined` if no folder above the spec has a `node_modules`. */
export function cacheFolder(file: string): string | undefined {
  const folder = above(dirname(file)).find((folder) => existsSync(join(folder, 'node_modules')))
  return folder && join(folder, 'node_modules/.cache/allways')
}

/** The path of a spec's entry; `undefined` without a cache folder. `made`: everything else that shapes the bundle. */
export function cachePath(file: string, made: unknown): string | undefined {
  const name = createHash('sha256')
    .update(JSON.stringify([file, made]))
    .digest('hex')
  const folder = cacheFolder(file)
  return folder && join(folder, `${name}.json`)
}

/** The bundle that is stored at `path`; `undefined` if bundling anew might give a different one. */
export function cached(path: string, folder: string): Bundle | undefined {
  try {
    const entry = JSON.parse(readFileSync(path, 'utf8')) as Entry
    if (!isIntact(entry, path)) return undefined
    const { configs, seal: _, ...bundle } = entry
    const isSame = Object.entries(configs).every(([path, text]) => textOf(path) === text)
    return isSame && sourcesOf(bundle, folder).every(([path, text]) => textOf(path) === text) ? bundle : undefined
  } catch {
    // the entry is missing or unreadable: the caller bundles the spec
    return undefined
  }
}

/** Stores a bundle, if `cached` can find out later whether it is still right. esbuild started at `startedMs`. */
export function keep(path: string, bundle: Bundle, { inputs }: Metafile, folder: string, startedMs: number): void {
  const sources = new Map(sourcesOf(bundle, folder))
  const { files } = bundle
  const isExact = Object.entries(inputs).every(([input, { imports }]) =>
    imports.every(
      ({ external, original, path }) =>
        external || (original?.startsWith('.') && resolve(folder, dirname(input), original) === resolve(folder, path)),
    ),
  )
  if (!isExact || files.some((file) => !sources.has(file))) return
  const folders = new Set(files.flatMap((file) => above(dirname(file))))
  const places = [...folders].flatMap((folder) => [join(folder, 'tsconfig.json'), join(folder, 'package.json')])
  const configs = Object.fromEntries(places.map((place) => [place, textOf(place)]))
  if (Object.values(configs).some((text) => text?.includes('"extends"'))) return
  const isOld = (file: string) => !existsSync(file) || statSync(file).mtimeMs < startedMs
  if (![...files, ...places].every(isOld)) return
  const entry = { ...bundle, configs }
  keepFile(path, JSON.stringify({ ...entry, seal: sealOf(entry, path) } satisfies Entry))
}

/** Maximum number of files in a cache folder. Beyond that, the files with the oldest modification times are removed. */
const mostFiles = 500

/** Writes a cache file, whole or not at all, even if other processes write the same file. */
export function keepFile(path: string, content: string | Uint8Array): void {
  const folder = dirname(path)
  try {
    mkdirSync(folder, { recursive: true })
    const temporary = `${path}.${process.pid}.${performance.now()}`
    try {
      writeFileSync(temporary, content)
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    if (files.length <= mostFiles) return
    const paths = files.map(({ name }) => join(folder, name)).map((path) => [path, statSync(path).mtimeMs] as const)
    paths.sort(([, a], [, b]) => b - a)
    for (const [path] of paths.slice(mostFiles)) rmSync(path, { force: true })
  } catch {
    // if the folder cannot be written, later runs only take longer
  }
}

/** The files of a bundle, with the texts that they had when they were bundled. */
function sourcesOf({ map }: Bundle, folder: string): [path: string, text: string][] {
  const { sources, sourcesContent } = JSON.parse(map) as { sources: string[]; sourcesContent: string[] }
  return sources.map((source, i) => [resolve(folder, source), sourcesContent[i] as string])
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** A folder and all folders above it. */
function above(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...above(parent)]
}
