import {
  array,
  bag,
  bool,
  compose,
  input,
  int,
  mapOf,
  model,
  optional,
  process,
  queue,
  SpecError,
  setOf,
  spec,
  struct,
} from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse, from JavaScript
type Any = any

const run = async (of: () => Any, properties?: string[]) => {
  const one = spec({ name: 'one', model: of, designs: { only: {} } })
  return checkDesign(one, 'only', properties === undefined ? {} : { properties })
}
const verdictsOf = async (of: () => Any) => {
  const { error, properties } = await run(of)
  expect(error).toBeUndefined()
  return Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))
}
/** A composition of these modules in every order. */
const inEveryOrder = (modules: { readonly [name: string]: () => Any }, rest: Any = {}) =>
  permutations(Object.keys(modules)).map((names) => {
    const ordered = () => Object.fromEntries(names.map((name) => [name, modules[name]?.()]))
    return [names.join(', '), () => compose({ name: 'all', modules: ordered(), ...rest } as Any)] as const
  })
const permutations = (names: readonly string[]): string[][] =>
  names.length === 0
    ? [[]]
    : names.flatMap((name) => permutations(names.filter((other) => other !== name)).map((rest) => [name, ...rest]))

const power = () =>
  model({
    name: 'power',
    state: { on: bool },
    init: (s) => {
      s.on = true
    },
    actions: {
      switch: (s) => {
        s.on = !s.on
      },
    },
  })

/** Lit as it is at the start. */
const lamp = () =>
  model({
    name: 'lamp',
    state: { power: input(bool, { changes: 0 }), lit: bool },
    init: (s) => {
      s.lit = s.power
    },
    invariants: { 'lit as at the start': (s) => s.lit || !s.power },
  })

/** Gives on what it gets. */
const relay = () => model({ name: 'relay', state: { in: input(bool) }, invariants: { any: (s) => s.in || !s.in } })

describe('an init that reads an input', () => {
  const still = () =>
    model({
      name: 'power',
      state: { on: bool },
      init: (s) => {
        s.on = true
      },
    })

  it.each(
    inEveryOrder(
      { power: still, lamp },
      {
        wire: { lamp: { power: (s: Any) => s.power.on } },
        invariants: { same: (s: Any) => s.lamp.lit === s.power.on },
      },
    ),
  )('sees it wired: modules in the order %s', async (_, of) => {
    expect(await verdictsOf(of)).toEqual({
      'lamp: lit as at the start': 'holds',
      same: 'holds',
      // nothing is ever enabled, and no module says that it may rest
      'no deadlock': 'violated',
    })
  })

  it.each(
    inEveryOrder(
      { power: still, relay, lamp },
      {
        wire: { lamp: { power: (s: Any) => s.relay.in }, relay: { in: (s: Any) => s.power.on } },
        invariants: { lit: (s: Any) => s.lamp.lit },
      },
    ),
  )('sees it through another wire: %s', async (_, of) => {
    expect(await verdictsOf(of)).toMatchObject({ lit: 'holds' })
  })

  it('chooses as it likes, and the one after it sees what it chose', async () => {
    const chooser = () =>
      model({
        name: 'chooser',
        state: { n: int(0, 3) },
        init: (s, choose) => {
          s.n = choose([1, 3])
        },
      })
    const copy = () =>
      model({
        name: 'copy',
        state: { n: input(int(0, 3)), first: int(0, 3) },
        init: (s) => {
          s.first = s.n
        },
      })
    for (const [, of] of inEveryOrder(
      { copy, chooser },
      {
        wire: { copy: { n: (s: Any) => s.chooser.n } },
        invariants: { same: (s: Any) => s.copy.first === s.chooser.n && s.copy.n === s.chooser.n },
      },
    )) {
      expect(await verdictsOf(of)).toMatchObject({ same: 'holds' })
      expect((await run(of)).states).toBe(2)
    }
  })

  const inward = (name: string) =>
    model({
      name,
      state: { in: input(bool), out: bool },
      init: (s) => {
        s.out = s.in
      },
    })

  it('is an error where two need each other, and the circle is named', async () => {
    const of = () =>
      compose({
        name: 'circle',
        modules: { a: inward('a'), b: inward('b') },
        wire: { a: { in: (s) => s.b.out }, b: { in: (s) => s.a.out } },
      })
    expect((await run(of)).error).toMatchObject({
      code: 'init-cycle',
      message: expect.stringContaining('init of a <- a.in <- init of b <- b.in <- init of a'),
    })
  })

  it('stays an error where a wire catches it', async () => {
    const swallowed = (read: () => boolean) => {
      try {
        return read()
      } catch {
        return true
      }
    }
    const of = () =>
      compose({
        name: 'circle',
        modules: { a: inward('a'), b: inward('b') },
        wire: { a: { in: (s) => swallowed(() => s.b.out) }, b: { in: (s) => swallowed(() => s.a.out) } },
      })
    expect((await run(of)).error).toMatchObject({ code: 'init-cycle' })
  })

  it('is none where feedback is not read by inits', async () => {
    const echo = (name: string) =>
      model({
        name,
        state: { in: input(bool), out: bool },
        init: (s) => {
          s.out = true
        },
        invariants: { 'in or out': (s) => s.in || s.out },
      })
    const of = () =>
      compose({
        name: 'feedback',
        modules: { a: echo('a'), b: echo('b') },
        wire: { a: { in: (s) => s.b.out }, b: { in: (s) => s.a.out } },
        invariants: { both: (s) => s.a.in && s.b.in },
      })
    expect(await verdictsOf(of)).toMatchObject({ both: 'holds' })
  })
})

