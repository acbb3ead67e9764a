/** The gallery of reported bugs: each spec shows its bug and a fix, stays short, and has its part of one page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isWanted, type PropertyResult, type Result } from '../../src/result.ts'
import { bundled, root } from './bundled.ts'
import { comparePart, testStories, testTable } from './told.ts'

const page = 'specs/field/README.md'
const gallery = [
  await bundled('specs/field/argo-cd.model.ts'),
  await bundled('specs/field/cassandra-operator.model.ts'),
  await bundled('specs/field/cloudflare-2020.model.ts'),
  await bundled('specs/field/crossplane.model.ts'),
  await bundled('specs/field/curator-election.model.ts'),
  await bundled('specs/field/elasticsearch.model.ts'),
  await bundled('specs/field/etcd-watch.model.ts'),
  await bundled('specs/field/external-dns.model.ts'),
  await bundled('specs/field/github-2018.model.ts'),
  await bundled('specs/field/kafka-broker.model.ts'),
  await bundled('specs/field/kafka-marker.model.ts'),
  await bundled('specs/field/leader-election.model.ts'),
  await bundled('specs/field/opensearch-operator.model.ts'),
  await bundled('specs/field/patroni.model.ts'),
  await bundled('specs/field/raft-membership.model.ts'),
  await bundled('specs/field/scylla-hint.model.ts'),
  await bundled('specs/field/terraform-lock.model.ts'),
]
const reported = 'as reported'
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const isBroken = ({ kind, verdict }: PropertyResult) => !isWanted(kind) && verdict === 'violated'
const verdictsOf = (result: Result | undefined) => new Map(result?.properties.map((one) => [one.name, one.verdict]))

/** The rows of the table of symptoms: the names in the columns spec, property and fix. */
const symptoms = /<!-- symptoms -->\n([\s\S]*?)\n<!-- end -->/
const rows = (symptoms.exec(read(page))?.[1] ?? '')
  .split('\n')
  .slice(2)
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .map(([, , spec, property, fix]) => ({
    spec: /\[(.+)\]/.exec(spec ?? '')?.[1],
    property: /`(.+)`/.exec(property ?? '')?.[1],
    fix: /`(.+)`/.exec(fix ?? '')?.[1],
  }))

test('the page counts the lines of the models that newer words changed', () => {
  const counted = [
    ...(/<!-- words -->\n([\s\S]*?)<!-- end -->/.exec(read(page))?.[1] ?? '').matchAll(
      /^\| ([\w-]+) \|.*?\| (\d+) \| (\d+) \|/gm,
    ),
  ]
  expect(counted).not.toEqual([])
  for (const [, name, , now] of counted) {
    expect(read(`specs/field/${name}.model.ts`).trimEnd().split('\n'), name).toHaveLength(Number(now))
  }
})

describe.each(gallery)('$name', (one) => {
  const { name, file, spec, check, all } = one
  const lines = read(file).trimEnd().split('\n')

  test('is decided completely, with the expected verdicts', async () => {
    for (const result of await all()) {
      expect(result.complete, result.design).toBe(true)
      expect(result.properties.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([])
    }
  })

  test('shows what was reported first, and a design in which it does not happen', async () => {
    expect(Object.keys(spec.designs)[0]).toBe(reported)
    const broken = (await check(reported)).properties.filter(isBroken)
    expect(broken).not.toEqual([])
    const others = (await all()).filter(({ design }) => design !== reported).map(verdictsOf)
    for (const property of broken) {
      expect(
        others.some((verdicts) => verdicts.get(property.name) === 'holds'),
        property.name,
      ).toBe(true)
    }
  })

  test('has fewer than 60 lines of at most 120 characters, and names its source', () => {
    expect(lines.length).toBeLessThan(60)
    expect(lines.filter((line) => line.length > 120)).toEqual([])
    expect(read(file).slice(0, read(file).indexOf('*/'))).toMatch(/https:\/\//)
  })

  test('has its row in the table of symptoms: the bug breaks the property, the fix keeps it', async () => {
    const own = rows.filter((row) => row.spec === name)
    expect(own).not.toEqual([])
    for (const { property = '', fix = '' } of own) {
      expect(Object.keys(spec.designs)).toContain(fix)
      const all = [verdictsOf(await check(reported)).get(property), verdictsOf(await check(fix)).get(property)]
      expect(all, property).toEqual(['violated', 'holds'])
    }
  })

  test('has the shortest story of what was reported on the page', async () => {
    const property = rows.find((row) => row.spec === name)?.property
    const { counterexample } = (await check(reported)).properties.find((one) => one.name === property) ?? {}
    const { steps = [], loopAt } = counterexample ?? {}
    const acts = steps.map(({ actor, name }) => (actor === 'environment' ? `*${name}*` : `*${actor}: ${name}*`))
    const loop =
      loopAt === undefined || loopAt === steps.length ? '' : ` Steps ${loopAt + 1} to ${steps.length} repeat.`
    comparePart(page, `story: ${name}`, `The shortest story: ${acts.join(' → ')}.${loop}`)
  })

  testTable(one, page)
  testStories(one)
})
