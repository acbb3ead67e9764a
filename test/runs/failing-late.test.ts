import { array, bool, int, model } from 'allways'
import { describe, expect, it } from 'vitest'
import { check, story } from './runs-of.ts'

/** Beyond these states, the search looks at what a step leads to before it knows of the next step. */
const far = 70
const state = { n: int(0, 100) }
type Counter = { n: number }

const counting = (more: object, asked: object) => () =>
  model({
    name: 'counting',
    state,
    actions: { up: { when: (s) => s.n < 100, do: (s) => void s.n++ }, ...more },
    ...asked,
  })

describe('a model that fails after something was found', () => {
  it.each([10, far])(
    'is told of by its failure, with the way there, and what was found is kept (%i steps)',
    async (at) => {
      const boom = {
        when: (s: Counter) => s.n === at,
        do: () => {
          throw new Error('boom')
        },
      }
      const { error, properties } = await check(
        counting(
          { boom },
          { invariants: { low: (s: Counter) => s.n <= at }, reachable: { high: (s: Counter) => s.n > at } },
        ),
      )
      expect(error).toMatchObject({ code: 'step-threw', step: 'boom', trace: { steps: { length: at } } })
      expect(properties.map(({ verdict }) => verdict)).toEqual(['violated', 'holds', 'unknown'])
      expect(story(properties[0] as never)).toHaveLength(at + 1)
    },
  )

  it('in another choice of the very step that led there: both are told', async () => {
    const choosing = {
      when: (s: Counter) => s.n === far,
      do: (s: Counter, choose: <T>(options: readonly T[]) => T) => {
        s.n = choose([0, far + 2, 200])
      },
    }
    const up = { when: (s: Counter) => s.n < far, do: (s: Counter) => void s.n++ }
    const { error, properties } = await check(
      counting({ up, choosing }, { invariants: { low: (s: Counter) => s.n <= far } }),
    )
    expect(error).toMatchObject({ code: 'value-out-of-range', step: 'choosing', trace: { steps: { length: far } } })
    expect(properties[0]).toMatchObject({ verdict: 'violated', counterexample: { steps: { length: far + 1 } } })
  })

  it('when it starts in another way: both are told', async () => {
    const init = (s: Counter, choose: <T>(options: readonly T[]) => T) => {
      s.n = choose([5, 200])
    }
    const { error, properties } = await check(counting({}, { init, invariants: { low: (s: Counter) => s.n < 5 } }))
    expect(error).toMatchObject({ code: 'value-out-of-range' })
    expect(error?.trace).toBeUndefined()
    expect(properties[0]).toMatchObject({ verdict: 'violated', counterexample: { steps: [] } })
  })
})

it('a model whose init writes outside of an array is told of by that, though nothing else began', async () => {
  const { error, properties } = await check(() =>
    model({
      name: 'outside',
      state: { cells: array(1, int(1, 2)) },
      actions: { stay: () => {} },
      init: (s) => {
        s.cells[2] = 1
        s.cells.fill(1)
      },
      invariants: { small: (s) => (s.cells[0] as number) < 3 },
    }),
  )
  expect(error).toMatchObject({ code: 'value-out-of-range' })
  expect(properties.every(({ verdict }) => verdict === 'unknown')).toBe(true)
})

describe('a predicate of runs that fails', () => {
  const throwing = (at: number, kind: 'throws' | 'is no boolean') => (s: Counter) => {
    if (s.n !== at) return s.n > at
    if (kind === 'throws') throw new Error('no')
    return 1 as never as boolean
  }

  it.each(['throws', 'is no boolean'] as const)('%s: a model error, with the way to the state', async (kind) => {
    const { error, properties } = await check(() =>
      model({
        name: 'failing',
        state,
        actions: { up: { when: (s) => s.n < 100, do: (s) => void s.n++ } },
        temporal: ({ leadsTo }) => ({ led: leadsTo(throwing(3, kind), (s) => s.n === 100) }),
      }),
    )
    expect(error).toMatchObject({ code: 'step-threw', trace: { steps: { length: 3 } } })
    expect(error?.message).toMatch(/^property 'led' /)
    expect(error?.step).toBeUndefined()
    expect(properties.every(({ verdict }) => verdict === 'unknown')).toBe(true)
  })

  it('fails at the start too, and wherever in a formula it stands', async () => {
    const { error } = await check(() =>
      model({
        name: 'failing',
        state: { flag: bool },
        temporal: ({ or, next }) => ({
          'always true': or(
            () => true,
            next((s) => (s.flag as unknown as () => true)()),
          ),
        }),
      }),
    )
    expect(error).toMatchObject({ code: 'step-threw', trace: { steps: [] } })
  })
})

describe('a formula too large to be decided', () => {
  it('is an error of the model that names its property, and leaves the others their verdicts', async () => {
    const { error, properties } = await check(() =>
      model({
        name: 'large',
        state,
        actions: { up: { when: (s) => s.n < 100, do: (s) => void s.n++ } },
        resting: (s) => s.n === 100,
        invariants: { low: (s) => s.n <= 100 },
        temporal: ({ not, within, eventuallyAlways }) => ({
          large: not(within(15, (s) => s.n === 5, { when: (s) => s.n % 2 === 1 })),
          small: eventuallyAlways((s) => s.n >= 0),
        }),
      }),
    )
    expect(error).toMatchObject({ code: 'formula-too-large', message: expect.stringContaining("property 'large'") })
    expect(properties.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
      'low: holds',
      'large: unknown',
      'small: holds',
      'no deadlock: holds',
    ])
  })
})