describe('a composition in a composition', () => {
  const inner = () =>
    compose({
      name: 'inner',
      modules: { lamp: lamp(), power: power() },
      wire: { lamp: { power: (s) => s.power.on } },
    })
  const outer = () =>
    compose({
      name: 'outer',
      modules: { watch: relay(), inner: inner() as Any },
      wire: { watch: { in: (s: Any) => s.inner.lamp.lit } } as Any,
      invariants: { 'starts lit': (s: Any) => s.inner.lamp.lit && s.watch.in },
    })

  it('keeps every init, its wires, its properties and its steps', async () => {
    expect(await verdictsOf(outer)).toEqual({
      'watch: any': 'holds',
      'inner: lamp: lit as at the start': 'holds',
      'starts lit': 'holds',
      'no deadlock': 'holds',
    })
    const { states, actions } = await run(outer)
    expect(states).toBe(2)
    expect(actions).toEqual([{ name: 'inner power switch', taken: 2 }])
  })

  it('leaves the free inputs of what is in it free', async () => {
    const of = () => compose({ name: 'outer', modules: { site: compose({ name: 's', modules: { lamp: relay() } }) } })
    expect(await run(of)).toMatchObject({ states: 2, transitions: 2 })
    expect((await run(of)).properties.map(({ name, alone }) => [name, alone])).toContainEqual(['no deadlock', true])
  })

  it('may stand in a third', async () => {
    const of = () =>
      compose({
        name: 'third',
        modules: { outer: outer() as Any },
        invariants: { lit: (s: Any) => s.outer.inner.lamp.lit },
      })
    expect(await verdictsOf(of)).toMatchObject({ lit: 'holds', 'outer: starts lit': 'holds' })
  })
})

describe('a wire that reads an input', () => {
  const source = power
  const wire = { first: { in: (s: Any) => s.source.on }, second: { in: (s: Any) => s.first.in } }

  it.each(
    inEveryOrder(
      { source, first: relay, second: relay },
      { wire, invariants: { same: (s: Any) => s.second.in === s.first.in && s.first.in === s.source.on } },
    ),
  )('gives its value of now: %s', async (_, of) => {
    expect(await verdictsOf(of)).toMatchObject({ same: 'holds' })
    expect((await run(of)).states).toBe(2)
  })

  it('reads only what it comes to, so wires that read each other by turns are no circle', async () => {
    const of = () =>
      compose({
        name: 'turns',
        modules: { source: source(), a: relay(), b: relay() },
        wire: {
          a: { in: (s) => (s.source.on ? true : s.b.in) },
          b: { in: (s) => (s.source.on ? s.a.in : false) },
        },
        invariants: { same: (s) => s.a.in === s.source.on && s.b.in === s.source.on },
      })
    expect(await verdictsOf(of)).toMatchObject({ same: 'holds' })
  })

  it('is an error where it reads itself at last, and the circle is named', async () => {
    const of = (caught: boolean) => () =>
      compose({
        name: 'circle',
        modules: { source: source(), a: relay(), b: relay() },
        wire: {
          a: {
            in: (s: Any) => {
              if (s.source.on) return true
              if (!caught) return s.b.in
              try {
                return s.b.in
              } catch {
                return false
              }
            },
          },
          b: { in: (s: Any) => s.a.in },
        } as Any,
      })
    for (const caught of [false, true]) {
      const { error } = await run(of(caught))
      expect(error).toMatchObject({ code: 'wire-cycle', message: expect.stringContaining('a.in <- b.in <- a.in') })
      expect(error?.trace?.steps).toHaveLength(0)
      expect(error?.step).toBe('source switch')
    }
  })

  it('only reads, and has no names but those that are there', async () => {
    const of = (wired: (s: Any) => unknown) => () =>
      compose({ name: 'x', modules: { source: source(), a: relay() }, wire: { a: { in: wired as Any } } })
    expect((await run(of((s) => (s.source.on = false)))).error).toMatchObject({
      message: expect.stringContaining('a wire assigned source.on'),
    })
    expect((await run(of((s) => s.source.off))).error).toMatchObject({
      code: 'unknown-field',
      message: expect.stringContaining("'off' is not a field of source; available: on."),
    })
    expect((await run(of((s) => s.sorce.on))).error).toMatchObject({
      code: 'unknown-field',
      message: expect.stringContaining("'sorce' is not a field of the modules; available: source, a."),
    })
    expect((await run(of(() => 3))).error).toMatchObject({ code: 'value-out-of-range' })
  })
})

