/** specs/sizes.md is of today's list and specs; what stands in it is not explored again. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { brokenIn, digestShown, keyOf, pageOf, rowOf, rowsOf, wanted } from '../../bench/sizes-page.ts'
import { sizes } from '../../specs/sizes.ts'
import { loadSpec } from '../../src/cli/project/load.ts'
import { modelOf } from '../../src/language/spec.ts'
import { checkDesign } from '../../src/run/check.ts'

const rows = rowsOf(readFileSync('specs/sizes.md', 'utf8'))
const list = wanted(sizes)
const loaded = new Map(
  await Promise.all(
    [...new Set(list.map(({ spec }) => spec))].map(
      async (name) => [name, await loadSpec(resolve(`specs/${name}.model.ts`), process.cwd())] as const,
    ),
  ),
)

test('the page has a row for each design at each size of the list, in its order, and no other', () => {
  expect(rows.map(keyOf)).toEqual(list.map(({ key }) => key))
})

test.each(list)(
  '$key is of the spec of today, and breaks what it should',
  ({ spec, design, params, also = [], key }) => {
    const row = rows.find((row) => keyOf(row) === key)!
    const { spec: made, digest } = loaded.get(spec)!
    const { model } = modelOf(made, design, params)
    const names = model.properties.map(({ name }) => name)
    const { expect: expected = {}, params: own = {} } = made.designs[design]!

    expect(row.digest, `run npm run sizes -- --missing`).toBe(digestShown(digest))
    expect(Object.entries(params).filter(([name, value]) => own[name] === value)).toEqual([])
    const breaks = names.filter((name) => expected[name] === 'violated' || also.includes(name))
    expect(brokenIn(row)).toEqual(breaks)
    expect(names).toEqual(expect.arrayContaining([...also]))
  },
)

test('a page is read as it was written', async () => {
  const [{ design, params } = {}] = list.filter(({ design }) => design === 'compare-and-swap')
  const result = await checkDesign(loaded.get('dynamodb-dns')!.spec, design!, { params: params! })

  const row = rowOf(result, params!)
  expect(rowsOf(pageOf([row, row]))).toEqual([row, row])
  expect(brokenIn(row)).toEqual(['rollback target exists'])
  // The same as when the page was written.
  expect({ ...row, digest: '' }).toEqual({ ...rows.find((other) => keyOf(other) === keyOf(row))!, digest: '' })
})
