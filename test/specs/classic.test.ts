import { describe, expect, test } from 'vitest'
import dieHard from '../../specs/classic/die-hard.model.ts'
import diningPhilosophers from '../../specs/classic/dining-philosophers.model.ts'
import peterson from '../../specs/classic/peterson.model.ts'
import twoPhaseCommit from '../../specs/classic/two-phase-commit.model.ts'
import { checkDesign } from '../../src/check.ts'

describe.each([dieHard, twoPhaseCommit, diningPhilosophers, peterson])('$name', (spec) => {
  test.each(Object.keys(spec.designs))('%s has its known counts and its expected verdicts', async (design) => {
    const result = await checkDesign(spec, design, { exhaustive: true })

    const { counts } = spec.designs[design]!
    expect(counts).toHaveProperty('states')
    expect(result).toMatchObject({ ...counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
  })
})

test.each([
  [dieHard, 'two jugs', 'big is never 4', 6],
  [diningPhilosophers, 'all left-handed', 'no deadlock', 5],
  [peterson, 'flag raised too late', 'mutual exclusion', 8],
  [peterson, 'no turn', 'no deadlock', 4],
])('$name, %s: the shortest way to break "%s" has %i steps', async (spec, design, property, length) => {
  const result = await checkDesign(spec, design, {})

  expect(result.properties.find(({ name }) => name === property)?.counterexample?.steps).toHaveLength(length)
})
