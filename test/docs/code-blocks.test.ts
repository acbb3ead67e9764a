import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folderOf, install, run } from '../cli/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/language.md'), 'utf8')
const named = modelsOf(page)

function modelsOf(text: string) {
  const codes = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string)
  return codes.map((code) => ({ name: /name: '([a-z]+)', ?\n? *model:/.exec(code)?.[1] as string, code }))
}

const strictest = {
  ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
  ...{ target: 'es2022', lib: ['es2023'], types: [] },
}

function check(name: string, code: string) {
  const file = `${name}.model.ts`
  const cwd = folderOf({ [file]: code, 'tsconfig.json': JSON.stringify({ compilerOptions: strictest }) })
  install(cwd)
  return run(['check', file, '--types', '--no-write'], cwd)
}

/** The code blocks of the comment at the start of a file, by their language. */
function commentBlocks(file: string, language: string): string[] {
  const [comment = ''] = /^\/\*\*[\s\S]*?\*\//.exec(readFileSync(join(root, file), 'utf8')) ?? []
  const text = comment.replace(/^ \* ?/gm, '')
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code as string)
}

describe('the comment at the start of src/index.ts', () => {
  const [model = ''] = commentBlocks('src/index.ts', 'ts')
  const [script = ''] = commentBlocks('src/index.ts', 'js')
  const [, file = ''] = /^\/\/ (\S+)/.exec(model) ?? []
  const cwd = folderOf({
    [file]: model,
    'check.mjs': script,
    'package.json': '{ "private": true, "type": "module" }',
    'tsconfig.json': JSON.stringify({ compilerOptions: strictest }),
  })
  install(cwd)

  it('shows a model of which verdicts and types are as it says', async () => {
    const { code, stdout, stderr } = await run(['check', file, '--types', '--no-write'], cwd)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('all as expected')
  })

  it('shows a check of it that prints what it says', () => {
    const said = [...script.matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm)].map(([, value]) => value)
    expect(said.length).toBeGreaterThanOrEqual(2)
    const { stdout, stderr } = spawnSync(process.execPath, ['check.mjs'], { cwd, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toEqual(said)
  })
})

describe('docs/language.md', () => {
  it('has a model of each kind', () => {
    expect(named.map(({ name }) => name)).toEqual([
      'resend',
      'orders',
      'election',
      'renewal',
      'transfer',
      'lease',
      'site',
    ])
  })

  it.each(named)('shows a model of which verdicts and types are as it says: $name', async ({ name, code }) => {
    const { code: status, stdout, stderr } = await check(name, code)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('all as expected')
  })

  it('composes modules, of which one alone is violated as it says', async () => {
    const { code } = named.find(({ name }) => name === 'site') as (typeof named)[number]
    const alone = code.replace(/model: site, .*/, 'model: jobs, designs: { alone: {} } })')
    const { stdout } = await check('jobs', alone)
    expect(stdout).toContain('alone · the job gets done')
    expect(stdout).toContain('environment: power changes')
  })

  it('names types of shared code that are exported', () => {
    const [, section = ''] = /## Sharing code between steps\n([\s\S]*?)\n## /.exec(page) ?? []
    const types = new Set([...section.matchAll(/`([A-Z][A-Za-z]+)[<`]/g)].map(([, name]) => name as string))
    expect(types.size).toBeGreaterThanOrEqual(7)
    const surface = readFileSync(join(root, 'src/index.ts'), 'utf8')
    for (const name of types) expect(surface).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

describe('docs/coming-from.md', () => {
  it.each(modelsOf(readFileSync(join(root, 'docs/coming-from.md'), 'utf8')))(
    'shows a model of which the types are right: $name',
    async ({ name, code }) => {
      const { code: status, stderr } = await check(name, code)
      expect([status, stderr]).toEqual([0, ''])
    },
  )
})
