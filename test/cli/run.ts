/** Runs the real command in a folder of its own. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type Ended, ended } from './ended.ts'

export const allways = fileURLToPath(new URL('../../bin/allways.js', import.meta.url))

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A new folder that holds `files`, by path. */
export function folderOf(files: { readonly [path: string]: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'allways-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** Puts this package and its compiler where `npm install` would put them. */
export function install(cwd: string): void {
  mkdirSync(join(cwd, 'node_modules'), { recursive: true })
  const root = fileURLToPath(new URL('../..', import.meta.url))
  symlinkSync(root, join(cwd, 'node_modules/allways'), 'junction')
  symlinkSync(join(root, 'node_modules/typescript'), join(cwd, 'node_modules/typescript'), 'junction')
}

export function run(
  args: readonly string[],
  cwd: string,
  env: { readonly [name: string]: string } = {},
): Promise<Ended> {
  // variables that a machine for tests sets would change the output
  const { NO_COLOR: _, CI: __, GITHUB_ACTIONS: ___, ...inherited } = process.env
  return ended(spawn(process.execPath, [allways, ...args], { cwd, env: { ...inherited, ...env } }))
}
