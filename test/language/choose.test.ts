import { array, bag, int, model, queue, setOf, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: some of what is tried here is refused by the types
type Any = any
const state = {
  q: queue(int(0, 3), 4),
  b: bag(int(0, 3), 4),
  a: array(3, int(0, 3)),
  all: setOf(int(0, 3)),
  n: int(0, 99),
}

/** Checks a model whose only action sets `n` to one more than `pick` returns. */
function checked(pick: (s: Any, choose: Any) => number) {
  const init = (s: Any) => {
    s.q.assign([2, 2, 3])
    s.b.assign([1, 1])
  }
  const act = (s: Any, choose: Any) => {
    s.n = 1 + pick(s, choose)
  }
  const made = () =>
    model({ name: 'm', state, init, actions: { act: { when: (s) => s.n === 0, do: act } }, resting: () => true })
  return checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
}

describe('choose.index', () => {
  it.each<[string, Parameters<typeof checked>[0], number]>([
    ['a queue', (s, choose) => choose.index(s.q), 4],
    ['a bag', (s, choose) => choose.index(s.b), 3],
    ['an array', (s, choose) => choose.index(s.a, 'cell'), 4],
    ['an array of its own', (s, choose) => choose.index(s.q.filter((v: number) => v < 3)), 3],
    ['nothing, which disables the step', (_, choose) => choose.index([]), 1],
    ['a queue that loses it', (s, choose) => s.q.removeAt(choose.index(s.q)) + s.q.at(0), 3],
  ])('picks each place of %s', async (_, pick, states) => {
    const found = await checked(pick)
    expect(found.error).toBeUndefined()
    expect(found.states).toBe(states)
  })

  it('refuses what has no places', async () => {
    const { error } = await checked((s, choose) => choose.index(s.n))
    expect(error).toMatchObject({ code: 'step-threw', message: expect.stringContaining('choose.index got 0') })
  })
})
