import { model, process, spec } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'

/** A rider from stop to stop, of which there are 40, more than are told apart one by one. */
const rides = (next: (stop: number) => string) => {
  const stops = Array.from({ length: 40 }, (_, i) => i)
  const state = {}
  const rider = process(state, { steps: Object.fromEntries(stops.map((stop) => [`stop ${stop}`, () => next(stop)])) })
  const invariants = {
    'never at the last stop': (s: { readonly rider: readonly { readonly at: string }[] }) =>
      s.rider[0]?.at !== 'stop 39',
  }
  return spec({
    name: 'rides',
    model: () => model({ name: 'rides', state, processes: { rider }, invariants }),
    designs: { only: {} },
  })
}

it('a process may have many labels', async () => {
  const round = rides((stop) => `stop ${(stop + 1) % 40}`)

  const { states, transitions, error, properties } = await checkDesign(round, 'only')

  expect(error).toBeUndefined()
  expect({ states, transitions }).toEqual({ states: 40, transitions: 40 })
  expect(properties.map(({ verdict }) => verdict)).toEqual(['violated', 'holds'])
})

it('a label that is none of many is refused', async () => {
  const lost = rides(() => 'nowhere')

  expect((await checkDesign(lost, 'only')).error).toMatchObject({ code: 'unknown-label' })
})
