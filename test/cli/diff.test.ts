import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spec } from '../gate/weakenings.ts'
import { folderOf, run } from './run.ts'

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
    expect(stdout).toContain('Lost: today, no run can take step 4 of this one.')
    expect(stdout).toMatch(/\d+ designs? changed, 0 designs as in [0-9a-f]{7,}/)
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
    expect(stdout).toMatch(/^2 designs as in [0-9a-f]{7,}: nothing changed$/m)
    expect(code).toBe(0)
  })

  it('tells new designs, and those that are gone', async () => {
    const folder = repository((text) => text.replace("'more jobs'", "'many jobs'"))
    const { stdout } = await run(['diff', 'HEAD'], folder)
    expect(stdout).toContain('hand-over · many jobs, a new design')
    expect(stdout).toContain('hand-over · more jobs, which is gone')
  })

  it.each([
    ['a revision that is not there', 'nowhere', 'nowhere: git cannot find it'],
    ['an option in its place', '--', 'missing required argument'],
  ])('refuses %s', async (_, base, says) => {
    const { code, stderr } = await run(
      ['diff', base],
      repository((text) => text),
    )
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })

  it('refuses a folder that is in no repository', async () => {
    const { code, stderr } = await run(['diff', 'HEAD'], folderOf({ [path]: spec }))
    expect(stderr).toContain('git cannot find it: fatal: not a git repository')
    expect(code).toBe(2)
  })
})
