/** Functions, promises and iterators that a model returns and nobody runs; what it may return; errors it catches. */

import { describe, expect, it } from 'vitest'
import { bool, compose, input, int, type Model, model, process, setOf, spec } from '../../src/index.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter, StepError } from '../../src/reference/interpret.ts'
import { checkDesign } from '../../src/run/check.ts'

const state = { n: int(0, 3), tags: setOf(int(0, 3)) }
// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what is tried here
type Any = any
const check = (model: () => Model) => checkDesign(spec({ name: 'm', model, designs: { only: {} } }), 'only')

const later: [string, (s: Any) => unknown, string][] = [
  ['a function', (s) => () => (s.n = 1), 'a function'],
  ['an async function', async () => {}, 'a Promise'],
  // what it throws is rejected, which nobody hears
  ['an async function that throws', async () => Promise.reject(new Error('no')), 'a Promise'],
  [
    'a list of promises that are rejected',
    () => [0].map(async () => Promise.reject(new Error('no'))),
    'a list with a Promise in it',
  ],
  ['a generator', generator, 'a generator'],
  ['an async generator', asyncGenerator, 'an async generator'],
  ['a promise of its own', () => Promise.resolve(1), 'a Promise'],
  // biome-ignore lint/suspicious/noThenProperty: it is what is tried
  ['a thenable', () => ({ then() {} }), 'a thenable'],
  [
    'a thenable of a class',
    () =>
      new (class {
        // biome-ignore lint/suspicious/noThenProperty: it is what is tried
        then() {}
      })(),
    'a thenable',
  ],
  ['an iterator', () => [1][Symbol.iterator](), 'an iterator'],
  ['an iterator of its own', () => ({ next: () => ({ done: true }) }), 'an iterator'],
  ['an iterator of the state', (s) => s.tags[Symbol.iterator](), 'an iterator'],
  ['a list of promises', () => [0, 1].map(async () => {}), 'a list with a Promise in it'],
  ['a list of functions', (s) => [() => s.n++], 'a list with a function in it'],
  ['a class', () => class {}, 'a function'],
  ['a bound function', (s) => Math.max.bind(null, s.n), 'a function'],
]
function* generator(s: Any) {
  s.n = 1
  yield
}
async function* asyncGenerator(s: Any) {
  s.n = 1
  yield
}

const places: [string, (body: Any) => () => Model][] = [
  ['an action', (act) => () => model({ name: 'm', state, actions: { act } })],
  [
    'an action with a guard',
    (act) => () => model({ name: 'm', state, actions: { act: { when: () => true, do: act } } }),
  ],
  ['a fault', (act) => () => model({ name: 'm', state, faults: { act: { budget: 1, do: act } } })],
  ['a step', (go) => () => model({ name: 'm', state, processes: { p: process(state, { steps: { go } }) } })],
  [
    'a fault of a process',
    (act) => () => {
      const p = process(state, { steps: { go: () => {} }, faults: { act: { budget: 1, do: act } } })
      return model({ name: 'm', state, processes: { p } })
    },
  ],
  ['init', (init) => () => model({ name: 'm', state, init })],
  ['init beside an input', (init) => () => model({ name: 'm', state: { ...state, up: input(bool) }, init })],
  [
    'an action of a module',
    (act) => () => compose({ name: 'c', modules: { a: model({ name: 'm', state, actions: { act } }) } }),
  ],
  ['init of a module', (init) => () => compose({ name: 'c', modules: { a: model({ name: 'm', state, init }) } })],
  [
    'init of a process of a module',
    (body) => () => {
      const init = (me: Any, choose: Any) => body(me, choose)
      const p = process(state, { local: state, steps: { go: () => {} }, init })
      return compose({ name: 'c', modules: { a: model({ name: 'm', state, processes: { p } }) } })
    },
  ],
]

