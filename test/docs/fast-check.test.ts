import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf, install } from '../cli/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const page = read('docs/fast-check.md')
const conform = read('docs/conform.md')
const [, model = ''] = /```ts\n\/\/ specs\/lease-lock\.model\.ts\n([\s\S]*?)```/.exec(read('README.md')) ?? []
const filesOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, file, code]) => [file as string, code as string]),
  )
const files = filesOf(page)
const texts = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map(([, text]) => (text as string).trimEnd())

describe('docs/fast-check.md', () => {
  let cwd = ''
  const source = filesOf(conform)['src/lock.ts'] as string
  beforeAll(() => {
    cwd = folderOf({
      ...filesOf(conform),
      ...files,
      'specs/lease-lock.model.ts': model,
      'package.json': '{ "type": "module" }',
    })
    install(cwd)
    mkdirSync(join(cwd, 'node_modules'), { recursive: true })
    for (const name of ['fast-check', '@types']) {
      symlinkSync(join(root, 'node_modules', name), join(cwd, 'node_modules', name), 'junction')
    }
  })

  /** Runs a file of the page. */
  function ran(file: string, seed = 1) {
    const { code } = transformSync(files[file] as string, { loader: 'ts' })
    const seeded = code.replace(/^await fc\.assert\((.*)\);$/m, `await fc.assert($1, { seed: ${seed}, numRuns: 300 });`)
    expect(seeded).not.toBe(code)
    writeFileSync(join(cwd, 'run.mjs'), seeded)
    return spawnSync(process.execPath, ['run.mjs'], { cwd, encoding: 'utf8' })
  }

  it('has the files and outputs that this test reads', () => {
    expect(Object.keys(files)).toEqual(['lock.property.ts', 'lock.commands.ts', 'counter.property.ts'])
    expect(texts).toHaveLength(3)
  })

  it('has files whose types are right', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck']
    const more = ['--allowImportingTsExtensions', '--types', 'node', ...Object.keys(files)]
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, ...more], { cwd, encoding: 'utf8' })
    expect([stdout, status]).toEqual(['', 0])
  })

  it.each(['lock.property.ts', 'lock.commands.ts'])('shows properties that hold: %s', (file) => {
    expect(ran(file)).toMatchObject({ status: 0, stderr: '' })
  })

  it('shows what a drift looks like', () => {
    const [, removed = '', added = ''] = /```diff\n-( .*)\n\+( .*)\n```/.exec(conform) ?? []
    writeFileSync(
      join(cwd, 'src/lock.ts'),
      source.replace(removed, () => added),
    )
    const { status, stderr } = ran('lock.property.ts')
    const commands = ran('lock.commands.ts')
    writeFileSync(join(cwd, 'src/lock.ts'), source)
    expect(stderr).toContain(texts[0])
    expect(stderr).toContain(texts[1])
    expect(status).toBe(1)
    expect(commands.stderr).toContain('the code drifts from lease-lock, fencing token')
  })

  it('shows a lost update', () => {
    const { status, stderr } = ran('counter.property.ts')
    expect(stderr).toContain(texts[2])
    expect(status).toBe(1)
  })
})
