/** The files of a git revision, laid out in a folder of their own for as long as they are needed. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { UsageError } from '../errors.ts'

export interface Revision {
  /** The folder in it that stands for the working directory. */
  readonly cwd: string
  /** As in `3f2a1bc`. */
  readonly name: string
  remove(): void
}

/** Runs git; `what` is asked about, as messages name it. @throws UsageError with what git says */
export type Git = (what: string, ...args: readonly string[]) => string

/** `without` says what is to be done where there is no git. */
export function gitIn(cwd: string, without: string): Git {
  return (what, ...args) => {
    try {
      return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
    } catch (error) {
      const { stderr = '', code } = error as { readonly stderr?: string; readonly code?: string }
      if (code === 'ENOENT') throw new UsageError(without)
      throw new UsageError(`${what}: git cannot find it: ${stderr.trim().split('\n').at(-1)}`)
    }
  }
}

/** @throws UsageError where there is no git, no repository or no such revision */
export function checkOut(revision: string, cwd: string): Revision {
  const run = gitIn(cwd, 'diff needs git, which is not there: name a saved result instead')
  const git = (...args: string[]) => run(revision, ...args)
  if (revision.startsWith('-')) throw new UsageError(`${revision}: expected a git revision or a saved result`)
  const top = git('rev-parse', '--show-toplevel')
  const name = git('rev-parse', '--short', '--verify', `${revision}^{commit}`)
  const folder = mkdtempSync(join(tmpdir(), 'allways-diff-'))
  const root = join(folder, 'base')
  const remove = () => {
    try {
      git('worktree', 'remove', '--force', root)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  git('worktree', 'add', '--detach', root, name)
  const below = join(root, relative(top, cwd))
  // what specs import from packages is taken from where it is installed today
  for (const [from, to] of [
    [join(top, 'node_modules'), join(root, 'node_modules')],
    [join(cwd, 'node_modules'), join(below, 'node_modules')],
  ] as const) {
    if (existsSync(from) && existsSync(join(to, '..')) && !existsSync(to)) symlinkSync(from, to, 'junction')
  }
  return { cwd: below, name, remove }
}
