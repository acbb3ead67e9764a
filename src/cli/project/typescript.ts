/** Finds the project's own TypeScript, and runs it in parallel with everything else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface Compiler {
  readonly version: string
  /** The file that Node runs. Only the command `tsc` is common to TypeScript 5, 6 and 7; their APIs differ. */
  readonly command: string
}

/** The TypeScript that a file in one of these folders would import. The first folder with a TypeScript decides. */
export function compilerOf(folders: readonly string[]): Compiler | undefined {
  for (const folder of folders) {
    const manifest = resolved('typescript/package.json', folder)
    if (manifest === undefined) continue
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      readonly version: string
      readonly bin?: string | { readonly tsc?: string }
    }
    const tsc = typeof bin === 'string' ? bin : bin?.tsc
    if (tsc !== undefined) return { version, command: join(dirname(manifest), tsc) }
  }
  return undefined
}

/** The file to which an import leads from a folder; `undefined` if it cannot be resolved. */
export function resolved(id: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'from.js')).resolve(id)
  } catch {
    return undefined
  }
}

const managers = [
  { file: 'pnpm-lock.yaml', add: 'pnpm add --save-dev' },
  { file: 'yarn.lock', add: 'yarn add --dev' },
  { file: 'bun.lock', add: 'bun add --dev' },
  { file: 'bun.lockb', add: 'bun add --dev' },
] as const

/** The command that adds TypeScript to the project, for the package manager of the project. */
export function installCommand(cwd: string): string {
  const folders = above(cwd)
  const used = managers.find(({ file }) => folders.some((folder) => existsSync(join(folder, file))))
  return `${used?.add ?? 'npm install --save-dev'} typescript`
}

/** A folder and all folders above it, the nearest first. */
export function above(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...above(parent)]
}

export interface Compiled {
  readonly code: number | null
  readonly output: string
}

export interface Compiling {
  readonly ended: Promise<Compiled>
  kill(): void
}

/**
 * Runs `tsc` as a child process. In TypeScript 7 that child starts another process. So the child leads a process group,
 * and the whole group ends on `kill` or when this process ends.
 */
export function compile({ command }: Compiler, args: readonly string[], cwd: string): Compiling {
  const isGroup = process.platform !== 'win32'
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    detached: isGroup,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => end(child, isGroup)
  process.once('exit', kill)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<Compiled>((resolve) => {
    const finish = (code: number | null) => {
      process.off('exit', kill)
      resolve({ code, output })
    }
    child.on('error', (error) => {
      output += error.message
      finish(null)
    })
    child.on('close', finish)
  })
  return { ended, kill }
}

function end(child: ChildProcess, isGroup: boolean): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (isGroup) process.kill(-child.pid, 'SIGKILL')
    else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
  } catch {
    // the child has ended in the meantime
  }
}
