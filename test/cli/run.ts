/** Runs the command in a folder of its own: in this process, or in one of its own. */
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

type Env = { readonly [name: string]: string }

/** Variables that a machine for tests sets, and that would change the output. */
const ofMachine = ['NO_COLOR', 'CI', 'GITHUB_ACTIONS'] as const

/** Runs the built command as a user does. For tests of streams, signals, threads and the exit code of the process. */
export function spawned(args: readonly string[], cwd: string, env: Env = {}): Promise<Ended> {
  const inherited = { ...process.env }
  for (const name of ofMachine) delete inherited[name]
  return ended(spawn(process.execPath, [allways, ...args], { cwd, env: { ...inherited, ...env } }))
}

/**
 * Runs the command of `src/` in this process, which saves its start. Nothing watches over steps that never return, and
 * what a spec prints goes to this process. The runs of a file go one after the other, because they share variables of
 * the environment.
 */
export function run(args: readonly string[], cwd: string, env: Env = {}): Promise<Ended> {
  const mine = last.then(() => inProcess(args, cwd, env))
  last = mine.catch(() => {})
  return mine
}

let last: Promise<unknown> = Promise.resolve()

async function inProcess(args: readonly string[], cwd: string, env: Env): Promise<Ended> {
  // imported here: most tests that make a folder run no command
  const { runCommand } = await import('../../src/cli/main.ts')
  const { noAlarm } = await import('../../src/cli/host/alarm.ts')
  const { terminalOf } = await import('../../src/cli/output/terminal.ts')
  const texts = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof texts) => ({
    write(text: string) {
      texts[name] += text
    },
  })
  const before = { ...process.env }
  for (const name of ofMachine) delete process.env[name]
  Object.assign(process.env, env)
  try {
    const host = { stdout: stream('stdout'), stderr: stream('stderr'), env: process.env, cwd: () => cwd }
    const terminal = terminalOf(host as unknown as NodeJS.Process)
    const code = await runCommand(args, terminal, new AbortController().signal, noAlarm)
    return { code, ...texts }
  } finally {
    for (const name of [...ofMachine, ...Object.keys(env)]) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}
