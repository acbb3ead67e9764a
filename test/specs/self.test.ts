/** The models of what workers share: every design has its verdicts, so each part of the protocol has its use. */
import { describe, expect, test } from 'vitest'
import { isWanted } from '../../src/result.ts'
import { bundled } from './bundled.ts'
import { testStories } from './told.ts'

const halves = await bundled('specs/self/halves.model.ts')
const workers = await bundled('specs/self/workers.model.ts')

describe.each([
  { name: 'the protocol between workers', spec: workers, leftOut: 15 },
  { name: 'the tables of halves', spec: halves, leftOut: 5 },
])('$name', ({ spec: { spec, check }, leftOut }) => {
  const designs = Object.keys(spec.designs)
  const expected = new Map(Object.entries(spec.designs))

  test.each(designs)('%s: has its counts and its expected verdicts', async (design) => {
    const result = await check(design)

    expect(result).toMatchObject({ ...expected.get(design)?.counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
  })

  test('whatever is left out of it breaks something', () => {
    const built = designs.filter((design) => design.startsWith('as built') || design === 'one worker')
    const others = designs.filter((design) => !built.includes(design))
    expect(others).toHaveLength(leftOut)
    for (const design of others) {
      expect(Object.values(expected.get(design)?.expect ?? {}), design).toContain('violated')
    }
  })
})

test('a death leaves nothing complete that is not: only what must go on is broken by it', async () => {
  const { properties } = await workers.check('a worker dies')
  const broken = properties.filter(({ kind, verdict }) => !isWanted(kind) && verdict === 'violated')

  expect(broken.map(({ name }) => name)).toEqual(['the search ends', 'no deadlock'])
})

for (const spec of [workers, halves]) testStories(spec)
