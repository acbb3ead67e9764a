/** Compares the stored stories of a bundled spec, and its part of specs/README.md, with the results of a check. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { fileNameOf } from '../../src/cli/stored/file-names.ts'
import { sayUntaken, untaken } from '../../src/report/words/untaken.ts'
import type { PropertyResult, Result } from '../../src/result.ts'
import { type CounterexampleFile, replay } from '../../src/trace/counterexample.ts'
import { type Bundled, root } from './bundled.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const storyOf = (...names: readonly string[]) => `counterexamples/${names.map((one) => fileNameOf(one)).join('/')}`

/** The tests of the stories stored in `counterexamples/`. */
export function testStories({ name, file, spec, all }: Bundled): void {
  const folder = `counterexamples/${name}`
  const stored = existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'))
    : []
  const ours = stored.map((path) => `${folder}/${path}`).sort()
  const story = (path: string): CounterexampleFile => JSON.parse(read(path))

  describe('the stored counterexamples', () => {
    it(`are those of ${file}, neither longer nor shorter, and replay`, async () => {
      const expected = new Map<string, number>()
      for (const { design, properties } of await all()) {
        for (const { name: property, kind, counterexample, witness } of properties) {
          const found = counterexample ?? (kind === 'reachableInOrder' ? witness : undefined)
          if (found !== undefined) expected.set(`${storyOf(name, design, property)}.json`, found.steps.length)
        }
      }
      expect(Object.fromEntries(ours.map((path) => [path, story(path).length]))).toEqual(Object.fromEntries(expected))
      for (const path of ours) {
        expect(replay(spec, story(path)), path).toMatchObject({ ok: true })
        expect(existsSync(join(root, path.replace(/json$/, 'md'))), path).toBe(true)
      }
    })
  })
}

const tagged = (tag: string) => new RegExp(`(<!-- ${tag} -->\n)([\\s\\S]*?)(\n<!-- end -->)`)

/** Compares the part of a page between `<!-- tag -->` and `<!-- end -->`; UPDATE_DOCS=1 writes it instead. */
export function comparePart(path: string, tag: string, today: string): void {
  const shown = tagged(tag).exec(read(path))?.[2]
  expect(shown, `${path} has no part '${tag}'`).toBeDefined()
  if (process.env.UPDATE_DOCS === '1') {
    writeFileSync(
      join(root, path),
      read(path).replace(tagged(tag), (_, begin, __, end) => begin + today + end),
    )
  } else expect(shown).toBe(today)
}

/** The test of the table of a spec in a page of the repository. */
export function testTable({ name, all }: Bundled, path = 'specs/README.md'): void {
  test(`${path} shows the verdicts that the checker gives`, async () => {
    comparePart(path, `table: ${name}`, tableOf(await all(), relative(dirname(path), '.')))
  })
}

/** `up` leads from the page to the root of the repository. */
function tableOf(results: readonly Result[], up: string): string {
  const names = [...new Set(results.flatMap(({ properties }) => properties.map(({ name }) => name)))]
  return [
    `| design | states | ${names.join(' | ')} |`,
    `|---|---:|${'---|'.repeat(names.length)}`,
    ...results.map((result) => {
      const cells = names.map((name) =>
        cell(
          result,
          result.properties.find((property) => property.name === name),
          up,
        ),
      )
      return `| ${result.design} | ${result.states.toLocaleString('en-US')} | ${cells.join(' | ')} |`
    }),
    ...untaken(results).flatMap((one) => ['', `${sayUntaken(one, ({ design }) => `'${design}'`)}.`]),
  ].join('\n')
}

function cell({ spec, design }: Result, property: PropertyResult | undefined, up: string): string {
  if (property === undefined) return '-'
  const { name, kind, verdict, counterexample, witness, value } = property
  const story = `${storyOf(spec, design, name)}.md`
  const linked = (text: string) => (existsSync(join(root, story)) ? `[${text}](${up}/${story})` : text)
  if (kind.startsWith('reachable')) {
    return verdict === 'holds' ? linked(`reached in ${witness?.steps.length}`) : 'never reached'
  }
  if (counterexample === undefined) return value === undefined ? verdict : `${verdict}, back in ${value}`
  const { steps, loopAt } = counterexample
  const loop =
    loopAt === undefined || loopAt === steps.length ? `${steps.length}` : `${loopAt} + ${steps.length - loopAt}`
  return `**${linked(`violated in ${loop}`)}**`
}
