import { int, type Model, model, process, SpecError } from 'allways'
import { describe, expect, it } from 'vitest'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse, from JavaScript
type Any = any

const state = { n: int(0, 3) }

function counter(temporal: Any, options: Any = {}): Model {
  const p = process(state, { instances: 2, steps: { up: { when: (s) => s.n < 3, do: (s) => void s.n++ } } })
  return (model as Any)({
    name: 'counter',
    state,
    processes: { p },
    actions: { reset: () => {} },
    faults: { glitch: { budget: 1, do: () => {} } },
    temporal,
    ...options,
  })
}

const never = () => false

describe('temporal', () => {
  it.each<[string, string, RegExp, Any]>([
    ['that is no function', 'bad-property', /`temporal` is an? .*expected a function|`temporal` is/, {}],
    ['of something else', 'bad-property', /property 'x' is 3: expected the result of/, () => ({ x: 3 })],
    ['of a bare predicate', 'bad-property', /property 'x' is a function/, () => ({ x: never })],
    [
      'of no predicate',
      'bad-property',
      /leadsTo is 3: expected a predicate/,
      ({ leadsTo }: Any) => ({ x: leadsTo(3, never) }),
    ],
    [
      'with a way within a run',
      'bad-property',
      /cannot be part of a formula/,
      ({ always, canAlwaysReach }: Any) => ({ x: always(canAlwaysReach(never)) }),
    ],
    [
      'within no number of steps',
      'bad-property',
      /within: the number of steps is 1.5/,
      ({ within }: Any) => ({ x: within(1.5, never) }),
    ],
    [
      'using what is not there',
      'unknown-step',
      /names 'q', which is not a process, step or action; available: p, p up, reset/,
      ({ canAlwaysReach }: Any) => ({ x: canAlwaysReach(never, { using: ['q'] }) }),
    ],
    [
      'using a fault',
      'unknown-step',
      /names 'glitch'/,
      ({ canAlwaysReach }: Any) => ({ x: canAlwaysReach(never, { using: ['glitch'] }) }),
    ],
    [
      'using a name of every object',
      'unknown-step',
      /names 'constructor'/,
      ({ canAlwaysReach }: Any) => ({ x: canAlwaysReach(never, { using: ['constructor'] }) }),
    ],
    [
      'with an option that canAlwaysReach does not have',
      'unknown-option',
      /canAlwaysReach: unknown option 'use'/,
      ({ canAlwaysReach }: Any) => ({ p: canAlwaysReach(never, { use: [] }) }),
    ],
    [
      'with an option that within does not have',
      'unknown-option',
      /within: unknown option 'from'/,
      ({ within }: Any) => ({ p: within(1, never, { from: never }) }),
    ],
    [
      'with the name of the built-in property',
      'duplicate-name',
      /'no deadlock' is built in/,
      ({ always }: Any) => ({ 'no deadlock': always(never) }),
    ],
  ])('refuses one %s', (_, code, message, temporal) => {
    const make = () => counter(temporal)
    expect(make).toThrow(SpecError)
    expect(make).toThrow(message)
    expect(make).toThrow(expect.objectContaining({ code }))
  })

  it('leaves out a property that a design does not have', () => {
    const made = counter(({ always }: Any) => ({ there: always(never), gone: undefined }))
    expect(made.properties.map(({ name }) => name)).toEqual(['there', 'no deadlock'])
  })
})

describe('an action', () => {
  it('may be left out of a design', () => {
    const made = (resets: boolean) =>
      model({
        name: 'm',
        state,
        actions: { up: () => {}, ...(resets && { reset: () => {} }) },
        temporal: ({ always, taken, not }) => ({ ...(resets && { never: always(not(taken('reset'))) }) }),
      })
    expect(made(true).actions.map(({ name }) => name)).toEqual(['up', 'reset'])
    expect(made(false).actions.map(({ name }) => name)).toEqual(['up'])
  })
})

describe('fairness', () => {
  it('is of each instance of a process, of each step, of an action, of the model', () => {
    const p = process(state, {
      instances: 2,
      steps: { up: { do: () => {}, fair: 'strong' }, idle: { do: () => {}, fair: false } },
      fair: true,
    })
    const made = model({
      name: 'm',
      state,
      processes: { p },
      actions: { reset: { do: () => {}, fair: 'weak' } },
      faults: { glitch: { budget: 1, do: () => {} } },
      fair: true,
    })
    expect(
      made.fairness.map(({ strong, process, instance, step, actions }) => [strong, process, instance, step, actions]),
    ).toEqual([
      [false, 'p', 0, undefined, [0]],
      [false, 'p', 1, undefined, [2]],
      [true, 'p', 0, 'up', [0]],
      [true, 'p', 1, 'up', [2]],
      [false, undefined, 0, 'reset', [4]],
      [false, undefined, 0, undefined, [0, 1, 2, 3, 4]],
    ])
  })

  it('is refused for a fault, and where it is no fairness', () => {
    const fault = () => counter(undefined, { faults: { glitch: { budget: 1, do: () => {}, fair: true } } })
    expect(fault).toThrow(/fault 'glitch' is fair, but a fault never has to happen/)
    const odd = () => counter(undefined, { fair: 'very' })
    expect(odd).toThrow(/`fair` is 'very': expected true, 'weak', 'strong' or false/)
  })
})