describe.each(places)('what %s returns', (_, make) => {
  it.each(later)('%s is a model error in both executions', async (_, body, found) => {
    const { error, complete } = await check(make(body))
    expect(error).toMatchObject({
      code: 'not-a-function',
      message: expect.stringContaining(`the function returned ${found}`),
    })
    expect(complete).toBe(false)
    const reference = interpreter(make(body)())
    expect(() => reference.successors(reference.initials()[0]?.state as Plain)).toThrow(StepError)
  })

  const ofLabels = ['a step', 'a fault of a process'].includes(_)
  it.skipIf(ofLabels).each<[string, (s: Any) => unknown]>([
    ['an assigned number', (s) => (s.n = 1)],
    ['the set that it has changed', (s) => s.tags.add(1)],
    ['a list', (s) => s.tags.map((n: number) => n)],
    ['a plain object', () => ({ next: 1, done: 2 })],
    ['a part of the state', (s) => s],
    ['null', () => null],
  ])('%s is fine', async (_, body) => {
    expect((await check(make(body))).error).toBeUndefined()
  })
})

describe('an error of the model that its own code catches', () => {
  const caught = (body: () => unknown, otherwise: boolean) => {
    try {
      body()
    } catch {}
    return otherwise
  }
  const of = (options: object) => () =>
    model({
      name: 'm',
      state,
      actions: { up: { when: (s: Any) => s.n < 3, do: (s: Any) => void s.n++ } },
      ...options,
    } as Any)
  const wrong = (s: Any) => s.nn
  it.each<[string, () => Model]>([
    [
      'a guard',
      of({ actions: { up: { when: (s: Any) => caught(() => wrong(s), s.n < 3), do: (s: Any) => void s.n++ } } }),
    ],
    [
      'a guard that is false',
      of({ actions: { up: { when: (s: Any) => caught(() => wrong(s), false), do: () => {} } } }),
    ],
    [
      'a guard, later',
      of({
        actions: {
          up: { when: (s: Any) => (s.n === 2 ? caught(() => wrong(s), true) : s.n < 3), do: (s: Any) => void s.n++ },
        },
      }),
    ],
    [
      'a guard of a fault',
      of({ faults: { f: { budget: 1, when: (s: Any) => caught(() => wrong(s), true), do: () => {} } } }),
    ],
    ['an invariant', of({ invariants: { i: (s: Any) => caught(() => wrong(s), true) } })],
    ['an invariant that is false', of({ invariants: { i: (s: Any) => caught(() => wrong(s), false) } })],
    [
      'the second of two invariants',
      of({ invariants: { h: () => true, i: (s: Any) => s.n < 2 || caught(() => wrong(s), true) } }),
    ],
    ['a named part', of({ invariants: { i: { a: () => true, b: (s: Any) => caught(() => wrong(s), true) } } })],
    ['a property of steps, before', of({ steps: { i: (a: Any) => caught(() => wrong(a), true) } })],
    ['a property of steps, after', of({ steps: { i: (_: Any, b: Any) => b.n < 2 || caught(() => wrong(b), true) } })],
    ['what is reachable', of({ reachable: { i: (s: Any) => caught(() => wrong(s), false) } })],
    [
      'a predicate of runs',
      of({ temporal: ({ eventually }: Any) => ({ i: eventually((s: Any) => caught(() => wrong(s), true)) }) }),
    ],
    ['a collection', of({ invariants: { i: (s: Any) => caught(() => s.tags.ad(1), true) } })],
  ])('in %s is one all the same', async (_, make) => {
    const { error, complete } = await check(make)
    expect(error).toMatchObject({ code: 'unknown-field' })
    expect(complete).toBe(false)
  })

  it('leaves other properties as they are', async () => {
    const { error, properties } = await check(
      of({
        invariants: { 'n < 2': (s: Any) => s.n < 2, i: (s: Any) => (s.n === 3 ? caught(() => wrong(s), true) : true) },
      }),
    )
    expect(error?.code).toBe('unknown-field')
    expect(properties[0]?.verdict).toBe('violated')
  })
})