describe('input()', () => {
  const bit = () => input(bool) as Any
  it.each<[string, () => unknown]>([
    ['a struct', () => struct({ x: bit() })],
    ['an array', () => array(2, bit())],
    ['an optional', () => optional(bit())],
    ['a set', () => setOf(bit())],
    ['the key of a map', () => mapOf(bit(), bool)],
    ['a map', () => mapOf(bool, bit())],
    ['a queue', () => queue(bit(), 2)],
    ['a bag', () => bag(bit(), 2)],
    ['another input', () => input(bit())],
    ['the local state of a process', () => process({}, { local: { x: bit() }, steps: { go: () => {} } })],
  ])('is refused in %s', (_, make) => {
    expect(make).toThrow(SpecError)
    expect(make).toThrow(/input/)
  })
})

describe('a module alone', () => {
  /** Fair as a whole, and it does nothing without power. */
  const fairLamp = () =>
    model({
      name: 'lamp',
      state: { power: input(bool, { starts: false }), lit: bool },
      actions: {
        light: {
          when: (s) => s.power && !s.lit,
          do: (s) => {
            s.lit = true
          },
        },
      },
      fair: true,
      temporal: ({ eventually, implies, always }) => ({
        'power comes': eventually((s) => s.power),
        'lit if there is power for good': implies(
          always((s) => s.power),
          eventually((s) => s.lit),
        ),
      }),
    })

  it('promises its own steps, and not those of its surroundings', async () => {
    expect(await verdictsOf(fairLamp)).toMatchObject({
      'power comes': 'violated',
      'lit if there is power for good': 'holds',
    })
    const dark = () => model({ name: 'dark', state: { on: bool } })
    const of = () =>
      compose({
        name: 'house',
        modules: { lamp: fairLamp(), dark: dark() },
        wire: { lamp: { power: (s) => s.dark.on } },
      })
    expect(await verdictsOf(of)).toMatchObject({ 'lamp: power comes': 'violated' })
    const free = () => compose({ name: 'house', modules: { lamp: fairLamp() } })
    expect(await verdictsOf(free)).toMatchObject({ 'lamp: power comes': 'violated' })
  })

  /** Its step property fails where its input moves with its own variable. */
  const follower = (changes?: number) =>
    model({
      name: 'follower',
      state: { in: input(bool, changes === undefined ? { starts: false } : { starts: false, changes }), out: bool },
      actions: {
        flip: (s) => {
          s.out = !s.out
        },
      },
      faults: {
        slip: {
          budget: 1,
          do: (s) => {
            s.out = !s.out
          },
        },
      },
      steps: { 'one at a time': (before, after) => before.in === after.in || before.out === after.out },
    })

  it('may have its input change in the same transition as it does something', async () => {
    const { properties } = await run(() => follower())
    expect(properties[0]).toMatchObject({ name: 'one at a time', verdict: 'violated' })
    const [step] = properties[0]?.counterexample?.steps ?? []
    expect(step).toMatchObject({
      name: 'flip',
      choices: [],
      surroundings: [{ path: 'in', value: true }],
      changes: [
        { path: 'in', before: false, after: true },
        { path: 'out', before: false, after: true },
      ],
    })
    const fed = () =>
      compose({ name: 'fed', modules: { follower: follower() }, wire: { follower: { in: (s) => s.follower.out } } })
    expect(await verdictsOf(fed)).toMatchObject({ 'follower: one at a time': 'violated' })
  })

  it('may not where the input has no change left', async () => {
    expect(await verdictsOf(() => follower(0))).toMatchObject({ 'one at a time': 'holds' })
    const { states, actions } = await run(() => follower(1))
    // in two of them the change is to come, and each with the slip and without
    expect(states).toBe(8)
    expect(actions).toEqual([
      // a state with a change left has two ways to flip
      { name: 'flip', taken: 12 },
      { name: 'in changes', taken: 4 },
      { name: 'slip', taken: 6 },
    ])
  })

  it('has nothing come with a step that changes nothing', async () => {
    const idle = () =>
      model({
        name: 'idle',
        state: { in: input(bool), seen: bool },
        actions: {
          rest: (s) => {
            s.seen = s.seen && true
          },
        },
        temporal: ({ always, not, taken }) => ({ never: always(not(taken('rest'))) }),
      })
    expect((await run(idle)).transitions).toBe(4)
    expect(await verdictsOf(idle)).toMatchObject({ never: 'holds' })
  })

  it('has several inputs change at once, in every combination', async () => {
    const two = () =>
      model({
        name: 'two',
        state: { a: input(int(0, 2), { starts: 0 }), b: input(optional(bool), { starts: null }) },
        steps: { 'one by one': (x, y) => x.a === y.a || x.b === y.b },
      })
    const { transitions, states, properties } = await run(two)
    expect(states).toBe(9)
    // a to two others, and b to any of three; or b alone to two others
    expect(transitions).toBe(9 * (2 * 3 + 2))
    expect(properties[0]?.verdict).toBe('violated')
  })

  it('says which verdicts are of it alone', async () => {
    const many = () =>
      model({
        name: 'many',
        state: { in: input(bool), out: bool },
        actions: {
          copy: (s) => {
            s.out = s.in
          },
        },
        invariants: { i: () => true },
        steps: { s: () => true },
        reachable: { r: (s) => s.out },
        temporal: (t) => ({
          c: t.canAlwaysReach((s) => s.out),
          e: t.eventually(() => true),
          w: t.within(3, () => true),
          n: t.next(() => true),
          'taken implies': t.always(t.implies(t.taken('copy'), () => true)),
          'takes again': t.always(t.or(t.taken('copy'), () => true)),
        }),
      })
    const alone = (await run(many)).properties.filter((one) => one.alone).map(({ name }) => name)
    expect(alone).toEqual(['c', 'w', 'n', 'takes again', 'no deadlock'])
    const composed = () =>
      compose({
        name: 'x',
        modules: { many: many(), power: power() },
        wire: { many: { in: (s) => s.power.on } },
      })
    expect((await run(composed)).properties.some((one) => one.alone)).toBe(false)
  })
})

