/** Finds the files that the arguments mean, and names files in messages. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { didYouMean, UsageError } from '../../errors.ts'

/** `path` as messages and files name it: relative to `cwd` and with forward slashes. */
export function shown(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/')
}

/**
 * The absolute paths of `paths`, sorted, each once. A folder stands for the files below it whose names end in `suffix`.
 * @throws UsageError for a path that does not exist, and for a folder without such a file
 */
export function filesOf(paths: readonly string[], suffix: string, cwd: string): string[] {
  const found = paths.flatMap((path) => {
    const absolute = resolve(cwd, path)
    if (!existsSync(absolute)) {
      throw new UsageError(`${path}: no such file or folder in ${cwd}${meant(path, suffix, cwd)}`)
    }
    if (!statSync(absolute).isDirectory()) return [absolute]
    const inside = below(absolute, suffix)
    if (inside.length > 0) return inside
    const [near] = /\.ts$/.test(suffix) ? below(absolute, '').filter((file) => /\.[cm]?[jt]sx?$/.test(file)) : []
    const rename = near === undefined ? '' : `; rename ${shown(near, cwd)}, or name it`
    throw new UsageError(`${path}: no file below this folder matches *${suffix}${rename}`)
  })
  return [...new Set(found)].sort()
}

/** The end of the message for a missing path: what the user may have meant. */
function meant(path: string, suffix: string, cwd: string): string {
  if (/[*?]/.test(path)) return '; the shell did not expand this pattern, so name the folder instead'
  const known = below(cwd, suffix).map((file) => shown(file, cwd))
  const bare = (name: string) => basename(name).replace(suffix, '')
  const same = known.find((file) => bare(file) === bare(path))
  if (same !== undefined) return `. Did you mean ${same}?`
  const near = didYouMean(path, known)
  if (near !== '') return `.${near}`
  return /[./]/.test(path) ? '' : '; quote a name that has several words'
}

/** The files below a folder whose names end in `suffix`, except hidden ones and those of packages. */
export function below(folder: string, suffix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return below(path, suffix)
    return entry.name.endsWith(suffix) ? [path] : []
  })
}
