import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import dns from '../../specs/dynamodb-dns.model.ts'
import { checkDesign } from '../../src/check.ts'
import type { PropertyResult } from '../../src/result.ts'

// `UPDATE_DOCS=1 npx vitest run test/docs` writes the generated parts instead of comparing them
const updating = process.env.UPDATE_DOCS === '1'
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'allways-docs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const block = (text: string, language: string) =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] as string
// times differ from run to run, and columns are as wide as the longest of them
const steady = (text: string) =>
  text
    .replace(/\d+(\.\d+)? s\b/g, '0 s')
    .replace(/ +/g, ' ')
    .replace(/─+/g, '─')
    .trimEnd()

function check(file: string, code: string) {
  writeFileSync(join(folder, file), code)
  const args = [join(root, 'bin/allways.js'), 'check', file, '--no-write']
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
}

function replace(file: string, from: string, to: string) {
  writeFileSync(
    join(root, file),
    read(file).replace(from, () => to),
  )
}

function cell(property: PropertyResult): string {
  const length = (property.counterexample ?? property.witness)?.steps.length
  if (property.kind === 'reachable') return property.verdict === 'holds' ? `reached in ${length}` : 'never'
  return property.verdict === 'violated' ? `**${length}**` : property.verdict
}

async function table(): Promise<string> {
  const rows: string[] = []
  for (const design of Object.keys(dns.designs)) {
    const { properties } = await checkDesign(dns, design)
    if (rows.length === 0) {
      rows.push(
        `| design | ${properties.map(({ name }) => name).join(' | ')} |`,
        `|---|${'---|'.repeat(properties.length)}`,
      )
    }
    rows.push(`| ${design} | ${properties.map(cell).join(' | ')} |`)
  }
  return rows.join('\n')
}

describe('the README', () => {
  it('shows a first model that says what is printed under it', () => {
    const run = check('lease-lock.model.ts', block(read('README.md'), 'ts'))
    expect(run.status).toBe(1)
    const shown = block(read('README.md'), 'text')
    if (updating) replace('README.md', shown, `${run.stdout.trimEnd()}\n`)
    else expect(steady(run.stdout)).toBe(steady(shown))
  })

  it('shows the verdicts that the checker gives on the DNS designs', async () => {
    const [, shown] = /<!-- table:[^\n]*\n([\s\S]*?)\n<!-- end -->/.exec(read('README.md')) as unknown as [
      string,
      string,
    ]
    if (updating) replace('README.md', shown, await table())
    else expect(shown).toBe(await table())
  })

  it('names commands that exist', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
    for (const [, script] of read('README.md').matchAll(/npm run ([a-z]+)/g)) expect(scripts).toContain(script)
    const help = execFileSync(process.execPath, [join(root, 'bin/allways.js'), 'check', '--help'], { encoding: 'utf8' })
    for (const [option] of read('README.md').matchAll(/--[a-z-]{3,}/g)) expect(help).toContain(option)
  })
})

describe('docs/language.md', () => {
  it('shows a model whose verdicts are those it expects', () => {
    const run = check('resend.model.ts', block(read('docs/language.md'), 'ts'))
    expect(run.stdout).toContain('resend')
    expect(run.status).toBe(0)
  })
})
