import { describe, expect, test } from 'vitest'
import dieHard from '../../specs/classic/die-hard.model.ts'
import diningPhilosophers from '../../specs/classic/dining-philosophers.model.ts'
import peterson from '../../specs/classic/peterson.model.ts'
import readersWriters from '../../specs/classic/readers-writers.model.ts'
import semaphore from '../../specs/classic/semaphore.model.ts'
import terminationDetection from '../../specs/classic/termination-detection.model.ts'
import twoPhaseCommit from '../../specs/classic/two-phase-commit.model.ts'
import { checkDesign } from '../../src/check.ts'

const classics = [
  dieHard,
  twoPhaseCommit,
  diningPhilosophers,
  peterson,
  readersWriters,
  semaphore,
  terminationDetection,
]

describe.each(classics)('$name', (spec) => {
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
  [terminationDetection, 'nobody turns black', 'detected only when terminated', 5],
])('$name, %s: the shortest way to break "%s" has %i steps', async (spec, design, property, length) => {
  const result = await checkDesign(spec, design, {})

  expect(result.properties.find(({ name }) => name === property)?.counterexample?.steps).toHaveLength(length)
})

// where the run stops, the loop is 0 steps long
test.each([
  [diningPhilosophers, 'all left-handed', 'everyone eats again and again', 5, 0],
  [diningPhilosophers, 'one right-handed, weakly fair', 'everyone eats again and again', 0, 6],
  [peterson, 'no turn', 'whoever tries gets in', 4, 0],
  [readersWriters, 'readers first', 'a waiting writer gets in', 3, 6],
  [readersWriters, 'writers first', 'a waiting reader gets in', 2, 6],
  [readersWriters, 'writers first, weakly fair', 'a waiting writer gets in', 1, 3],
  [semaphore, 'weakly fair', 'everyone who waits gets in', 1, 3],
  [terminationDetection, 'ewd 840', 'terminates if messages cease', 1, 0],
  [terminationDetection, 'nothing is fair', 'terminated leads to detected', 0, 0],
])(
  '$name, %s: a run that breaks "%s" has %i steps and then a loop of %i',
  async (spec, design, property, stem, loop) => {
    const result = await checkDesign(spec, design, {})

    const { steps, loopAt } = result.properties.find(({ name }) => name === property)!.counterexample!
    expect([loopAt, steps.length - loopAt!]).toEqual([stem, loop])
  },
)

test.each([
  [readersWriters, 'readers first', 'a writer can always get in', 4],
  [readersWriters, 'in line', 'a writer can always get in', 8],
])('$name, %s: "%s" within %i steps, from wherever it is farthest', async (spec, design, property, steps) => {
  const result = await checkDesign(spec, design, {})

  expect(result.properties.find(({ name }) => name === property)).toMatchObject({ verdict: 'holds', value: steps })
})
