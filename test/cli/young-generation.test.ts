import { getHeapSpaceStatistics } from 'node:v8'
import { expect, it } from 'vitest'
import { holdYoungGeneration } from '../../src/cli/young-generation.ts'

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}

/** Makes objects that live for a while, so that much survives each collection. */
function survive(rounds: number): number {
  let kept: object[] = []
  for (let i = 0; i < rounds; i++) {
    kept.push({ i, text: `${i}` })
    if (kept.length > 200_000) kept = []
  }
  return kept.length
}

it('the young generation grows no further once a run is large', () => {
  const before = youngBytes()
  holdYoungGeneration(2 ** 20)
  survive(2_000_000)
  expect(youngBytes()).toBeLessThanOrEqual(before)
})
