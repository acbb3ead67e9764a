/** Checks out a git revision in a temporary folder, which the caller removes. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { UsageError } from '../../errors.ts'

export interface Revision {
  /** The folder of the checkout that corresponds to the working directory. */
  readonly cwd: string
  /** The short hash of the commit, as in `3f2a1bc`. */
  readonly name: string
  remove(): void
}

/** Runs git; messages use `what` as the name of the subject. @throws UsageError with the message of git */
export type Git = (what: string, ...args: readonly string[]) => string

/** `without` is the message if git is not installed. */
export function gitIn(cwd: string, without: string): Git {
  return (what, ...args) => {
    try {
      return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
    } catch (error) {
      const { stderr = '', code } = error as { readonly stderr?: string; readonly code?: string }
      if (code === 'ENOENT') throw new UsageError(without)
      throw new UsageError(`${what}: git failed: ${stderr.trim().split('\n').at(-1)}`)
    }
  }
}

/** @throws UsageError if there is no git, no repository or no such revision */
export function checkOut(revision: string, cwd: string): Revision {
  const run = gitIn(cwd, 'diff needs git, but git is not installed; name a file of saved results instead')
  const git = (...args: string[]) => run(revision, ...args)
  if (revision.startsWith('-'))
    throw new UsageError(`${revision}: this is an option; expected a git revision or a file of saved results`)
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
  // specs import packages from today's `node_modules`
  for (const [from, to] of [
    [join(top, 'node_modules'), join(root, 'node_modules')],
    [join(cwd, 'node_modules'), join(below, 'node_modules')],
  ] as const) {
    if (existsSync(from) && existsSync(join(to, '..')) && !existsSync(to)) symlinkSync(from, to, 'junction')
  }
  return { cwd: below, name, remove }
}
