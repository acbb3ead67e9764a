/**
 * Bundles of earlier runs, in `node_modules/.cache/allways`: one for each spec. One is taken only where bundling anew
 * would give the same, which is known without hashes: the source map holds each file as it was bundled, and all of them
 * must still read so, and so must every `tsconfig.json` and `package.json` that esbuild looks at for them.
 *
 * That a name still leads to the same file is known only for imports that give the whole path of a file, as in
 * `./lock.ts`. So a spec that bundles a package, or a file by half of its name, is bundled anew each time; and so is
 * one under a `tsconfig.json` that extends another, and one that was saved while it was bundled.
 *
 * An entry is run only if it is what allways wrote: any other is ignored, and made anew. Where no cache is to be used,
 * as by `--no-cache` and in CI, entries are neither read nor written.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Metafile } from 'esbuild'

export interface Bundle {
  readonly code: string
  /** The source map, as JSON; its sources are relative to the folder of the spec. */
  readonly map: string
  /** SHA-256 of the code: it changes with the meaning of the spec, not with comments, formatting or place. */
  readonly digest: string
  /** Every file that it was made of, as absolute paths: those too of which nothing is left in it, such as types. */
  readonly files: readonly string[]
  /** Names by which it can read more than these files; none for most. */
  readonly reads: readonly string[]
}

interface Entry extends Bundle {
  /** Every place where a config may lie, and its text, or `null` where there is none. */
  readonly configs: { readonly [path: string]: string | null }
  /** A digest of all that is beside the code, and of the name of the entry; the code has a digest of its own. */
  readonly seal: string
}

/** As of the code that is run. */
export const digestOfCode = (code: string) => createHash('sha256').update(code).digest('hex')

/** Whether an entry is what was written at `path`: not a part of it, not changed, and not of another spec. */
function isIntact({ code, digest, seal, ...others }: Entry, path: string): boolean {
  return digestOfCode(code) === digest && sealOf(others, path) === seal
}

function sealOf({ map, files, reads, configs }: Omit<Entry, 'code' | 'digest' | 'seal'>, path: string): string {
  return digestOfCode(JSON.stringify([basename(path), map, files, reads, configs]))
}

/** The folder in which anything of a spec is kept; `undefined` where no folder `node_modules` is above it. */
export function cacheFolder(file: string): string | undefined {
  const folder = above(dirname(file)).find((folder) => existsSync(join(folder, 'node_modules')))
  return folder && join(folder, 'node_modules/.cache/allways')
}

/** Where the bundle of a spec is kept, if it can be. `made` says all that shapes it. */
export function cachePath(file: string, made: unknown): string | undefined {
  const name = createHash('sha256')
    .update(JSON.stringify([file, made]))
    .digest('hex')
  const folder = cacheFolder(file)
  return folder && join(folder, `${name}.json`)
}

/** The bundle that is kept at `path`, if bundling anew would give the same. */
export function cached(path: string, folder: string): Bundle | undefined {
  try {
    const entry = JSON.parse(readFileSync(path, 'utf8')) as Entry
    if (!isIntact(entry, path)) return undefined
    const { configs, seal: _, ...bundle } = entry
    const isSame = Object.entries(configs).every(([path, text]) => textOf(path) === text)
    return isSame && sourcesOf(bundle, folder).every(([path, text]) => textOf(path) === text) ? bundle : undefined
  } catch {
    // none, or none that can be read: it will be bundled
    return undefined
  }
}

/** Keeps a bundle that esbuild began to make at `startedMs`, if `cached` can tell later whether it is still right. */
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

/** So many files are kept in a folder; the one that was written or used least recently goes first. */
const mostFiles = 500

/** Writes a file of a cache, whole or not at all, whoever else writes it. */
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
    // a folder that cannot be written costs time, and nothing else
  }
}

/** The files that a bundle was made of, as they were. */
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

/** A folder and all above it. */
function above(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...above(parent)]
}
