import { expect, test } from 'vitest'
import { int, model, process, spec } from '../../src/index.ts'
import { checkDesign } from '../../src/run/check.ts'
import { countsOf, symmetryOf } from '../../src/run/reduction.ts'

/** Five workers that each take ten steps, one after the other: 100,000 states. */
const workers = ({ first = 'like the others' } = {}) => {
  const state = { done: int(0, 5) }
  const worker = process(state, {
    instances: 5,
    local: { step: int(0, 9) },
    steps: {
      go: {
        when: (_s, me) => me.step < (first === 'ends early' && me.id === 0 ? 8 : 9),
        do: (_s, me) => {
          me.step++
        },
      },
    },
    resting: ['go'],
  })
  return model({ name: 'workers', state, processes: { worker } })
}
const made = spec({
  name: 'workers',
  model: workers,
  designs: { alike: {}, 'not alike': { params: { first: 'ends early' } } },
})

test('processes that look alike are named, with the share of the states that would be left', async () => {
  const { lookAlike, symmetry, states } = await checkDesign(made, 'alike')

  expect(symmetry).toBeUndefined()
  expect(states).toBe(100_000)
  expect(lookAlike).toMatchObject([{ processes: ['worker'], instances: 5 }])
  // 2,002 orders of five steps from ten
  const { share = 0 } = lookAlike?.[0] ?? {}
  expect(share).toBeGreaterThan(0.5 * (2002 / 100_000))
  expect(share).toBeLessThan(2 * (2002 / 100_000))
})

test('processes that are not alike are not named', async () => {
  const { lookAlike, states } = await checkDesign(made, 'not alike')

  expect(states).toBe(90_000)
  expect(lookAlike).toBeUndefined()
})

const standing = { isProof: true, isEquivariant: true, startsWhole: true }
const taken = Float64Array.of(70)
const searched = { states: 10, complete: true, levels: [1, 9], whole: { states: 60, levels: [1, 59] }, taken }

test('a claim is proven only if every program of a complete search has checked all', () => {
  const plan = { reduction: undefined, whole: [], needSameSteps: [] }
  const claim = (standings: readonly (typeof standing)[], complete = true) =>
    symmetryOf(plan, standings, { ...searched, complete })?.claim

  expect(claim([standing, standing])).toBe('proved')
  expect(claim([standing, { ...standing, isProof: false }])).toBe('sampled')
  expect(claim([standing], false)).toBe('sampled')
  expect(claim([])).toBeUndefined()
})

test('counts are those of the whole space, unless the orbits do not add up to it', () => {
  const plan = { reduction: undefined, whole: [], needSameSteps: [] }
  const counts = (of: typeof standing) => countsOf(searched as never, symmetryOf(plan, [of], searched))

  expect(counts(standing)).toEqual({ states: 60, levels: [1, 59] })
  expect(counts({ ...standing, isEquivariant: false })).toEqual({ states: 10, levels: [1, 9] })
  expect(counts({ ...standing, startsWhole: false })).toEqual({ states: 10, levels: [1, 9] })
  const more = { ...searched, taken: Float64Array.of(2 ** 54) }
  expect(symmetryOf(plan, [standing], more)?.countsUnknown).toBe('there are more than 2^53 states or transitions')
})
