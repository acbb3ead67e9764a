import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spec } from '../gate/weakenings.ts'
import { folderOf, run } from './run.ts'

const path = 'specs/hand-over.model.ts'
const broken = spec.replace('s.done = Math.min(jobs, s.done + 1)', 's.done = Math.min(jobs, s.done + 2)')
const line = broken.split('\n').findIndex((each) => each.includes("'no more done")) + 1
const text = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8')

describe('the reporters of allways check', () => {
  it('write each its file, several in one run', async () => {
    const folder = folderOf({ [path]: broken })
    const files = [
      'junit=out/j.xml',
      'sarif=out/a.sarif',
      'github=out/summary.md',
      'default=out/text.txt',
      'json=out/r.json',
    ]
    const { code, stdout } = await run(['check', ...files.flatMap((file) => ['--reporter', file])], folder)
    expect(code).toBe(1)
    expect(text(folder, 'out/j.xml')).toContain('<testsuite name="hand-over · as designed"')
    expect(
      JSON.parse(text(folder, 'out/a.sarif')).runs[0].results[0].locations[0].physicalLocation.region.startLine,
    ).toBe(line)
    expect(text(folder, 'out/summary.md')).toContain('## ❌ allways')
    expect(text(folder, 'out/text.txt')).toBe(stdout)
    expect(JSON.parse(text(folder, 'out/r.json')).results).toHaveLength(2)
  })

  it('are short by dots', async () => {
    const { stdout } = await run(['check', '--reporter', 'dot', '--no-write'], folderOf({ [path]: broken }))
    expect(stdout.split('\n')[0]).toMatch(/^[.✗]{14}$/)
    expect(stdout).not.toContain('│ holds')
    expect(stdout).toMatch(/In step \d+, '.*'(?: of .*)? changes [\s\S]*[;.] [Tt]hen\s[\s\S]* is (?:true|false)/)
  })

  it('add the one of the host where that runs the job', async () => {
    const folder = folderOf({ [path]: broken, 'summary.md': 'before\n' })
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') }
    const { stdout } = await run(['check'], folder, env)
    expect(stdout).toContain(`::error file=specs/hand-over.model.ts,line=${line},title=`)
    expect(text(folder, 'summary.md')).toMatch(/^before\n## ❌ allways/)
  })

  it.each([
    ['junit', 'Name a file, as in junit='],
    ['sarif=', 'Name a file'],
    ['xml=a', 'Expected default, dot, json, junit, sarif, github, html, blob or lcov'],
  ])('refuse %s', async (reporter, says) => {
    const { code, stderr } = await run(['check', '--reporter', reporter], folderOf({ [path]: spec }))
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })
})

describe('allways merge', () => {
  it('tells of shards as of one run', async () => {
    const folder = folderOf({ [path]: broken })
    const shards = await Promise.all(
      [1, 2].map((i) => run(['check', '--shard', `${i}/2`, '--reporter', `blob=blobs/${i}.blob.json`], folder)),
    )
    expect(shards.map(({ code }) => code)).toEqual([1, 1])
    const merged = await run(['merge', 'blobs', '--reporter', 'html=page.html'], folder)
    const whole = await run(['check'], folder)
    // times differ from run to run, and columns are as wide as the longest of them
    const steady = (out: string) => out.replace(/(\d+ min )?\d+(\.\d+)? s\b/g, 'so long').replace(/[ ─]+/g, ' ')
    expect(steady(merged.stdout)).toBe(steady(whole.stdout))
    expect(merged.code).toBe(whole.code)
    expect(text(folder, 'page.html')).toContain('hand-over')
  })

  it('refuses two blobs of one design, and what is no blob', async () => {
    const folder = folderOf({ [path]: spec, 'no.blob.json': '{}' })
    await run(
      ['check', '--design', 'more jobs', '--reporter', 'blob=1.blob.json', '--reporter', 'blob=2.blob.json'],
      folder,
    )
    const twice = await run(['merge', '1.blob.json', '2.blob.json'], folder)
    expect(twice.stderr).toContain("1.blob.json and 2.blob.json both have design 'more jobs' of 'hand-over'")
    const no = await run(['merge', 'no.blob.json'], folder)
    expect(no.stderr).toContain(
      'no.blob.json: this file does not have the results of a check; write one with `npx allways check --reporter blob=no.blob.json`',
    )
    expect([twice.code, no.code]).toEqual([2, 2])
  })
})
