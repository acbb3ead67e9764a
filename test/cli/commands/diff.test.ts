import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spec } from '../../gate/weakenings.ts'
import { folderOf, run } from '../run.ts'

const path = 'specs/hand-over.model.ts'

/** A repository with one commit, and an edit of its spec that is not committed. */
function repository(edit: (text: string) => string): string {
  const folder = folderOf({ [path]: spec })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: folder })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'Begin')
  writeFileSync(join(folder, path), edit(spec))
  return folder
}

describe('allways diff', () => {
  it('shows verdicts, sizes and the shortest runs that only one side has', async () => {
    const folder = repository((text) =>
      text
        .replace('s.done = Math.min(jobs, s.done + 1)', 's.done = Math.min(jobs, s.done + 2)')
        .replace('forget: { when: (s) => s.last !== null', 'forget: { when: (s) => s.last === 2'),
    )
    const { code, stdout } = await run(['diff', 'HEAD'], folder)
    expect(code).toBe(0)
    expect(stdout).toContain('hand-over · as designed')
    expect(stdout).toContain("'no more done than made': holds → violated in 3 steps")
    expect(stdout).toContain('Lost: step 4 of this run was possible before; today, it is impossible.')
    expect(stdout).toMatch(/\d+ designs? changed, 0 designs the same as in [0-9a-f]{7,}/)
    const markdown = (await run(['diff', 'HEAD', '--markdown', '--design', 'as designed'], folder)).stdout
    expect(markdown).toContain('| hand-over | as designed | no more done than made | holds | violated in 3 steps |')
    expect(markdown).toContain('### hand-over · as designed')
    const json = JSON.parse((await run(['diff', 'HEAD', '--json'], folder)).stdout)
    expect(json.designs[0].behaviours.lost.steps).toHaveLength(4)
    expect(
      execFileSync('git', ['worktree', 'list'], { cwd: folder, encoding: 'utf8' }).trim().split('\n'),
    ).toHaveLength(1)
  })

  it('says that nothing changed, and looks at nothing twice', async () => {
    const { code, stdout } = await run(
      ['diff', 'HEAD'],
      repository((text) => `// a comment\n${text}`),
    )
    expect(stdout).toMatch(/^2 designs the same as in [0-9a-f]{7,}: nothing changed$/m)
    expect(code).toBe(0)
  })

  it('tells new designs, and those that are gone', async () => {
    const folder = repository((text) => text.replace("'more jobs'", "'many jobs'"))
    const { stdout } = await run(['diff', 'HEAD'], folder)
    expect(stdout).toContain('hand-over · many jobs, a new design')
    expect(stdout).toContain('hand-over · more jobs, removed')
  })

  it.each([
    ['a revision that is not there', 'nowhere', 'nowhere: git failed'],
    ['an option in its place', '--', 'missing required argument'],
  ])('refuses %s', async (_, base, says) => {
    const { code, stderr } = await run(
      ['diff', base],
      repository((text) => text),
    )
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })

  it('goes to the summary of a job, once', async () => {
    const folder = repository((text) => text.replace("'more jobs'", "'many jobs'"))
    const summary = join(folder, 'summary.md')
    const host = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    const { stdout } = await run(['diff', 'HEAD'], folder, host)
    expect(stdout).toContain('hand-over · many jobs, a new design')
    const told = readFileSync(summary, 'utf8')
    expect(told).toMatch(/^## Compared with [0-9a-f]{7,}\n/)
    expect(told).toContain('### hand-over · many jobs, a new design')
    await run(['diff', 'HEAD', '--markdown'], folder, host)
    expect(readFileSync(summary, 'utf8')).toBe(told)
  })

  it('takes files and limits from the config of the project', async () => {
    const folder = repository((text) => `// a comment\n${text}`)
    const config = `import { defineConfig } from 'allways'
      export default defineConfig({ files: ['specs'], maxStates: 3, lock: 'elsewhere.json' })`
    writeFileSync(join(folder, 'allways.config.ts'), config)
    const { code, stdout } = await run(['diff', 'HEAD', '--json'], folder)
    expect(code).toBe(3)
    expect(JSON.parse(stdout).designs[0].today.limit).toBe('states')
    expect((await run(['diff', 'HEAD', '--max-states', '10000'], folder)).code).toBe(0)
  })

  it('refuses a folder that is in no repository', async () => {
    const { code, stderr } = await run(['diff', 'HEAD'], folderOf({ [path]: spec }))
    expect(stderr).toContain('git failed: fatal: not a git repository')
    expect(code).toBe(2)
  })
})

describe('allways diff beside saved results', () => {
  const base = 'main.blob.json'
  const save = ['check', '--no-write', '--reporter', `blob=${base}`]

  /** Results of the spec as it was, and an edit of it since; no repository. */
  async function saved(edit: (text: string) => string, ...options: readonly string[]): Promise<string> {
    const folder = folderOf({ [path]: spec })
    await run([...save, ...options], folder)
    writeFileSync(join(folder, path), edit(spec))
    return folder
  }
  const plain = (text: string) => text.replace(/\s+/g, ' ')

  it('shows verdicts, sizes and dead steps, and says that runs were not compared', async () => {
    const folder = await saved((text) =>
      text
        .replace('s.done = Math.min(jobs, s.done + 1)', 's.done = Math.min(jobs, s.done + 2)')
        .replace('forget: { when: (s) => s.last !== null', 'forget: { when: (s) => s.last === 99'),
    )
    const { code, stdout } = await run(['diff', base], folder)
    expect(code).toBe(0)
    expect(stdout).toContain("'no more done than made': holds → violated in 3 steps")
    expect(plain(stdout)).toContain("'forget' is no longer taken")
    expect(plain(stdout)).toMatch(/the number of states (shrank|grew) from \d+ to \d+/)
    expect(plain(stdout)).toContain(
      `Behaviour was not compared: ${base} has results, but no model. To compare behaviour, name a git revision.`,
    )
    const markdown = (await run(['diff', base, '--markdown'], folder)).stdout
    expect(markdown).toContain('| hand-over | as designed | no more done than made | holds | violated in 3 steps |')
  })

  it('says that nothing changed where only a comment did', async () => {
    const { code, stdout } = await run(['diff', base], await saved((text) => `// a comment\n${text}`))
    expect(stdout).toBe(`2 designs the same as in ${base}: nothing changed\n`)
    expect(code).toBe(0)
  })

  it('does not call a design new that was not saved, and tells those that are gone', async () => {
    const folder = await saved((text) => text.replace("'as designed'", "'as it is'"), '--design', 'as designed')
    const { stdout } = await run(['diff', base], folder)
    expect(stdout).toContain(`hand-over · as it is, missing in ${base}`)
    expect(stdout).toContain(`hand-over · more jobs, missing in ${base}`)
    expect(stdout).toContain('hand-over · as designed, removed')
  })

  it('says what could not be compared of a search that a limit had ended', async () => {
    const folder = await saved((text) => `// a comment\n${text}`, '--max-states', '3')
    const { code, stdout } = await run(['diff', base], folder)
    expect(plain(stdout)).toContain('Sizes and steps were not compared: the exploration was incomplete before.')
    expect(code).toBe(3)
  })

  it.each([
    ['a file that is not there', 'nowhere.json', {}, 'nowhere.json: no such file; write one with `npx allways check'],
    [
      'what another version has saved',
      'a.json',
      { blob: 1, tool: 'allways 0.0.1', results: [] },
      "'tool' is 'allways 0.0.1'",
    ],
    [
      'what --json prints',
      'a.json',
      { version: 1, results: [] },
      'this file does not have the results of a check; write one with `npx allways check --reporter',
    ],
    ['results of another folder', 'a.json', undefined, 'a.json: none of the spec files of these results is in'],
  ])('refuses %s', async (_, name, content, says) => {
    const folder = folderOf({ [path]: spec })
    await run([...save, '--reporter', 'blob=a.json'], folder)
    const blob = readFileSync(join(folder, 'a.json'), 'utf8')
    const elsewhere = folderOf({ 'a.json': content === undefined ? blob : JSON.stringify(content) })
    const { code, stderr } = await run(['diff', name], elsewhere)
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })

  it('refuses results of several sizes', async () => {
    const folder = await saved((text) => text, '--param', 'jobs=1..2')
    const { code, stderr } = await run(['diff', base], folder)
    expect(stderr).toContain(`${base}: these results have several values of 'jobs'`)
    expect(code).toBe(2)
  })
})
