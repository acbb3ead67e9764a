// biome-ignore-all lint/complexity/noCommaOperator: it is how such closures are written
// biome-ignore-all lint/suspicious/noAssignInExpressions: it is how such closures are written
/** Closures with state outside of the model. Each is a model error that says so; none is reported as a bug of ours. */
import { describe, expect, it } from 'vitest'
import { bool, compose, input, int, type Model, model, process, setOf, spec, struct } from '../../../src/index.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { simulateDesign } from '../../../src/run/simulate.ts'
import { type Any, type Impure, kinds } from '../hidden-kinds.ts'

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

/** The name of each place in an error: the step or property itself, or the place that sets what it reads. */
const called: { readonly [place: string]: RegExp } = {
  'a step': /^p (one|two): /,
  init: /^`init`: /,
  'init of a process': /^`init`: /,
  'a wire': /^(up|look|power up|lamp look|`init`): /,
}
const ofActions = ['a guard', 'an action', 'a fault', 'a guard of a fault', 'the options of a choice']

/** Closures that give the same answer at every start, because they look at nothing but the state there. */
const ofStateAlone = [
  'a running maximum',
  'a memo by state',
  'a memo in a map by state',
  'a memo by a struct of the state',
  'a memo of another key than it computes from',
]

const checked = (make: () => Model) => checkDesign(spec({ name: 'm', model: make, designs: { a: {} } }), 'a')

describe.each(Object.entries(places))('in %s', (place, make) => {
  const isStart = place === 'init' || place === 'init of a process'
  it.each(Object.entries(kinds).filter(([kind]) => !isStart || !ofStateAlone.includes(kind)))(
    '%s is a model error that names it',
    async (_, impure) => {
      const { error, complete } = await checked(() => make(impure()))
      expect(error?.code).toBe('not-a-function')
      expect(error?.message).toMatch(called[place] ?? (ofActions.includes(place) ? /^act: / : /^property 'i': /))
      expect(complete).toBe(false)
    },
  )

  it.each(ofStateAlone.filter(() => isStart))('%s changes nothing', async (kind) => {
    expect((await checked(() => make((kinds[kind] as () => Impure)()))).error).toBeUndefined()
  })

  it.each<[string, Impure]>([
    ['nothing', (s) => s.n % 2 === 0],
    ['a table that nobody changes', (s) => [true, false][s.n % 2] as boolean],
    ['a memo that is right', remembering((n) => n % 2 === 0)],
  ])('%s is no error', async (_, pure) => {
    expect((await checked(() => make(pure))).error).toBeUndefined()
  })
})

function remembering(of: (n: number) => boolean): Impure {
  const memo = new Map<number, boolean>()
  return (s) => {
    if (!memo.has(s.n)) memo.set(s.n, of(s.n))
    return memo.get(s.n) as boolean
  }
}

/** Models in which one function sets a variable outside of the state, and another function reads it. */
const between: { readonly [name: string]: (write: (x: unknown) => void, read: () => boolean) => Model } = {
  'a guard sets, another step reads': (write, read) =>
    counting({
      actions: { look: { when: (s: Any) => (write(s.n), s.n === 2), do: () => {} }, act: switching(read) },
    }),
  'a step sets, a guard reads': (write, read) =>
    counting({ actions: { set: (s: Any) => write(s.n), act: { when: read, do: switching(() => true) } } }),
  'a step sets, another reads': (write, read) =>
    counting({ actions: { set: (s: Any) => write(s.n), act: switching(read) } }),
  'an invariant sets, a step reads': (write, read) =>
    counting({ invariants: { i: (s: Any) => (write(s.n), true) }, actions: { act: switching(read) } }),
  'a step sets, an invariant reads': (write, read) =>
    counting({ invariants: { i: read }, actions: { set: (s: Any) => write(s.n) } }),
  'a choice sets, a step reads': (write, read) =>
    counting({ actions: { set: (_: Any, choose: Any) => write(choose([0, 1, 3])), act: switching(read) } }),
  'what is chosen from sets, a guard reads': (write, read) =>
    counting({
      actions: {
        set: (s: Any, choose: Any) => void (s.b = choose((write(s.n), [true, false, true]))),
        act: { when: read, do: switching(() => true) },
      },
    }),
  'a fault sets, a property of runs reads': (write, read) =>
    counting({
      faults: { set: { budget: 1, do: (s: Any) => write((s.n = 5)) } },
      temporal: ({ canAlwaysReach }: Any) => ({ i: canAlwaysReach(read) }),
    }),
}

describe.each(Object.entries(between))('where %s', (_, make) => {
  it.each<[string, () => [(x: unknown) => void, () => boolean]]>([
    [
      'whether a number is even',
      () => {
        let seen = 0
        return [(x) => (seen = x as number), () => seen % 2 === 1]
      },
    ],
    [
      'a count',
      () => {
        let count = 0
        return [() => count++, () => count % 2 === 1]
      },
    ],
    [
      'the greatest number',
      () => {
        let most = 0
        return [(x) => (most = Math.max(most, x as number)), () => most > 1]
      },
    ],
  ])('%s, it is a model error', async (_, kept) => {
    const { error } = await checked(() => make(...kept()))
    expect(error?.code).toBe('not-a-function')
  })
})

describe('what an error says', () => {
  it('names the step and the variable that it changes', async () => {
    let count = 0
    const { error } = await checked(() => counting({ actions: { act: (s: Any) => void (s.b = count++ % 2 === 0) } }))
    expect(error?.message).toBe(
      "act: the function gave two results for the same state: it changes 'count', which is outside of the state. Make it depend only on the state, and keep nothing outside of the state",
    )
  })

  it('names who changes what a property reads', async () => {
    let last = 0
    const set = (s: Any) => {
      last = s.n
    }
    const { error } = await checked(() => counting({ invariants: { i: () => last < 2 }, actions: { set } }))
    expect(error?.message).toContain(
      "property 'i': the function gave two results for the same state: 'set' changes 'last'",
    )
  })
})

describe('simulation', () => {
  it.each(Object.entries(kinds))('of a model with %s tells it as an error of the model', async (_, impure) => {
    const make = () => counting({ actions: { act: switching(impure()) } })
    const { error } = await simulateDesign(spec({ name: 'm', model: make, designs: { a: {} } }), 'a', {
      seed: 1,
      walks: 20,
    })
    expect(error?.code).toBe('not-a-function')
  })
})
