/** Which files are meant, and how they are named to people. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.ts'

/** `path` as messages and files name it: relative to `cwd` and with forward slashes. */
export function shown(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/')
}

/**
 * The absolute paths meant by `paths`, folders replaced by the files below them whose names end in `suffix`,
 * sorted, each once. @throws UsageError for a path that is not there, and for a folder without such a file
 */
export function filesOf(paths: readonly string[], suffix: string, cwd: string): string[] {
  const found = paths.flatMap((path) => {
    const absolute = resolve(cwd, path)
    if (!existsSync(absolute)) throw new UsageError(`${path}: no such file or folder, seen from ${cwd}`)
    if (!statSync(absolute).isDirectory()) return [absolute]
    const below = walk(absolute, suffix)
    if (below.length === 0) throw new UsageError(`${path}: no file below this folder is called *${suffix}`)
    return below
  })
  return [...new Set(found)].sort()
}

function walk(folder: string, suffix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path, suffix)
    return entry.name.endsWith(suffix) ? [path] : []
  })
}
