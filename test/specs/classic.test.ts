import { describe, expect, test } from 'vitest'
import { type Bundled, bundled } from './bundled.ts'
import { testStories } from './told.ts'

const dieHard = await bundled('specs/classic/die-hard.model.ts')
const diningPhilosophers = await bundled('specs/classic/dining-philosophers.model.ts')
const peterson = await bundled('specs/classic/peterson.model.ts')
const readersWriters = await bundled('specs/classic/readers-writers.model.ts')
const semaphore = await bundled('specs/classic/semaphore.model.ts')
const terminationDetection = await bundled('specs/classic/termination-detection.model.ts')
const twoPhaseCommit = await bundled('specs/classic/two-phase-commit.model.ts')
const classics = [
  dieHard,
  twoPhaseCommit,
  diningPhilosophers,
  peterson,
  readersWriters,
  semaphore,
  terminationDetection,
]

describe.each(classics)('$name', ({ spec, check }) => {
  test.each(Object.keys(spec.designs))('%s has its known counts and its expected verdicts', async (design) => {
    const result = await check(design)

    const { counts } = spec.designs[design]!
    expect(counts).toHaveProperty('states')
    expect(result).toMatchObject({ ...counts, complete: true })
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
  })
})

test.each([
  { spec: dieHard, design: 'two jugs', property: 'big is never 4', length: 6 },
  { spec: diningPhilosophers, design: 'all left-handed', property: 'no deadlock', length: 5 },
  { spec: peterson, design: 'flag raised too late', property: 'mutual exclusion', length: 8 },
  { spec: peterson, design: 'no turn', property: 'no deadlock', length: 4 },
  { spec: terminationDetection, design: 'nobody turns black', property: 'detected only when terminated', length: 5 },
])('$spec.name, $design: the shortest way to break $property has length $length', async (row) => {
  const { counterexample } = await found(row)

  expect(counterexample?.steps).toHaveLength(row.length)
})

// where the run stops, its loop has no steps
test.each([
  { spec: diningPhilosophers, design: 'all left-handed', property: 'everyone eats again and again', stem: 5, loop: 0 },
  {
    spec: diningPhilosophers,
    design: 'one right-handed, weakly fair',
    property: 'everyone eats again and again',
    stem: 2,
    loop: 3,
  },
  { spec: peterson, design: 'no turn', property: 'whoever tries gets in', stem: 4, loop: 0 },
  { spec: readersWriters, design: 'readers first', property: 'a waiting writer gets in', stem: 3, loop: 6 },
  { spec: readersWriters, design: 'writers first', property: 'a waiting reader gets in', stem: 2, loop: 6 },
  {
    spec: readersWriters,
    design: 'writers first, weakly fair',
    property: 'a waiting writer gets in',
    stem: 1,
    loop: 3,
  },
  { spec: semaphore, design: 'weakly fair', property: 'everyone who waits gets in', stem: 1, loop: 3 },
  { spec: terminationDetection, design: 'ewd 840', property: 'terminates if messages cease', stem: 1, loop: 0 },
  { spec: terminationDetection, design: 'nothing is fair', property: 'terminated leads to detected', stem: 0, loop: 0 },
])('$spec.name, $design: $property is broken by a stem of $stem and a loop of $loop', async (row) => {
  const { steps, loopAt } = (await found(row)).counterexample!

  expect({ stem: loopAt, loop: steps.length - loopAt! }).toEqual({ stem: row.stem, loop: row.loop })
})

test.each([
  { spec: readersWriters, design: 'readers first', property: 'a writer can always get in', steps: 4 },
  { spec: readersWriters, design: 'in line', property: 'a writer can always get in', steps: 8 },
])('$spec.name, $design: $property, $steps steps away where it is farthest', async (row) => {
  expect(await found(row)).toMatchObject({ verdict: 'holds', value: row.steps })
})

async function found({ spec, design, property }: { spec: Bundled; design: string; property: string }) {
  const { properties } = await spec.check(design)
  return properties.find(({ name }) => name === property)!
}

for (const spec of classics) testStories(spec)
