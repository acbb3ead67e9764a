/**
 * Finds the specs that differ from a git revision. The revision is checked out and its specs are bundled. A spec has
 * changed if its bundle has changed. So a change in any imported file counts, and a change of comments does not.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { SpecError, UsageError } from '../../errors.ts'
import { configName } from '../options/config-file.ts'
import { isCi } from '../output/exit-code.ts'
import { bundleSpec } from './bundle.ts'
import type { LoadedSpec } from './load.ts'
import { checkOut, type Git, gitIn, type Revision } from './revision.ts'

export interface Changed {
  /** The revision, as in `3f2a1bc`. */
  readonly since: string
  /** If every spec counts as changed: the reason. */
  readonly all?: string
  readonly specs: readonly LoadedSpec[]
}

/** Files that say which packages are installed. A bundle may hold such packages, and allways may be one of them. */
const manifests = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
]

/** Branches that a branch usually begins at. They are used if the CI host does not name one. */
const usualBases = ['origin/HEAD', 'origin/main', 'main']

/**
 * The specs that have changed since this branch and `base` began to differ. `base` is a revision, or `true` for the
 * branch that this one began at. @throws UsageError
 */
export async function changedSince(
  base: string | true,
  loaded: readonly LoadedSpec[],
  lock: string,
  cwd: string,
  caches = !isCi(),
): Promise<Changed> {
  const git = gitIn(cwd, '--changed needs git, but git is not installed; install it, or remove --changed')
  const top = git('--changed', 'rev-parse', '--show-toplevel')
  const fork = forkOf(git, base)
  const revision = checkOut(fork, cwd)
  try {
    const since = revision.name
    const all = await reason(git, fork, top, revision, lock, cwd, caches)
    if (all !== undefined) return { since, all, specs: loaded }
    const before = await Promise.all(loaded.map(({ file }) => digestThere(resolve(cwd, file), revision, cwd, caches)))
    // whatever else a spec reads, apart from its text, may have changed, too
    const isSame = ({ digest, bundle }: LoadedSpec, i: number) => digest === before[i] && bundle.reads.length === 0
    return { since, specs: loaded.filter((spec, i) => !isSame(spec, i)) }
  } finally {
    revision.remove()
  }
}

/** The commit at which this branch and `base` began to differ. */
function forkOf(git: Git, base: string | true): string {
  const target = process.env.GITHUB_BASE_REF ?? ''
  const names = base === true ? [...(target === '' ? [] : [`origin/${target}`]), ...usualBases] : [base]
  for (const name of names) {
    try {
      return git(name, 'merge-base', '--end-of-options', 'HEAD', name)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
    }
  }
  const remedy = names.some((name) => existsSync(name))
    ? 'put files before --changed'
    : 'name a revision, as in `--changed HEAD~1`; in a GitHub workflow, set `fetch-depth: 0`'
  throw new UsageError(`--changed: git found no common ancestor of HEAD and ${names.join(' or ')}; ${remedy}`)
}

async function reason(
  git: Git,
  fork: string,
  top: string,
  revision: Revision,
  lock: string,
  cwd: string,
  caches: boolean,
): Promise<string | undefined> {
  if (isCi() && git('HEAD', 'rev-parse', 'HEAD') === fork) return 'this revision is the current commit'
  const folders = upTo(top, cwd)
  const paths = [resolve(cwd, lock), ...folders.flatMap((folder) => manifests.map((name) => join(folder, name)))]
  for (const path of paths) {
    const there = resolve(revision.cwd, relative(cwd, path))
    if (textOf(path) !== textOf(there)) return `${relative(cwd, path)} has changed`
  }
  const config = resolve(cwd, configName)
  if ((await digestOf(config, cwd, caches)) !== (await digestThere(config, revision, cwd, caches)))
    return `${configName} has changed`
  return ownChange(git, fork, realpathSync(top), ourRoot)
}

/** If the repository holds the sources of allways itself, as its own repository does: whether they have changed. */
export function ownChange(git: Git, fork: string, top: string, root: string): string | undefined {
  const below = relative(top, root)
  if (below.startsWith('..') || below.split(sep).includes('node_modules')) return undefined
  const sources = ['src', 'bin'].map((folder) => join(root, folder)).filter((folder) => existsSync(folder))
  if (sources.length === 0) return undefined
  const tracked = git('HEAD', 'diff', '--name-only', fork, '--', ...sources)
  const others = git('HEAD', 'ls-files', '--others', '--exclude-standard', '--', ...sources)
  return tracked === '' && others === '' ? undefined : 'allways itself has changed'
}

const ourRoot = dirname(realpathSync(createRequire(import.meta.url).resolve('allways/package.json')))

/** The folder, and all folders above it up to the top of the repository. */
function upTo(top: string, folder: string): string[] {
  const parent = dirname(folder)
  return realpathSync(folder) === realpathSync(top) || parent === folder ? [folder] : [folder, ...upTo(top, parent)]
}

const digestThere = (path: string, revision: Revision, cwd: string, caches: boolean) =>
  digestOf(resolve(revision.cwd, relative(cwd, path)), revision.cwd, caches)

/** `undefined` for a file that does not exist or cannot be bundled. */
async function digestOf(path: string, cwd: string, caches: boolean): Promise<string | undefined> {
  if (!existsSync(path)) return undefined
  try {
    return (await bundleSpec(path, cwd, { caches })).digest
  } catch (error) {
    if (error instanceof SpecError) return undefined
    throw error
  }
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
