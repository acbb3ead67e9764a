import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { changedSince, ownChange } from '../../../src/cli/project/changed.ts'
import { loadAll, modelFiles } from '../../../src/cli/project/jobs.ts'
import { gitIn } from '../../../src/cli/project/revision.ts'
import { specText } from '../models.ts'
import { folderOf, run } from '../run.ts'

const two = "{ 'as designed': { expect: { small: 'violated' } }, again: { expect: { small: 'violated' } } }"
const a = { name: "'a'", before: "import { top } from '../lib/top.ts'", state: 'n: int(0, 3), m: int(0, top)' }
const b = { name: "'b'", designs: two }
const files = {
  'specs/a.model.ts': specText(a),
  'specs/b.model.ts': specText(b),
  'lib/top.ts': 'export const top = 3\n',
  'package.json': '{ "type": "module" }\n',
}

function git(folder: string, ...args: string[]): string {
  const by = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
  return execFileSync('git', [...by, ...args], { cwd: folder, stdio: 'pipe', encoding: 'utf8' })
}

/** A repository whose branch `work` began at `main`, with edits that are not committed. */
function repository(edits: { readonly [path: string]: string } = {}): string {
  const folder = folderOf(files)
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'Begin')
  git(folder, 'checkout', '-q', '-b', 'work')
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'Go on')
  for (const [path, text] of Object.entries(edits)) writeFileSync(join(folder, path), text)
  return folder
}

async function changed(folder: string, base: string | true = true) {
  const { specs, all } = await changedSince(
    base,
    await loadAll(modelFiles([], folder), folder),
    'allways.lock.json',
    folder,
  )
  return { specs: specs.map(({ spec }) => spec.name), all }
}

// where these tests run in CI, too
beforeEach(() => {
  for (const name of ['CI', 'GITHUB_BASE_REF']) vi.stubEnv(name, '')
  return () => vi.unstubAllEnvs()
})

describe('what has changed since a revision', () => {
  it.each([
    ['a spec', 'specs/b.model.ts', specText({ ...b, do: '(s) => { s.n += 1 }' }), ['b']],
    ['a file that one imports', 'lib/top.ts', 'export const top = 4\n', ['a']],
    ['a comment alone', 'lib/top.ts', '// the top\nexport const top = 3\n', []],
    ['a file that none imports', 'lib/bottom.ts', 'export const bottom = 0\n', []],
    ['nothing but that a spec is new', 'specs/c.model.ts', specText({ name: "'c'" }), ['c']],
  ])('is, after a change of %s, what it concerns', async (_, path, text, specs) => {
    expect(await changed(repository({ [path]: text }))).toEqual({ specs, all: undefined })
  })

  it('is a spec that could not be read before', async () => {
    const folder = repository({ 'specs/c.model.ts': 'export default (' })
    git(folder, 'add', '-A')
    git(folder, 'commit', '-q', '-m', 'Break')
    writeFileSync(join(folder, 'specs/c.model.ts'), specText({ name: "'c'" }))
    expect(await changed(folder, 'HEAD')).toEqual({ specs: ['c'], all: undefined })
  })

  it('is a spec that reads more than its text, whatever its text', async () => {
    const folder = repository({ 'specs/b.model.ts': specText({ ...b, before: 'process.env.TOP' }) })
    git(folder, 'commit', '-q', '-a', '-m', 'Read the environment')
    expect(await changed(folder, 'HEAD')).toEqual({ specs: ['b'], all: undefined })
  })

  it.each([
    ['package.json', '{ "type": "module", "version": "1.0.0" }\n'],
    ['package-lock.json', '{}\n'],
    ['allways.lock.json', '{ "version": 1, "specs": {} }\n'],
    ['allways.config.ts', 'export default { workers: 1 }\n'],
  ])('is everything where %s has', async (path, text) => {
    expect(await changed(repository({ [path]: text }))).toEqual({ specs: ['a', 'b'], all: `${path} has changed` })
  })

  it('is told from the commit at which both branches began to differ', async () => {
    const folder = repository()
    git(folder, 'checkout', '-q', 'main')
    writeFileSync(join(folder, 'lib/top.ts'), 'export const top = 4\n')
    git(folder, 'commit', '-q', '-a', '-m', 'Go on elsewhere')
    git(folder, 'checkout', '-q', 'work')
    expect((await changed(folder)).specs).toEqual([])
    git(folder, 'branch', 'origin/release', 'work')
    git(folder, 'checkout', '-q', 'main')
    expect((await changed(folder)).specs).toEqual([])
    vi.stubEnv('GITHUB_BASE_REF', 'release')
    expect((await changed(folder)).specs).toEqual(['a'])
  })

  it('is everything in CI where the revision is HEAD itself: nothing can have', async () => {
    vi.stubEnv('CI', 'true')
    expect(await changed(repository(), 'HEAD')).toEqual({
      specs: ['a', 'b'],
      all: 'this revision is the current commit',
    })
  })

  it('is not known of what is no revision, and the remedy is said', async () => {
    const folder = repository()
    await expect(changed(folder, 'nowhere')).rejects.toThrow(
      '--changed: git found no common ancestor of HEAD and nowhere; name a revision, as in `--changed HEAD~1`',
    )
    await expect(changed(folder, '--help')).rejects.toThrow('no common ancestor of HEAD and --help')
    await expect(changed(folderOf(files))).rejects.toThrow('--changed: git failed: fatal: not a git repository')
  })
})

