/** Writes files atomically: a file is complete or unchanged, even if the writing process is killed at any moment. */
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Writes a temporary file beside `path`, flushes it to disk, and renames it. Skips an unchanged text. */
export function writeWhole(path: string, text: string | Iterable<string>): void {
  if (typeof text === 'string' && textOf(path) === text) return
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const file = openSync(temporary, 'w')
    try {
      for (const block of typeof text === 'string' ? [text] : text) {
        const bytes = Buffer.from(block)
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Removes the temporary files of killed runs from a folder: those for the file `of`, or by default all. */
export function removeLeftovers(folder: string, of?: string): void {
  for (const name of readdirSync(folder)) {
    const [, file, pid] = /^\.(.+)\.(\d+)\.tmp$/.exec(name) ?? []
    if (pid === undefined || (of !== undefined && file !== of) || isAlive(Number(pid))) continue
    rmSync(join(folder, name), { force: true })
  }
}

/** Whether a process of this machine still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
