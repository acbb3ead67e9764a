/**
 * Odd but legal values in every place of a model that takes one: each ends in a verdict or in an error of the model or
 * spec with words of our own, never in an exception of the host, and every report can tell of it.
 */
import { expect, it } from 'vitest'
import * as api from '../../src/index.ts'
import { toJson } from '../../src/report/documents/json.ts'
import { renderUnexpected } from '../../src/report/terminal/story.ts'
import { renderTable } from '../../src/report/terminal/table.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore-start lint/suspicious/noExplicitAny: no type allows what is tried here
const { int, bool, oneOf, model, spec, process, optional, array, queue, setOf, mapOf, struct, compose } = api as any
const { action, assume, crash, fresh, link, newer, partition, ref, stamp, timer, upTo } = api as any
const m = (o: any) =>
  model({
    name: 'm',
    state: { n: int(0, 2) },
    actions: {
      up: {
        when: (s: any) => s.n < 2,
        do: (s: any) => {
          s.n++
        },
      },
    },
    ...o,
  })
const act = (body: any) => m({ actions: { go: { when: (s: any) => s.n < 1, do: body } } })
const holes: any[] = []
holes[1] = 1
const circ: any = { a: 1 }
circ.self = circ
const boom = {
  get x() {
    throw new Error('getter')
  },
}
class Msg extends Error {
  override get message(): string {
    throw new Error('no message')
  }
}
const chooses: [string, any][] = [
  ['undefined', undefined],
  ['fn', () => 1],
  ['bigint', 10n],
  ['circular', circ],
  ['NaN', NaN],
  ['-0', -0],
  ['Infinity', Infinity],
  ['symbol', Symbol('x')],
  ['date', new Date(0)],
  ['map', new Map([[1, 2]])],
  ['set', new Set([1])],
  ['getter', boom],
  [
    'proxy',
    new Proxy(
      {},
      {
        get() {
          throw new Error('p')
        },
        ownKeys() {
          throw new Error('k')
        },
      },
    ),
  ],
  [
    'toJSON undefined',
    {
      toJSON() {
        return undefined
      },
    },
  ],
  [
    'toJSON throws',
    {
      toJSON() {
        throw new Error('tj')
      },
    },
  ],
  ['regex', /x/],
  ['nested undefined', { a: undefined }],
  ['holes', holes],
  ['huge', 'x'.repeat(100000)],
  [
    'class',
    new (class A {
      x = 1
    })(),
  ],
  ['promise', Promise.resolve(1)],
  ['wm', new WeakMap()],
]
/** A model of one process with these options. */
const p = (options: any, more: any = {}) => {
  const state = { n: int(0, 1), ...more }
  return model({ name: 'm', state, processes: { p: process(state, { steps: { a: () => 'a' }, ...options }) } })
}
const held = (type: any, body: any = () => {}) =>
  model({ name: 'm', state: { n: int(0, 1), t: type }, actions: { go: body }, resting: () => true })
/** The words for control planes, each with one odd value in one place. */
const newWords: [string, (v: any) => any][] = [
  ['a list of steps', (v) => p({ steps: { a: [v] } })],
  ['the name of a step', (v) => p({ steps: { a: [{ name: v, do: () => 'a' }] } })],
  ['the body of a step', (v) => p({ steps: { a: [{ name: 'x', do: v }] } })],
  ['takes', (v) => p({ steps: { a: { do: () => 'a', takes: v } } })],
  ['crash', (v) => p({ faults: { crash: crash(v) } })],
  ['budget', (v) => p({ faults: { crash: crash({ budget: v }) } })],
  ['restartsAt', (v) => p({ faults: { crash: crash({ budget: 1, restartsAt: v }) } })],
  ['what a crash does', (v) => p({ faults: { crash: { ...crash({ budget: 1 }), do: v } } })],
  ['a list of fairness', (v) => m({ fair: [v] })],
  ['fair steps', (v) => m({ fair: [{ steps: v }] })],
  ['a fair step', (v) => m({ fair: [{ steps: [v] }] })],
  ['fair when', (v) => m({ fair: [{ steps: ['up'], when: v }] })],
  ['ifOften', (v) => m({ fair: [{ name: 'x', ifOften: v, thenOften: () => true }] })],
  ['action', (v) => m({ actions: { x: action({ n: int(0, 2) }, v) } })],
  ['action instances', (v) => m({ actions: { x: action({ n: int(0, 2) }, { instances: v, do: () => {} }) } })],
  ['action body', (v) => m({ actions: { x: action({ n: int(0, 2) }, { instances: 2, do: v }) } })],
  ['assume', (v) => act(() => assume(v))],
  ['upTo', (v) => held(upTo(v))],
  ['timer', (v) => held(timer(v))],
  ['timer options', (v) => held(timer(2, v))],
  ['start', (v) => held(timer(2), (s: any) => s.t.start(v))],
  ['stamp', (v) => held(stamp(v))],
  ['fresh', (v) => held(stamp(2), () => fresh(v))],
  ['newer', (v) => held(stamp(2), (s: any) => void newer(s.t, v))],
  ['link', (v) => held(link(v))],
  ['link full', (v) => held(link({ message: bool, capacity: 1, full: v }))],
  ['link loses', (v) => held(link({ message: bool, capacity: 1, loses: v }))],
  ['partition', (v) => held(partition(v))],
  ['partition cuts', (v) => p({ instances: ref('node', 2) }, { t: partition(ref('node', 2), { cuts: v }) })],
  ['refines', (v) => m({ temporal: (t: any) => ({ x: t.refines(v) }) })],
  ['refines of', (v) => m({ temporal: (t: any) => ({ x: t.refines({ of: v, by: () => ({ n: 0 }) }) }) })],
  ['refines by', (v) => m({ temporal: (t: any) => ({ x: t.refines({ of: m({}), by: v }) }) })],
  ['what by gives', (v) => m({ temporal: (t: any) => ({ x: t.refines({ of: m({}), by: () => v }) }) })],
  [
    'units',
    (v) =>
      m({
        temporal: (t: any) => ({
          x: t.leadsTo(
            () => true,
            () => true,
            { units: v },
          ),
        }),
      }),
  ],
]

