/** Inputs that a story shows as they were at the start. */
import { bool, input, int, model } from 'allways'
import { describe, expect, it } from 'vitest'
import { results } from '../runs/runs-of.ts'

const state = { ready: input(bool, { starts: false, changes: 1 }), other: input(bool), n: int(0, 3), seen: bool }

/** Counts while it is not `ready`, or once it is. */
const counting = (ready: boolean) => () =>
  model({
    name: 'counting',
    state,
    actions: {
      count: { when: (s) => s.ready === ready && s.n < 3, do: (s) => void s.n++ },
      look: {
        when: (s) => !s.seen,
        do: (s) => {
          s.seen = s.other
        },
      },
    },
    resting: () => true,
    invariants: { few: (s) => s.n < 3 },
  })

const fromTheStart = async (ready: boolean) => {
  const { few } = await results(counting(ready))
  const { steps, why } = few?.counterexample ?? { steps: [] }
  return { length: steps.length, flows: why?.flows.filter(({ from }) => from === 0) }
}

describe('an input', () => {
  it('that steps read as it was at the start is shown at each of them', async () => {
    expect(await fromTheStart(false)).toEqual({
      length: 3,
      flows: [1, 2, 3].map((to) => ({ path: 'ready', from: 0, to })),
    })
  })

  it('that has changed before is not', async () => {
    expect(await fromTheStart(true)).toEqual({ length: 4, flows: [] })
  })
})
