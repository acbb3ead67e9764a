/** The model of the protocol between workers: every design has its verdicts, so each part of the protocol has its use. */
import { describe, expect, test } from 'vitest'
import workers from '../../specs/self/workers.model.ts'
import { checkDesign } from '../../src/check.ts'
import { isWanted } from '../../src/result.ts'

const designs = Object.keys(workers.designs)

describe('the protocol between workers', () => {
  test.each(designs)('%s: has its counts and its expected verdicts', async (design) => {
    const result = await checkDesign(workers, design)

    expect(result).toMatchObject({ ...workers.designs[design]?.counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
  })

  test('whatever is left out of it breaks something', () => {
    const built = designs.filter((design) => design.startsWith('as built') || design === 'one worker')
    const others = designs.filter((design) => !built.includes(design))
    expect(others).toHaveLength(11)
    for (const design of others) {
      expect(Object.values(workers.designs[design]?.expect ?? {}), design).toContain('violated')
    }
  })
})

test('a death leaves nothing complete that is not: only what must go on is broken by it', async () => {
  const { properties } = await checkDesign(workers, 'a worker dies')
  const broken = properties.filter(({ kind, verdict }) => !isWanted(kind) && verdict === 'violated')

  expect(broken.map(({ name }) => name)).toEqual(['the search ends', 'no deadlock'])
})