describe.concurrent('allways check --changed', () => {
  it('says what it has not checked, counts nothing of it as holding, and leaves no copy behind', async () => {
    const folder = repository()
    const reports = ['junit=junit.xml', 'html=page.html'].flatMap((report) => ['--reporter', report])
    const { stdout, code } = await run(['check', '--changed', '--no-write', ...reports], folder)
    expect(stdout).toMatch(
      /^Not checked: 3 designs of a, b, not changed since [0-9a-f]{7,}\.\n\n0 designs, 0 verdicts: 0 as/m,
    )
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8').match(/<skipped>/g)).toHaveLength(3)
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/"unchanged":{"since":"[0-9a-f]{7,}","designs":\[{/)
    expect(code).toBe(0)
    expect(git(folder, 'worktree', 'list').trim().split('\n')).toHaveLength(1)
  })

  it('shares what has changed among shards, and what was left out among all of them', async () => {
    const folder = repository({ 'specs/b.model.ts': specText({ ...b, do: '(s) => { s.n += 1 }' }) })
    for (const n of [1, 2]) {
      await run(
        ['check', '--changed', '--no-write', '--shard', `${n}/2`, '--reporter', `blob=out/${n}.blob.json`],
        folder,
      )
    }
    const { results, unchanged } = JSON.parse((await run(['merge', 'out', '--json'], folder)).stdout)
    expect(results).toHaveLength(2)
    expect(unchanged).toEqual({
      since: expect.stringMatching(/^[0-9a-f]{7,}$/),
      designs: [{ spec: 'a', design: 'as designed' }],
    })
  })

  it('holds to the lock what it checks, and finds what is gone', async () => {
    const folder = repository()
    await run(['check', '--update'], folder)
    git(folder, 'add', '-A')
    git(folder, 'commit', '-q', '-m', 'Lock')
    const same = await run(['check', '--changed', 'HEAD', '--json'], folder)
    expect(same.code).toBe(0)
    expect(JSON.parse(same.stdout)).toMatchObject({ results: [], lock: { ok: true } })
    writeFileSync(join(folder, 'lib/top.ts'), 'export const top = 2\n')
    rmSync(join(folder, 'specs/b.model.ts'))
    const { code, stdout } = await run(['check', '--changed', 'HEAD', '--json'], folder)
    const { results, lock } = JSON.parse(stdout)
    expect(results.map(({ spec }: { spec: string }) => spec)).toEqual(['a'])
    expect(lock.weaker.map(({ spec, message }: { spec: string; message: string }) => `${spec}: ${message}`)).toEqual([
      'b: the design is gone',
      'b: the design is gone',
      "a: the type of 'm' changed from 0..3 to 0..2",
    ])
    expect(code).toBe(1)
  })
})

describe('allways in the repository of its specs', () => {
  it('has changed where its sources have, committed or not', () => {
    const folder = repository()
    const root = join(folder, 'tools/allways')
    mkdirSync(join(root, 'src'), { recursive: true })
    writeFileSync(join(root, 'src/index.ts'), '')
    const of = () => ownChange(gitIn(folder, ''), 'HEAD', folder, root)
    expect(of()).toBe('allways itself has changed')
    git(folder, 'add', '-A')
    git(folder, 'commit', '-q', '-m', 'Add allways')
    expect(of()).toBeUndefined()
    writeFileSync(join(root, 'src/index.ts'), 'export {}\n')
    expect(of()).toBe('allways itself has changed')
    expect(ownChange(gitIn(folder, ''), 'HEAD', folder, join(folder, 'node_modules/allways'))).toBeUndefined()
    expect(ownChange(gitIn(folder, ''), 'HEAD', join(folder, 'specs'), root)).toBeUndefined()
  })
})
