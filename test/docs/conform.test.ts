import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf, install, run } from '../cli/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/conform.md'), 'utf8')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

const files = Object.fromEntries(
  [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, file, code]) => [file as string, code as string]),
)
const texts = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map(([, text]) => (text as string).trimEnd())
const [, model = ''] = /```ts\n\/\/ specs\/lease-lock\.model\.ts\n([\s\S]*?)```/.exec(readme) ?? []

describe('docs/conform.md', () => {
  let cwd = ''
  beforeAll(async () => {
    cwd = folderOf({ ...files, 'specs/lease-lock.model.ts': model, 'package.json': '{ "type": "module" }' })
    install(cwd)
    await run(['check', '--update'], cwd)
  })

  it('has the files and outputs that this test reads', () => {
    expect(Object.keys(files)).toEqual(['src/lock.ts', 'lock.driver.ts', 'entries.driver.ts', 'lock.test.ts'])
    expect(model).toContain('fenced')
    expect(texts).toHaveLength(5)
  })

  it.each([
    ['lock.driver.ts', 0],
    ['entries.driver.ts', 2],
  ] as const)('shows what the command says of %s', async (file, text) => {
    const { code, stdout } = await run(['conform', file], cwd)
    expect([stdout.trimEnd(), code]).toEqual([texts[text], 0])
  })

  it('shows what a drift looks like', async () => {
    const [, removed = '', added = ''] = /```diff\n-( .*)\n\+( .*)\n```/.exec(page) ?? []
    const source = files['src/lock.ts'] as string
    expect(source).toContain(removed)
    writeFileSync(
      join(cwd, 'src/lock.ts'),
      source.replace(removed, () => added),
    )
    const { code, stdout } = await run(['conform', 'lock.driver.ts', '--design', 'fencing token'], cwd)
    writeFileSync(join(cwd, 'src/lock.ts'), source)
    expect(code).toBe(1)
    expect(stdout.startsWith(texts[1] as string), stdout).toBe(true)
  })

  it.each([
    [[], 3],
    [['--design', 'fencing token'], 4],
  ] as const)('shows how a story plays on the code with %j', async (options, text) => {
    const story = ['replay', 'counterexamples/lease-lock', '--driver', 'lock.driver.ts', ...options]
    const { code, stdout } = await run(story, cwd)
    expect(stdout.startsWith(texts[text] as string), stdout).toBe(true)
    expect(code).toBe(0)
  })

  it('shows a test that passes', async () => {
    // it has no types, so Node runs it as it is
    writeFileSync(join(cwd, 'lock.test.mjs'), files['lock.test.ts'] as string)
    const { status, stdout } = spawnSync(process.execPath, ['--test', 'lock.test.mjs'], { cwd, encoding: 'utf8' })
    expect(status, stdout).toBe(0)
    expect(stdout).toContain('pass 1')
  })
})
