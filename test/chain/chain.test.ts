/** The measured run of `npm run bench -- chain`, on a chain that is short enough for each test run, and without its times. */
import { expect, it } from 'vitest'
import { allways } from '../cli/run.ts'
import { runChain } from './chain.ts'

const steps = 20_000

it('a long chain is told, stored and replayed', async () => {
  const { check, replay, limited, stories } = await runChain(allways, steps, 5)
  expect(check.code).toBe(0)
  const [result] = JSON.parse(check.stdout).results
  expect(result).toMatchObject({ states: steps + 1, transitions: steps, depth: steps, complete: true })
  expect(result.properties.map(({ name, verdict }: { name: string; verdict: string }) => [name, verdict])).toEqual([
    ['not the end', 'violated'],
    ['in bounds', 'holds'],
    ['only up', 'holds'],
    ['the end', 'holds'],
    ['comes to the end', 'holds'],
    ['comes further', 'violated'],
    ['no deadlock', 'holds'],
  ])
  expect(result.properties[0].counterexample.length).toBe(steps)
  expect(stories.map(({ name }) => name)).toEqual(['comes-further.json', 'not-the-end.json'])
  expect(replay.stdout).toContain(`reproduced in ${steps} steps`)
  expect(replay.code).toBe(0)
  expect([0, 3]).toContain(limited.code)
})
