import { bool, input, int, model, process, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'
import { replay, toCounterexample } from '../../src/trace/counterexample.ts'

const tool = { name: 'allways', version: '0.0.0' }

const make = ({ top = 3, label = 'inc', start = 0, allowed = 2, fast = false }) => {
  const state = { n: int(0, top) }
  const worker = process(state, {
    instances: 2,
    local: { done: int(0, top) },
    steps: {
      [label]: {
        when: (s: { readonly n: number }) => s.n < top && (!fast || s.n > 0),
        do: (s: { n: number }, me: { done: number }, choose: (from: number[]) => number) => {
          s.n = Math.min(top, s.n + choose(fast ? [2] : [1, top]))
          me.done++
        },
      },
    },
    resting: [label],
  })
  return model({
    name: 'work',
    state,
    processes: { worker },
    init: (s) => {
      s.n = start
    },
    invariants: { low: (s) => s.n <= allowed },
  })
}

const of = (params: Parameters<typeof make>[0]) => spec({ name: 'work', model: make, designs: { only: { params } } })

async function stored() {
  const result = await checkDesign(of({ top: 4 }), 'only')
  const property = result.properties[0] as (typeof result.properties)[0]
  expect(property.counterexample?.steps.map((step) => [step.actor, step.choices])).toEqual([['worker 0', [4]]])
  return { ...toCounterexample(result, property, tool), params: {} }
}

describe('replay', () => {
  it('reproduces a story on the model that it was found on', async () => {
    expect(replay(of({ top: 4 }), await stored())).toMatchObject({ ok: true, message: 'reproduced in 1 step' })
  })

  it.each<[string, Parameters<typeof make>[0], string]>([
    ['the initial state is another', { top: 4, start: 1 }, 'the initial state differs: n was 0, is 1'],
    [
      'a label has another name',
      { top: 4, label: 'raise' },
      'the initial state differs: worker[0].at was "inc", is "raise"',
    ],
    ['the step is not enabled', { top: 4, fast: true }, "step 1: 'worker 0 inc' is now disabled"],
    ['the choice is not there', { top: 5 }, "step 1: 'worker 0 inc' can no longer choose 4"],
    ['the property holds at the end', { top: 4, allowed: 4 }, "every step replays, but 'low' is no longer violated"],
  ])('says why not, and at which step, where %s', async (_, params, message) => {
    const outcome = replay(of(params), await stored())
    expect(outcome.ok).toBe(false)
    expect(outcome.message).toContain(message)
  })

  it('says at which step the states drift', async () => {
    const file = await stored()
    const steps = file.steps.map((step) => ({ ...step, state: { ...(step.state as object), n: 3 } }))
    expect(replay(of({ top: 4 }), { ...file, steps })).toMatchObject({
      ok: false,
      step: 1,
      message: "step 1: 'worker 0 inc' leads to a different state: n was 3, is 4",
    })
  })

  it('says that a step is gone', async () => {
    const file = await stored()
    const steps = file.steps.map((step) => ({ ...step, name: 'bump' }))
    expect(replay(of({ top: 4 }), { ...file, steps })).toMatchObject({
      step: 1,
      message: "step 1: the model no longer has the step 'worker 0 bump'",
    })
  })

  it('says that a property is gone', async () => {
    const outcome = replay(of({ top: 4 }), { ...(await stored()), property: 'high' })
    expect(outcome).toMatchObject({
      ok: false,
      message: "the model no longer has the property 'high'; available: low, no deadlock",
    })
  })
})

describe('a story in which the surroundings change inputs along with a step', () => {
  const door = () =>
    model({
      name: 'door',
      state: { power: input(bool, { starts: false }), steps: int(0, 2) },
      actions: { go: { when: (s) => s.steps < 2, do: (s) => void s.steps++ } },
      resting: () => true,
      invariants: { 'never at once': (s) => !(s.power && s.steps === 2) },
    })

  it('is stored with what they did, and replays from its file', async () => {
    const doors = spec({ name: 'door', model: door, designs: { only: {} } })
    const result = await checkDesign(doors, 'only')
    const property = result.properties[0] as (typeof result.properties)[0]
    const file = JSON.parse(JSON.stringify({ ...toCounterexample(result, property, tool), params: {} }))
    expect(file.steps.map((step: { surroundings?: unknown }) => step.surroundings)).toContainEqual([
      { path: 'power', value: true },
    ])
    expect(replay(doors, file)).toMatchObject({ ok: true, message: 'reproduced in 2 steps' })
  })
})
