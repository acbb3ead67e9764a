import { getHeapSpaceStatistics } from 'node:v8'
import { expect, it } from 'vitest'
import { holdIfLarge, holdYoungGeneration, letYoungGenerationGrow } from '../../../src/cli/host/young-generation.ts'

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}

/** By how much it has grown, while objects were made that live for a while, so that much survives each collection. */
function growth(): number {
  const before = youngBytes()
  let kept: object[] = []
  for (let i = 0; i < 2_000_000; i++) {
    kept.push({ i, text: `${i}` })
    if (kept.length > 200_000) kept = []
  }
  return youngBytes() - before
}

it('the young generation grows no further while it is held, and for good once a run is large', () => {
  holdYoungGeneration()
  expect(growth()).toBe(0)
  letYoungGenerationGrow()
  expect(growth()).toBeGreaterThan(0)
  holdIfLarge(2 ** 20)
  letYoungGenerationGrow()
  expect(growth()).toBe(0)
})
