import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, install, run } from '../run.ts'

const story = 'counterexamples/lease-lock/plain-lease/no-older-write-over-a-newer-one'
const begun = [
  '.github/workflows/allways.yml',
  'allways.lock.json',
  `${story}.json`,
  `${story}.md`,
  'package.json',
  'specs/lease-lock.model.ts',
  'specs/tsconfig.json',
]

function contents(folder: string): { readonly [path: string]: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((file) => join(file.parentPath, file.name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}

describe.concurrent('allways init', () => {
  it('begins with a bug that is expected, stored and locked, so that the gate is green', async () => {
    const parent = folderOf({})
    const cwd = join(parent, 'models')
    expect(await run(['init', 'models'], parent)).toMatchObject({ code: 0, stderr: '' })
    expect(Object.keys(contents(cwd)).sort()).toEqual([...begun].sort())
    install(cwd)
    expect(await run(['check'], cwd, { CI: '1' })).toMatchObject({ code: 0, stderr: '' })
    const replayed = await run(['replay', 'counterexamples'], cwd)
    expect(replayed).toMatchObject({ code: 0, stdout: `✓ ${story}.json: reproduced in 5 steps\n` })
  })

  it('writes nothing over, and names what it left', async () => {
    const cwd = folderOf({ 'specs/lease-lock.model.ts': 'mine', 'allways.lock.json': 'mine', 'package.json': 'mine' })
    const { code, stdout } = await run(['init'], cwd)
    expect(code).toBe(0)
    expect(stdout).toContain('Written:\n  specs/tsconfig.json\n  .github/workflows/allways.yml\n\n')
    expect(stdout).toContain(
      'These files already exist, and were not changed:\n  specs/lease-lock.model.ts\n  package.json\n  allways.lock.json\n',
    )
    const { '.github/workflows/allways.yml': _, 'specs/tsconfig.json': __, ...others } = contents(cwd)
    expect(others).toEqual({
      'specs/lease-lock.model.ts': 'mine',
      'allways.lock.json': 'mine',
      'package.json': 'mine',
    })
  })

  it('adds to a package.json what is missing, and changes nothing the second time', async () => {
    const cwd = folderOf({ 'package.json': '{\n\t"name": "mine",\n\t"scripts": { "test": "true" }\n}\n' })
    await run(['init'], cwd)
    const first = contents(cwd)
    expect(first['package.json']).toMatch(/^{\n\t"name": "mine",\n/)
    expect(JSON.parse(first['package.json'] as string)).toEqual({
      name: 'mine',
      scripts: { test: 'true', allways: 'allways check --types' },
      devDependencies: { allways: expect.stringMatching(/^\^\d/), typescript: '>=5.4' },
    })
    expect(await run(['init'], cwd)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('Written') })
    expect(contents(cwd)).toEqual(first)
  })
})
