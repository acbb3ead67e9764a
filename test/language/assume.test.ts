import { assume, bool, int, model, optional, process, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'
import { inBoth } from './both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: some of what is tried here is refused by the types
type Any = any
const state = { n: int(0, 9), on: bool, who: optional(int(0, 2)) }
const checked = (options: Any) => {
  const made = () => model({ name: 'm', state, ...options }) as Any
  return checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
}

describe('assume', () => {
  it('withdraws a step in the middle, with what it has written', () => {
    const found = inBoth(state, {
      always: (s) => {
        s.n = 5
        assume(true)
        s.on = true
      },
      never: (s) => {
        s.n = 5
        assume(s.on && s.n < 5)
      },
      'in a function': (s) => {
        const expectOff = () => assume(!s.on)
        s.n = s.n === 3 ? 4 : 3
        expectOff()
      },
      caught: (s) => {
        try {
          s.n = 1
          assume(s.on)
        } catch {
          s.n = 2
        }
      },
    })
    expect(found.always).toEqual([{ n: 5, on: true, who: null }])
    expect(found.never).toEqual([])
    expect(found['in a function']).toEqual([{ n: 3, on: false, who: null }])
    expect(found.caught).toEqual([])
  })

  it('withdraws one combination of choices only', () => {
    const found = inBoth(state, {
      pairs: (s, choose) => {
        const a = choose([1, 2, 3])
        assume(a !== 2)
        const b = choose([1, 2, 3])
        assume(a + b === 4)
        s.n = a
        s.who = b - 1
      },
    })
    expect(found.pairs).toEqual([
      { n: 1, on: false, who: 2 },
      { n: 3, on: false, who: 0 },
    ])
  })

  it('withdraws an initial state', async () => {
    const init = (s: Any, choose: Any) => {
      s.n = choose([1, 2, 3])
      assume(s.n > 1)
    }
    expect(await checked({ init, resting: () => true })).toMatchObject({ states: 2 })
  })

  it('tells the compiler what it has assumed', () => {
    process(state, {
      steps: {
        a: (s) => {
          assume(s.who !== null)
          const who: number = s.who
          s.n = who
        },
      },
    })
  })

  it('counts as not enabled, for deadlock and for fairness', async () => {
    const stuck = await checked({ actions: { act: () => assume(false) } })
    expect(stuck.properties).toMatchObject([{ name: 'no deadlock', verdict: 'violated' }])
    const actions = {
      go: {
        fair: true,
        do: (s: Any) => {
          assume(s.n < 3)
          s.n++
        },
      },
    }
    const fair = await checked({
      ...{ actions, resting: (s: Any) => s.n === 3 },
      temporal: ({ eventually }: Any) => ({ done: eventually((s: Any) => s.n === 3) }),
    })
    expect(fair.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds'])
  })

  it.each<[string, Any]>([
    ['a guard', { actions: { act: { when: () => assumed(), do: () => {} } } }],
    ['a guard that catches it', { actions: { act: { when: () => tried(), do: () => {} } } }],
    ['an invariant', { invariants: { safe: () => assumed() }, actions: { act: () => {} } }],
    ['an invariant that catches it', { invariants: { safe: () => tried() }, actions: { act: () => {} } }],
  ])('is an error in %s', async (_, options) => {
    const { error } = await checked(options)
    expect(error?.message).toContain('assume was called outside of the body of a step')
  })

  it('is an error of anything but true and false', async () => {
    const { error } = await checked({ actions: { act: () => assume(1 as Any) } })
    expect(error?.message).toContain('assume got 1: expected true or false')
  })
})

function assumed(): boolean {
  assume(false)
  return true
}

function tried(): boolean {
  try {
    assume(false)
  } catch {
    return true
  }
  return true
}
