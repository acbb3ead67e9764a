import { describe, expect, it } from 'vitest'
import { int, model, process } from '../../src/index.ts'
import { compareBehaviours } from '../../src/trace/behaviours.ts'

const counter = ({ top = 3, resets = true, by = [1] as readonly number[] } = {}) => {
  const state = { n: int(0, 9) }
  const worker = process(state, {
    steps: {
      add: {
        when: (s) => s.n < top,
        do: (s, _, choose) => {
          s.n += choose(by)
          return 'add'
        },
      },
    },
    resting: ['add'],
  })
  return model({
    name: 'counter',
    state,
    processes: { worker },
    actions: {
      reset: {
        when: (s) => resets && s.n === 2,
        do: (s) => {
          s.n = 0
        },
      },
    },
  })
}
const bounds = { maxPairs: 1000 }
const names = (trace: { readonly steps: readonly { readonly name: string }[] } | undefined) =>
  trace?.steps.map(({ name }) => name)

describe('the behaviours of two models', () => {
  it('are the same where each step of one is a step of the other', () => {
    expect(compareBehaviours(counter(), counter(), bounds)).toEqual({ pairs: 4, complete: true, depth: 3 })
  })

  it('are gained and lost at a shortest run of which the last step is only on one side', () => {
    const { gained, lost, complete } = compareBehaviours(
      counter({ top: 3 }),
      counter({ top: 4, resets: false }),
      bounds,
    )
    expect(names(gained)).toEqual(['add', 'add', 'add', 'add'])
    expect(names(lost)).toEqual(['add', 'add', 'reset'])
    expect(complete).toBe(true)
    expect(gained?.steps.at(-1)?.changes).toEqual([{ path: 'n', before: 3, after: 4 }])
  })

  it('are told apart by what is chosen, not by where it stands among the options', () => {
    const { gained, lost } = compareBehaviours(counter({ by: [1, 2] }), counter({ by: [2, 1, 3] }), bounds)
    expect(gained?.steps[0]?.choices).toEqual([3])
    expect(lost).toBeUndefined()
  })

  it('differ in their initial states', () => {
    const state = { n: int(0, 3) }
    const from = (starts: readonly number[]) =>
      model({
        name: 'start',
        state,
        init: (s, choose) => {
          s.n = choose(starts)
        },
      })
    const { gained, lost } = compareBehaviours(from([0, 1]), from([1, 2]), bounds)
    expect(gained).toMatchObject({ initial: { state: { n: 2 } }, steps: [] })
    expect(lost).toMatchObject({ initial: { state: { n: 0 } }, steps: [] })
  })

  it('are not said to be the same where the walk was cut short', () => {
    const found = compareBehaviours(counter({ top: 9 }), counter({ top: 8 }), { maxPairs: 2 })
    expect(found).toEqual({ pairs: 2, complete: false, depth: 2 })
  })
})
