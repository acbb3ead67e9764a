// biome-ignore-all lint/suspicious/noAssignInExpressions: steps in one line are read at a glance
/** Values that no state has, listed by hand. The random models of `test/differential` count them naively. */
import { array, bag, bool, int, mapOf, model, oneOf, optional, process, queue, setOf, spec, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { spec as specOf } from '../../src/index.ts'
import type { Model } from '../../src/language/model.ts'
import { checkDesign } from '../../src/run/check.ts'

const unseenOf = async (make: () => unknown, options = {}) => {
  const designs = specOf({ name: 'made', model: make as () => Model, designs: { only: {} } })
  return await checkDesign(designs, 'only', options)
}

/** One action after another, over and over. */
const cycling = (state: object, steps: readonly ((s: never) => void)[], init?: (s: never) => void) => () =>
  model({
    name: 'made',
    state: { ...state, turn: int(0, steps.length - 1) } as never,
    ...(init === undefined ? {} : { init: init as never }),
    actions: {
      next: ((s: { turn: number }) => {
        ;(steps[s.turn] as (s: never) => void)(s as never)
        s.turn = (s.turn + 1) % steps.length
      }) as never,
    },
  })

const nothing = () => {}
const none = { constant: [], values: [], members: [], labels: [] }

describe('what no state has', () => {
  it('is nothing where everything occurs', async () => {
    const flips = (s: { on: boolean }) => void (s.on = !s.on)
    const { unseen } = await unseenOf(cycling({ on: bool }, [flips, flips]))
    expect(unseen).toEqual(none)
  })

  it.each<[string, object, readonly ((s: never) => void)[], object, ((s: never) => void)?]>([
    ['a bool that is never true', { on: bool }, [nothing, nothing], { constant: [{ path: 'on', value: false }] }],
    [
      'a number that was only set at first',
      { n: int(0, 9) },
      [nothing, nothing],
      { constant: [{ path: 'n', value: 4 }] },
      (s: { n: number }) => void (s.n = 4),
    ],
    ['a type of one value, which can be no other', { n: int(3, 3) }, [nothing, nothing], {}],
    [
      'labels of a variable',
      { mode: oneOf('idle', 'busy', 'late') },
      [(s: { mode: string }) => void (s.mode = 'busy'), (s: { mode: string }) => void (s.mode = 'idle')],
      { values: [{ path: 'mode', values: ['late'] }] },
    ],
    [
      'null, in an optional that is always set',
      { n: optional(int(0, 9)) },
      [(s: { n: number }) => void (s.n = 1), (s: { n: number }) => void (s.n = 2)],
      { values: [{ path: 'n', values: [null] }] },
      (s: { n: number }) => void (s.n = 2),
    ],
    [
      'an optional that is never set',
      { n: optional(int(0, 9)) },
      [nothing, nothing],
      { constant: [{ path: 'n', value: null }] },
    ],
    [
      'a field of a struct that may be absent',
      { lease: optional(struct({ epoch: int(0, 3), kind: oneOf('read', 'write') })) },
      [
        (s: { lease: object | null }) => void (s.lease = { epoch: 1, kind: 'read' }),
        (s: { lease: object | null }) => void (s.lease = null),
      ],
      {
        constant: [
          { path: 'lease.epoch', value: 1 },
          { path: 'lease.kind', value: 'read' },
        ],
      },
    ],
    [
      'one element of an array, and a field of all',
      { slots: array(3, struct({ on: bool, plan: int(0, 3) })) },
      [0, 1].map((i) => (s: { slots: { plan: number }[] }) => void ((s.slots[i] as { plan: number }).plan ^= 1)),
      {
        constant: [
          { path: 'slots[].on', value: false },
          { path: 'slots[2]', value: { on: false, plan: 0 } },
        ],
      },
    ],
    [
      'members of a set and of a bag, and of their parts',
      {
        set: setOf(oneOf('a', 'b', 'c')),
        bag: bag(struct({ kind: oneOf('ask', 'answer', 'retry'), to: int(0, 3) }), 2),
      },
      [
        (s: { set: Set<string>; bag: Set<object> }) => {
          s.set.add('a')
          s.bag.add({ kind: 'ask', to: 2 })
        },
        (s: { set: Set<string>; bag: Set<object> }) => {
          s.set.clear()
          s.bag.clear()
          s.bag.add({ kind: 'answer', to: 2 })
        },
        (s: { bag: Set<object> }) => s.bag.clear(),
      ],
      {
        constant: [{ path: 'bag[].to', value: 2 }],
        values: [{ path: 'bag[].kind', values: ['retry'] }],
        members: [{ path: 'set', values: ['b', 'c'] }],
      },
    ],
    [
      'keys of a map, and what its items never are',
      { m: mapOf(oneOf('x', 'y'), struct({ up: bool })) },
      [
        (s: { m: Map<string, object> }) => void s.m.set('y', { up: true }),
        (s: { m: Map<string, object> }) => void s.m.delete('y'),
      ],
      { constant: [{ path: 'm[].up', value: true }], members: [{ path: 'm', values: ['x'] }], maps: ['m'] },
    ],
    [
      'numbers in a queue',
      { q: queue(int(0, 4), 2) },
      [(s: { q: { push(n: number): void } }) => s.q.push(3), (s: { q: { shift(): void } }) => s.q.shift()],
      { members: [{ path: 'q', values: [0, 1, 2, 4] }] },
    ],
    [
      'anything in a queue that is always empty, which says it all',
      { q: queue(oneOf('a', 'b'), 2) },
      [nothing, nothing],
      { constant: [{ path: 'q', value: [] }] },
    ],
  ])('names %s', async (_, state, steps, expected, init) => {
    const { unseen, error } = await unseenOf(cycling(state, steps, init))
    expect(error).toBeUndefined()
    const sorted = (one: object) => JSON.parse(JSON.stringify({ ...none, ...one }))
    expect(sorted(unseen as object)).toEqual(sorted(expected))
    // states as trees
    expect((await unseenOf(cycling(state, steps, init), { flatWords: 1 })).unseen).toEqual(unseen)
  })

  it('names labels at which no instance ever is, and locals that no instance changes', async () => {
    const make = () => {
      const state = { n: int(0, 1) }
      const worker = process(state, {
        instances: 2,
        local: { tries: int(0, 3), seen: int(0, 1) },
        steps: {
          work: (s, me) => {
            if (me.id === 1) me.seen = 1 - me.seen
            s.n = 1 - s.n
            return s.n > 2 ? 'repair' : 'work'
          },
          repair: () => 'gone',
        },
        terminal: ['gone'],
      })
      return model({ name: 'made', state, processes: { worker } })
    }
    expect((await unseenOf(make)).unseen).toEqual({
      ...none,
      constant: [{ path: 'worker[].tries', value: 0 }],
      labels: [{ process: 'worker', labels: ['repair', 'gone'] }],
    })
  })

  it('does not count the uses of faults', async () => {
    const make = () =>
      model({
        name: 'made',
        state: { on: bool },
        actions: { flip: (s) => void (s.on = !s.on) },
        faults: { storm: { budget: 2, when: () => false, do: () => {} } },
      })
    expect((await unseenOf(make)).unseen).toEqual(none)
  })

  it('is not said where not all states are known, or a step has failed', async () => {
    const up = () =>
      model({ name: 'made', state: { n: int(0, 99), on: bool }, actions: { up: (s) => void (s.n = (s.n + 1) % 100) } })
    expect((await unseenOf(up)).unseen).toMatchObject({ constant: [{ path: 'on' }] })
    expect((await unseenOf(up, { maxStates: 50 })).unseen).toBeUndefined()
    const fails = () => model({ name: 'made', state: { n: int(0, 9), on: bool }, actions: { up: (s) => void s.n++ } })
    const failed = await unseenOf(fails)
    expect(failed.error).toBeDefined()
    expect(failed.unseen).toBeUndefined()
  })
})

describe('what no state of a large model has', () => {
  /** 234,256 states, whose largest `n` is never 22; `wide` ones have six words. */
  const large = spec({
    name: 'large',
    model: ({ wide = false }: { wide?: boolean } = {}) => {
      const state = {
        n: array(4, int(0, 30)),
        mode: oneOf('low', 'high', 'never'),
        fixed: array(wide ? 5 : 1, int(0, 2 ** 30)),
        held: setOf(int(0, 40)),
      }
      return model({
        name: 'large',
        state,
        init: (s) => {
          s.fixed.fill(12345)
        },
        actions: {
          up: {
            when: (s) => s.n.some((n) => n < 21),
            do: (s, choose) => {
              const i = choose([0, 1, 2, 3].filter((i) => (s.n[i] as number) < 21))
              s.n[i] = (s.n[i] as number) + 1
              s.mode = (s.n[i] as number) > 18 ? 'high' : 'low'
              s.held.clear()
              s.held.add(Math.max(...s.n))
            },
          },
        },
      })
    },
    designs: { narrow: {}, wide: { params: { wide: true } } },
  })

  it.each(['narrow', 'wide'])('is the same whether its states are kept or not: %s', async (design) => {
    const kept = await checkDesign(large, design, { bits: true })
    const passing = await checkDesign(large, design)
    expect(passing.states).toBeGreaterThan(200_000)
    expect(passing.unseen).toEqual(kept.unseen)
    const values = Array.from({ length: 19 }, (_, i) => i + 22)
    expect(passing.unseen).toEqual({
      constant: [{ path: 'fixed', value: Array.from({ length: design === 'wide' ? 5 : 1 }, () => 12345) }],
      values: [{ path: 'mode', values: ['never'] }],
      members: [{ path: 'held', values: [0, ...values] }],
      labels: [],
    })
  })
})
