/** Closures with state outside of the model: each is a model error that says so, and none is told as a bug of ours. */
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/check.ts'
import { bool, compose, input, int, type Model, model, process, setOf, spec, struct } from '../../src/index.ts'
import { type Any, type Impure, kinds } from './hidden-kinds.ts'

const stateOf = () => ({ n: int(0, 5), b: bool, job: struct({ v: int(0, 5) }), tags: setOf(int(0, 2)) })

/** A counter that goes round, and a switch. */
const counting = (options: Any = {}, state: Any = stateOf()): Model =>
  model({
    name: 'm',
    state,
    ...options,
    actions: {
      up: (s: Any) => {
        s.n = (s.n + 1) % 6
        s.job.v = s.n
        if (s.n === 3) s.tags.add(1)
        if (s.n === 5) s.tags.clear()
      },
      ...options.actions,
    },
  } as Any)

const switching = (impure: Impure) => (s: Any) => {
  if (impure(s)) s.b = !s.b
}

const places: { readonly [name: string]: (impure: Impure) => Model } = {
  'a guard': (impure) => counting({ actions: { act: { when: impure, do: (s: Any) => void (s.b = !s.b) } } }),
  'an action': (impure) => counting({ actions: { act: switching(impure) } }),
  'a fault': (impure) => counting({ faults: { act: { budget: 2, do: switching(impure) } } }),
  'a guard of a fault': (impure) =>
    counting({ faults: { act: { budget: 2, when: impure, do: (s: Any) => void (s.b = !s.b) } } }),
  'a step': (impure) => {
    const state = stateOf()
    const p = process(state, { steps: { one: (s: Any) => (impure(s) ? 'two' : 'one'), two: () => 'one' } })
    return counting({ processes: { p } }, state)
  },
  'the options of a choice': (impure) =>
    counting({ actions: { act: (s: Any, choose: Any) => void (s.b = choose(impure(s) ? [true, false] : [false])) } }),
  init: (impure) => counting({ init: (s: Any) => void (s.b = impure(s)) }),
  'init of a process': (impure) => {
    const state = stateOf()
    const init = (me: Any) => void (me.b = impure(me))
    const p = process(state, { local: stateOf(), steps: { one: () => {} }, init })
    return counting({ processes: { p } }, state)
  },
  'an invariant': (impure) => counting({ invariants: { i: impure } }),
  'a named part': (impure) => counting({ invariants: { i: { first: () => true, second: impure } } }),
  'a property of steps': (impure) => counting({ steps: { i: (_: Any, after: Any) => impure(after) } }),
  'what is reachable': (impure) => counting({ reachable: { i: impure } }),
  'a predicate of runs': (impure) =>
    counting({ temporal: ({ alwaysEventually }: Any) => ({ i: alwaysEventually(impure) }), fair: true }),
  'a way back': (impure) => counting({ temporal: ({ canAlwaysReach }: Any) => ({ i: canAlwaysReach(impure) }) }),
  'an order': (impure) =>
    counting({
      temporal: ({ reachableInOrder }: Any) => ({ i: reachableInOrder({ a: impure, b: (s: Any) => s.n === 4 }) }),
    }),
  'a wire': (impure) => {
    const lamp = model({
      name: 'lamp',
      state: { on: input(bool), lit: bool },
      actions: { look: (s: Any) => void (s.lit = s.on) },
    })
    const power = counting()
    return compose({ name: 'c', modules: { power, lamp }, wire: { lamp: { on: (s: Any) => impure(s.power) } } } as Any)
  },
}

describe.each(Object.entries(places))('in %s', (place, make) => {
  it.each(Object.entries(kinds))('%s is a model error', async (kind, impure) => {
    let seen: string
    try {
      const result = await checkDesign(spec({ name: 'm', model: () => make(impure()), designs: { a: {} } }), 'a')
      seen = result.error?.code ?? 'no error'
    } catch (error) {
      seen = `threw ${error}`
    }
    expect(`${kind} in ${place}: ${seen}`).toBe(`${kind} in ${place}: not-a-function`)
  })
})