const cases: [string, () => any][] = [
  ...chooses.map(([n, v]): [string, () => any] => [
    `choose ${n}`,
    () =>
      act((s: any, choose: any) => {
        choose([v])
        s.n = 1
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `choose ${n} violated`,
    () =>
      m({
        actions: {
          go: {
            when: (s: any) => s.n < 1,
            do: (s: any, choose: any) => {
              choose([v, v])
              s.n = 1
            },
          },
        },
        invariants: { i: (s: any) => s.n === 0 },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `assign ${n}`,
    () =>
      act((s: any) => {
        s.n = v
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `throw ${n}`,
    () =>
      act(() => {
        throw v
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `guard returns ${n}`,
    () => m({ actions: { go: { when: () => v, do: () => {} } } }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`inv returns ${n}`, () => m({ invariants: { i: () => v } })]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `step label ${n}`,
    () => {
      const state = { n: int(0, 1) }
      return model({ name: 'm', state, processes: { p: process(state, { steps: { a: () => v } }) } })
    },
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`state type ${n}`, () => m({ state: { n: v } })]),
  ...chooses.map(([n, v]): [string, () => any] => [`oneOf ${n}`, () => m({ state: { n: int(0, 2), k: oneOf(v) } })]),
  ...chooses.map(([n, v]): [string, () => any] => [`int(${n})`, () => m({ state: { n: int(0, 2), k: int(0, v) } })]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `queue cap ${n}`,
    () => m({ state: { n: int(0, 2), k: queue(bool, v) } }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `array(${n})`,
    () => m({ state: { n: int(0, 2), k: array(v, bool) } }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `optional(${n})`,
    () => m({ state: { n: int(0, 2), k: optional(v) } }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`struct(${n})`, () => m({ state: { n: int(0, 2), k: struct(v) } })]),
  ...chooses.map(([n, v]): [string, () => any] => [`model(${n})`, () => model(v)]),
  ...chooses.map(([n, v]): [string, () => any] => [`name ${n}`, () => m({ name: v })]),
  ...[
    'invariants',
    'steps',
    'reachable',
    'temporal',
    'actions',
    'faults',
    'processes',
    'init',
    'fair',
    'state',
  ].flatMap((k) => chooses.map(([n, v]): [string, () => any] => [`${k}: ${n}`, () => m({ [k]: v })])),
  ...['invariants', 'steps', 'reachable', 'actions', 'faults', 'processes'].flatMap((k) =>
    chooses.map(([n, v]): [string, () => any] => [`${k}: {x: ${n}}`, () => m({ [k]: { x: v } })]),
  ),
  ...[
    'instances',
    'alike',
    'local',
    'volatile',
    'drift',
    'steps',
    'terminal',
    'resting',
    'faults',
    'fair',
    'init',
  ].flatMap((k) =>
    chooses.map(([n, v]): [string, () => any] => [
      `process ${k}: ${n}`,
      () => {
        const state = { n: int(0, 1) }
        return model({ name: 'm', state, processes: { p: process(state, { steps: { a: () => 'a' }, [k]: v }) } })
      },
    ]),
  ),
  ...newWords.flatMap(([word, make]) =>
    chooses.map(([n, v]): [string, () => any] => [`${word.replaceAll(' ', '-')} ${n}`, () => make(v)]),
  ),
  ...chooses.map(([n, v]): [string, () => any] => [
    `process(${n})`,
    () => {
      const state = { n: int(0, 1) }
      return model({ name: 'm', state, processes: { p: process(state, v) } })
    },
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`compose modules ${n}`, () => compose({ name: 'c', modules: v })]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `compose {a: ${n}}`,
    () => compose({ name: 'c', modules: { a: v } }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`compose(${n})`, () => compose(v)]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `wire ${n}`,
    () => compose({ name: 'c', modules: { a: m({}) }, wire: v }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`temporal gives ${n}`, () => m({ temporal: () => v })]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `temporal gives {x: ${n}}`,
    () => m({ temporal: () => ({ x: v }) }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `leadsTo ${n}`,
    () => m({ temporal: (t: any) => ({ x: t.leadsTo(v, v) }) }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `push ${n}`,
    () =>
      model({
        name: 'm',
        state: { q: queue(struct({ a: int(0, 1) }), 1), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q.push(v)
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `set.add ${n}`,
    () =>
      model({
        name: 'm',
        state: { q: setOf(oneOf('a')), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q.add(v)
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `assign set ${n}`,
    () =>
      model({
        name: 'm',
        state: { q: setOf(oneOf('a')), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q = v
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `map.set ${n}`,
    () =>
      model({
        name: 'm',
        state: { q: mapOf(oneOf('a'), struct({ b: bool })), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q.set(v, v)
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `assign map [${n}]`,
    () =>
      model({
        name: 'm',
        state: { q: mapOf(oneOf('a'), struct({ b: bool })), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q = [v]
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `array elem ${n}`,
    () =>
      model({
        name: 'm',
        state: { q: array(2, int(0, 1)), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q[0] = v
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [
    `struct assign ${n}`,
    () =>
      model({
        name: 'm',
        state: { q: struct({ a: bool }), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q = v
          },
        },
      }),
  ]),
  ...chooses.map(([n, v]): [string, () => any] => [`init returns ${n}`, () => m({ init: () => v })]),
  ['no state', () => m({ state: {}, actions: { a: () => {} } })],
  ['nothing', () => model({ name: 'm', state: {} })],
  ['int 0 0', () => m({ state: { n: int(0, 0) } })],
  ['oneOf one', () => m({ state: { n: int(0, 2), k: oneOf('a') } })],
  ['oneOf none', () => m({ state: { n: int(0, 2), k: oneOf() } })],
  ['oneOf huge', () => m({ state: { n: int(0, 2), k: oneOf(...Array.from({ length: 5000 }, (_, i) => `l${i}`)) } })],
  ['oneOf twice', () => m({ state: { n: int(0, 2), k: oneOf('a', 'a') } })],
  ['int huge', () => m({ state: { n: int(0, 2), k: int(0, 2 ** 53) } })],
  ['int neg', () => m({ state: { n: int(0, 2), k: int(3, 1) } })],
  ['nested set', () => m({ state: { n: int(0, 2), k: setOf(array(3, int(0, 1000))) } })],
  ['set of set', () => m({ state: { n: int(0, 2), k: setOf(setOf(bool)) } })],
  ['array 1e9', () => m({ state: { n: int(0, 2), k: array(1e9, bool) } })],
  ['queue 1e9', () => m({ state: { n: int(0, 2), k: queue(bool, 1e9) } })],
  [
    'queue of huge',
    () => m({ state: { n: int(0, 2), k: queue(struct({ a: int(0, 2 ** 30), b: int(0, 2 ** 30) }), 3) } }),
  ],
  ['map huge', () => m({ state: { n: int(0, 2), k: mapOf(int(0, 1e6), bool) } })],
  ['deep optional', () => m({ state: { n: int(0, 2), k: optional(optional(bool)) } })],
  [
    'choose huge',
    () =>
      act((s: any, choose: any) => {
        choose(Array.from({ length: 1000 }, (_, i) => i))
        s.n = 1
      }),
  ],
  [
    'choose infinite',
    () =>
      act((s: any, choose: any) => {
        choose(
          (function* () {
            let i = 0
            while (i < 1000) yield i++
          })(),
        )
        s.n = 1
      }),
  ],
  ['proxy state', () => m({ state: new Proxy({ n: int(0, 2) }, {}) })],
  [
    'getter state',
    () =>
      m({
        state: {
          get n() {
            return int(0, 2)
          },
        },
      }),
  ],
  [
    'getter state throws',
    () =>
      m({
        state: {
          get n() {
            throw new Error('g')
          },
        },
      }),
  ],
  ['symbol key state', () => m({ state: { n: int(0, 2), [Symbol('a')]: bool } })],
  ['frozen', () => m(Object.freeze({ state: Object.freeze({ n: int(0, 2) }) }))],
  [
    'null proto',
    () =>
      m({
        state: Object.assign(Object.create(null), { n: int(0, 2) }),
        invariants: Object.assign(Object.create(null), { a: () => true }),
      }),
  ],
  [
    'throw Msg',
    () =>
      act(() => {
        throw new Msg()
      }),
  ],
  [
    'throw huge',
    () =>
      act(() => {
        throw new Error('x'.repeat(1e7))
      }),
  ],
  [
    'throw null inv',
    () =>
      m({
        invariants: {
          i: () => {
            throw null
          },
        },
      }),
  ],
  [
    'throw undefined inv',
    () =>
      m({
        invariants: {
          i: () => {
            throw undefined
          },
        },
      }),
  ],
  [
    'overflow',
    () =>
      act(function f(): any {
        return f() + 1
      }),
  ],
  [
    'overflow inv',
    () =>
      m({
        invariants: {
          i: function f(): any {
            return !f()
          },
        },
      }),
  ],
  [
    'invalid string length',
    () =>
      act(() => {
        let x = 'x'
        for (;;) x += x
      }),
  ],
  [
    'invalid array length',
    () =>
      act(() => {
        new Array(-1)
      }),
  ],
  [
    'bigint mix',
    () =>
      act((s: any) => {
        s.n = s.n + 1n
      }),
  ],
  [
    'sym str',
    () =>
      act(() => {
        ;`${Symbol('x') as any}`
      }),
  ],
  [
    'del',
    () =>
      act((s: any) => {
        delete s.n
      }),
  ],
  [
    'defineProperty',
    () =>
      act((s: any) => {
        Object.defineProperty(s, 'n', { value: 1 })
      }),
  ],
  [
    'setProto',
    () =>
      act((s: any) => {
        Object.setPrototypeOf(s, null)
        s.n = 1
      }),
  ],
  [
    'freeze',
    () =>
      act((s: any) => {
        Object.freeze(s)
        s.n = 1
      }),
  ],
  [
    'assign s',
    () =>
      act((s: any) => {
        Object.assign(s, { n: 1, z: 2 })
      }),
  ],
  [
    's.__proto__',
    () =>
      act((s: any) => {
        Reflect.set(s, '__proto__', { n: 1 })
      }),
  ],
  [
    'sort frozen',
    () =>
      model({
        name: 'm',
        state: { q: array(2, struct({ a: int(0, 1) })), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q.sort()
          },
        },
      }),
  ],
  [
    'swap structs',
    () =>
      model({
        name: 'm',
        state: { q: array(2, struct({ a: int(0, 1) })), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q[0] = s.q[1]
          },
        },
      }),
  ],
  [
    'sort cells',
    () =>
      model({
        name: 'm',
        state: { q: array(2, int(0, 1)), n: int(0, 1) },
        actions: {
          go: (s: any) => {
            s.q.sort(() => {
              throw 1
            })
          },
        },
      }),
  ],
  [
    'regexp state',
    () =>
      act((s: any) => {
        s.n = 'a'.match(/b/)
      }),
  ],
]
// biome-ignore-end lint/suspicious/noExplicitAny: no type allows what is tried here

/** Whether the message attributes the error to the author's code: it threw, or one of its steps made the host throw. */
const isTold = (message: string) => /threw|could not be built: Error: /.test(message)

/** Cases of one kind together, so that a failure names them and a run of thousands is short. */
const kinds = new Map<string, typeof cases>()
for (const one of cases) {
  const kind = one[0].replace(/ .*| *\(.*/, '')
  kinds.set(kind, [...(kinds.get(kind) ?? []), one])
}

it.each([...kinds])('ends in a verdict or in an error of ours: %s', async (_, of) => {
  for (const [name, make] of of) {
    const wrong: string[] = []
    const begun = performance.now()
    let result: Result | undefined
    try {
      const made = spec({ name: 'odd', model: make, designs: { only: {} } })
      result = await checkDesign(made, 'only', { maxStates: 1000, maxSeconds: 5 })
    } catch (error) {
      wrong.push(`it threw ${error instanceof Error ? error.stack : String(error)}`)
    }
    if (result !== undefined) {
      const { error } = result
      if (error !== undefined && error.message.length > 6000) wrong.push('the message is too long')
      const isRaw = /\b(TypeError|SyntaxError|RangeError)\b|is not valid JSON|Invalid string length/.test(
        error?.message ?? '',
      )
      if (error !== undefined && isRaw && !isTold(error.message)) wrong.push(error.message)
      const json = JSON.parse(JSON.stringify(toJson([result], { name: 'allways', version: '1' })))
      if (json.results.length !== 1) wrong.push('it is not in JSON')
      renderTable([result], { width: 80, color: false })
      renderUnexpected([result], { width: 80, color: false })
    }
    // it hangs nowhere; the limit is for what never ends, on a machine with other work
    if (performance.now() - begun > 60_000) wrong.push('it took a minute')
    expect([name, ...wrong]).toEqual([name])
  }
})