describe('a step property of a module', () => {
  const clock = () =>
    model({
      name: 'clock',
      state: { time: int(0, 3), stopped: input(bool, { changes: 0, starts: false }) },
      actions: {
        tick: (s) => {
          s.time = (s.time + 1) % 4
        },
      },
      steps: { 'time goes on': (before, after) => before.time !== after.time },
    })

  it('is about the transitions of the module, and not about those of others', async () => {
    expect(await verdictsOf(clock)).toMatchObject({ 'time goes on': 'holds' })
    const of = () =>
      compose({
        name: 'x',
        modules: { power: power(), clock: clock() },
        steps: { 'all goes on': (before: Any, after: Any) => before.clock.time !== after.clock.time },
      } as Any)
    expect(await verdictsOf(of)).toMatchObject({ 'clock: time goes on': 'holds', 'all goes on': 'violated' })
    const nested = () => compose({ name: 'y', modules: { power: power(), site: of() } } as Any)
    expect(await verdictsOf(nested)).toMatchObject({
      'site: clock: time goes on': 'holds',
      'site: all goes on': 'violated',
    })
  })

  it('is about a change of its input, too', async () => {
    const wired = () =>
      compose({
        name: 'x',
        modules: { power: power(), clock: clock() },
        wire: { clock: { stopped: (s) => s.power.on } },
      })
    expect(await verdictsOf(wired)).toMatchObject({ 'clock: time goes on': 'violated' })
  })
})
