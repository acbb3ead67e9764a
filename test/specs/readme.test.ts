/** The tables of specs/README.md are what the checker says; UPDATE_DOCS=1 writes them instead of comparing. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../src/cli/stored/file-names.ts'
import { sayUntaken, untaken } from '../../src/report/words/untaken.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const path = join(root, 'specs/README.md')

interface Property {
  readonly name: string
  readonly kind: string
  readonly verdict: string
  readonly counterexample?: { readonly length: number; readonly loopAt?: number }
  readonly witness?: { readonly length: number }
  readonly value?: number
}

interface Result {
  readonly spec: string
  readonly file: string
  readonly design: string
  readonly states: number
  readonly complete: boolean
  readonly actions: readonly { readonly name: string; readonly taken: number }[]
  readonly properties: readonly Property[]
}

/** The specs of the outage; the classics have their published counts in their own files. */
const files = readdirSync(join(root, 'specs')).filter((name) => name.endsWith('.model.ts'))

function check(): Result[] {
  const args = [
    join(root, 'bin/allways.js'),
    'check',
    ...files.map((name) => `specs/${name}`),
    '--no-write',
    '--no-cache',
    '--json',
  ]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout).results
}

function table(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({ properties }) => properties.map(({ name }) => name)))]
  return [
    `| design | states | ${names.join(' | ')} |`,
    `|---|---:|${'---|'.repeat(names.length)}`,
    ...results.map((result) => {
      const cells = names.map((name) =>
        cell(
          result,
          result.properties.find((property) => property.name === name),
        ),
      )
      return `| ${result.design} | ${result.states.toLocaleString('en-US')} | ${cells.join(' | ')} |`
    }),
    ...untaken(results).flatMap((one) => ['', `${sayUntaken(one, ({ design }) => `'${design}'`)}.`]),
  ].join('\n')
}

function cell({ spec, design }: Result, property: Property | undefined): string {
  if (property === undefined) return '-'
  const { name, kind, verdict, counterexample, witness, value } = property
  const wanted = kind.startsWith('reachable')
  const story = `counterexamples/${[spec, design, name].map((one) => fileNameOf(one)).join('/')}.md`
  const linked = (text: string) => (existsSync(join(root, story)) ? `[${text}](../${story})` : text)
  if (wanted) return verdict === 'holds' ? linked(`reached in ${witness?.length}`) : 'never reached'
  if (counterexample === undefined) return value === undefined ? verdict : `${verdict}, back in ${value}`
  const { length, loopAt } = counterexample
  const loop = loopAt === undefined || loopAt === length ? `${length}` : `${loopAt} + ${length - loopAt}`
  return `**${linked(`violated in ${loop}`)}**`
}

test('specs/README.md shows the verdicts that the checker gives', { timeout: 600_000 }, () => {
  const results = check()
  let text = readFileSync(path, 'utf8')
  for (const spec of new Set(results.map(({ spec }) => spec))) {
    const [shown] = new RegExp(`(?<=<!-- table: ${spec} -->\n)[\\s\\S]*?(?=\n<!-- end -->)`).exec(text) ?? []
    expect(shown, `specs/README.md has no table of ${spec}`).toBeDefined()
    const today = table(results.filter((result) => result.spec === spec))
    if (process.env.UPDATE_DOCS === '1')
      text = text.replace(
        new RegExp(`(<!-- table: ${spec} -->\n)[\\s\\S]*?(\n<!-- end -->)`),
        (_, a, b) => a + today + b,
      )
    else expect(shown).toBe(today)
  }
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, text)
})
