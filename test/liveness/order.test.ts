import { int, model, spec } from 'allways'
import { expect, test } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

/** A number that goes up and down, and forgets at the top. */
const counter = spec({
  name: 'counter',
  model: () =>
    model({
      name: 'counter',
      state: { n: int(0, 4) },
      actions: {
        up: { when: (s) => s.n < 4, do: (s) => void s.n++ },
        down: { when: (s) => s.n > 0 && s.n < 4, do: (s) => void s.n-- },
      },
      temporal: ({ reachableInOrder }) => ({
        'up, down, and to the top': reachableInOrder({
          'at two': (s) => s.n === 2,
          'at one again': (s) => s.n === 1,
          'at the top': (s) => s.n === 4,
        }),
        'down from the top': reachableInOrder([(s) => s.n === 4, (s) => s.n === 3]),
        'two in one state': reachableInOrder([(s) => s.n > 1, (s) => s.n === 2]),
      }),
    }),
  designs: { only: { expect: { 'down from the top': 'violated' } } },
})

test('an order is met by the shortest run that goes through its predicates one after the other', async () => {
  const { properties } = await checkDesign(counter, 'only')
  const [there, back, both] = properties
  expect(there?.verdict).toBe('holds')
  expect(there?.witness?.steps.map(({ name }) => name)).toEqual(['up', 'up', 'down', 'up', 'up', 'up'])
  expect(there?.witness?.milestones).toEqual([
    { name: 'at two', at: 2 },
    { name: 'at one again', at: 3 },
    { name: 'at the top', at: 6 },
  ])
  expect(back).toMatchObject({ verdict: 'violated', ok: true })
  expect(back?.notes).toEqual(["Some run meets 1 of 2 predicates in order, but no run then meets '2'."])
  expect(both?.witness?.steps).toHaveLength(2)
})
