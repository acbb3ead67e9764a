import { expect, it } from 'vitest'
import { allways } from '../cli/run.ts'
import { killCheckpoints } from './checkpoints.ts'

it('a check that is killed at random moments, and goes on each time, ends with the result of one run', async () => {
  const { troubles, killed } = await killCheckpoints(allways, 3, 3, () => {}, ['findings late and early'])
  expect(troubles).toEqual([])
  expect(killed).toBeGreaterThan(2)
}, 60_000)
