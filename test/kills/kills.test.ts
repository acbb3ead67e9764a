import { expect, it } from 'vitest'
import { allways } from '../cli/run.ts'
import { killRuns } from './kills.ts'

it('two runs that update a lock at once, and are killed at any moment, lose nothing and tear nothing', async () => {
  const { troubles, killed } = await killRuns(allways, 6, 7, () => {})
  expect(troubles).toEqual([])
  expect(killed).toBeGreaterThan(2)
})
