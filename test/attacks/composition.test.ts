/** Attacks on modules that are put together: order, nesting, inputs, and what a verdict alone promises. */
import { describe, expect, it } from 'vitest'
import { outcome, verdict } from './outcome.ts'

const power = `model({ name: 'power', state: { on: bool }, init: (s) => { s.on = true }, resting: () => true })`
const lamp = `(() => {
  const state = { power: input(bool, { changes: 0 }), lit: bool }
  return model({ name: 'lamp', state, init: (s) => { s.lit = s.power }, invariants: { p: (s) => s.lit === s.power }, resting: () => true })
})()`
const source = `model({ name: 'source', state: { on: bool }, actions: { turn: (s) => { s.on = !s.on } } })`
const relay = `model({ name: 'relay', state: { in: input(bool) }, resting: () => true })`

/** Every order of three. */
const orders = [
  ['source', 'first', 'second'],
  ['source', 'second', 'first'],
  ['first', 'source', 'second'],
  ['first', 'second', 'source'],
  ['second', 'source', 'first'],
  ['second', 'first', 'source'],
]
const parts: { readonly [name: string]: string } = { source, first: relay, second: relay }
const listed = (order: readonly string[]) => order.map((name) => `${name}: ${parts[name]}`).join(',\n')

describe('an init that reads a wired input', () => {
  it.each([
    ['after the module that it is wired to', `power: ${power}, lamp: ${lamp}`],
    ['before the module that it is wired to', `lamp: ${lamp}, power: ${power}`],
  ])('sees the wired value, if it is listed %s', async (_, modules) => {
    const body = `return compose({ name: 'c', modules: { ${modules} }, wire: { lamp: { power: (s) => s.power.on } } })`
    expect(await verdict('lamp: p', body)).toBe('holds')
  })

  it('holds alone, for any value of the input', async () => {
    expect(await verdict('p', `return ${lamp}`)).toBe('holds')
  })

  it('sees the value in a composition inside of a composition', async () => {
    const inner = `compose({ name: 'i', modules: { lamp: ${lamp}, power: ${power} }, wire: { lamp: { power: (s) => s.power.on } } })`
    const body = `return compose({ name: 'c', modules: { inner: ${inner} }, invariants: { lit: (s) => s.inner.lamp.lit } })`
    expect((await outcome(body)).verdicts).toMatchObject({ 'inner: lamp: p': 'holds', lit: 'holds' })
  })

  it('sees what the init of a third module sets, through two wires', async () => {
    const copy = `model({ name: 'copy', state: { in: input(bool), was: bool }, init: (s) => { s.was = s.in }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { a: ${copy}, b: ${copy}, power: ${power} },
      wire: { a: { in: (s) => s.b.was }, b: { in: (s) => s.power.on } }, invariants: { on: (s) => s.a.was } })`
    expect(await verdict('on', body)).toBe('holds')
  })

  it('is an error if two inits need each other', async () => {
    const copy = `model({ name: 'copy', state: { in: input(bool), was: bool }, init: (s) => { s.was = s.in }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { a: ${copy}, b: ${copy} }, wire: { a: { in: (s) => s.b.was }, b: { in: (s) => s.a.was } } })`
    const { error, message } = await outcome(body)
    expect(error).toBe('init-cycle')
    expect(message).toMatch(/a[\s\S]*b/)
  })

  it('is no error if modules feed each other and no init reads an input', async () => {
    const half = (own: string) =>
      `model({ name: 'half', state: { in: input(bool), out: bool }, init: (s) => { s.out = ${own} }, actions: { go: (s) => { s.out = s.in } } })`
    const body = `return compose({ name: 'c', modules: { a: ${half('true')}, b: ${half('true')} },
      wire: { a: { in: (s) => s.b.out }, b: { in: (s) => s.a.out } }, invariants: { on: (s) => s.a.in && s.b.in } })`
    expect(await verdict('on', body)).toBe('holds')
  })
})

describe('a composition inside of a composition', () => {
  it('keeps the inits of its modules', async () => {
    const inner = `compose({ name: 'i', modules: { power: ${power} } })`
    const body = `return compose({ name: 'c', modules: { inner: ${inner} }, invariants: { on: (s) => s.inner.power.on } })`
    expect(await verdict('on', body)).toBe('holds')
  })

  it('keeps the inits three deep, and of processes', async () => {
    const worker = `(() => { const state = { n: int(0, 3) }
      return model({ name: 'w', state, init: (s) => { s.n = 2 }, processes: { p: process(state, { local: { l: int(0, 3) }, init: (me) => { me.l = 3 },
        steps: { go: (s, me) => { if (s.n !== 2 || me.l !== 3) s.n = 0 } } }) }, invariants: { two: (s) => s.n === 2, three: (s) => s.p[0].l === 3 } }) })()`
    const body = `return compose({ name: 'c', modules: { x: compose({ name: 'x', modules: { y: compose({ name: 'y', modules: { w: ${worker} } }) } }) } })`
    expect((await outcome(body)).verdicts).toMatchObject({ 'x: y: w: two': 'holds', 'x: y: w: three': 'holds' })
  })

  it('keeps the choices of inits', async () => {
    const chosen = `model({ name: 'm', state: { n: int(0, 3) }, init: (s, choose) => { s.n = choose([1, 3]) }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { i: compose({ name: 'i', modules: { m: ${chosen} } }) }, invariants: { odd: (s) => s.i.m.n % 2 === 1 } })`
    const { states, verdicts } = await outcome(body)
    expect([states, verdicts.odd]).toEqual([2, 'holds'])
  })

  it('keeps fairness, faults and free inputs', async () => {
    const m = `model({ name: 'm', state: { power: input(bool, { starts: false, changes: 1 }), n: int(0, 2) }, fair: true,
      actions: { go: (s) => { if (s.n < 1) s.n++ } }, faults: { 'power out': { budget: 1, do: (s) => { s.n = 2 } } },
      temporal: ({ eventually }) => ({ moves: eventually((s) => s.n > 0) }) })`
    const alone = await outcome(`return ${m}`)
    const body = `return compose({ name: 'c', modules: { i: compose({ name: 'i', modules: { m: ${m} } }) } })`
    const nested = await outcome(body)
    expect(nested.states).toBe(alone.states)
    expect(nested.verdicts['i: m: moves']).toBe('holds')
  })
})

describe('a wire that reads an input', () => {
  it.each(orders)('gives the value of this very step, if modules are listed %s, %s, %s', async (...order) => {
    const body = `return compose({ name: 'c', modules: { ${listed(order)} },
      wire: { first: { in: (s) => s.source.on }, second: { in: (s) => s.first.in } },
      invariants: { same: (s) => s.second.in === s.first.in && s.first.in === s.source.on } })`
    const { states, verdicts } = await outcome(body)
    expect([states, verdicts.same]).toEqual([2, 'holds'])
  })

  it.each(orders)('gives it in a chain that runs the other way, listed %s, %s, %s', async (...order) => {
    const body = `return compose({ name: 'c', modules: { ${listed(order)} },
      wire: { second: { in: (s) => s.source.on }, first: { in: (s) => !s.second.in } },
      invariants: { differ: (s) => s.second.in !== s.first.in } })`
    expect(await verdict('differ', body)).toBe('holds')
  })

  it('is an error in a circle, which it names', async () => {
    const body = `return compose({ name: 'c', modules: { first: ${relay}, second: ${relay} },
      wire: { first: { in: (s) => s.second.in }, second: { in: (s) => s.first.in } } })`
    const { error, message } = await outcome(body)
    expect(error).toBe('wire-cycle')
    expect(message).toContain('first.in')
    expect(message).toContain('second.in')
  })

  it('is an error if it reads its own input', async () => {
    const body = `return compose({ name: 'c', modules: { first: ${relay} }, wire: { first: { in: (s) => !s.first.in } } })`
    expect((await outcome(body)).error).toBe('wire-cycle')
  })

  it('is an error in a circle that closes in some states only, with the way there', async () => {
    const body = `return compose({ name: 'c', modules: { source: ${source}, first: ${relay}, second: ${relay} },
      wire: { first: { in: (s) => s.source.on && s.second.in }, second: { in: (s) => s.first.in } } })`
    const { error, result } = await outcome(body)
    expect([error, result?.error?.trace?.steps.length]).toEqual(['wire-cycle', 0])
  })

  it('reads inputs that are wired in a composition inside', async () => {
    const inner = `compose({ name: 'i', modules: { second: ${relay}, source: ${source} }, wire: { second: { in: (s) => s.source.on } } })`
    const body = `return compose({ name: 'c', modules: { first: ${relay}, inner: ${inner} },
      wire: { first: { in: (s) => s.inner.second.in } }, invariants: { same: (s) => s.first.in === s.inner.source.on } })`
    expect(await verdict('same', body)).toBe('holds')
  })
})

describe('input()', () => {
  it.each([
    [
      'a local variable',
      `const state = { b: bool }; return model({ name: 'm', state, processes: { p: process(state, { local: { l: input(bool) }, steps: { go: () => {} } }) } })`,
    ],
    ['a struct', `return model({ name: 'm', state: { x: struct({ y: input(bool) }) } })`],
    ['an array', `return model({ name: 'm', state: { x: array(2, input(bool)) } })`],
    ['an optional', `return model({ name: 'm', state: { x: optional(input(bool)) } })`],
    ['a set', `return model({ name: 'm', state: { x: setOf(input(bool)) } })`],
    ['a queue', `return model({ name: 'm', state: { x: queue(input(bool), 2) } })`],
    ['a bag', `return model({ name: 'm', state: { x: bag(input(bool), 2) } })`],
    ['a map', `return model({ name: 'm', state: { x: mapOf(bool, input(bool)) } })`],
    ['the key of a map', `return model({ name: 'm', state: { x: mapOf(input(bool), bool) } })`],
    ['another input', `return model({ name: 'm', state: { x: input(input(bool)) } })`],
    ['a struct in an array', `return model({ name: 'm', state: { x: array(2, struct({ y: input(bool) })) } })`],
  ])('is refused in %s', async (_, body) => {
    const { error, states } = await outcome(body)
    expect(states).toBeUndefined()
    expect(error).toMatch(/^bad-/)
  })
})

describe('fairness of a module with inputs', () => {
  const fair = (fair: string) =>
    `model({ name: 'm', state: { power: input(bool, { starts: false }) }, fair: ${fair}, temporal: ({ eventually }) => ({ on: eventually((s) => s.power) }), resting: () => true })`

  it.each(['true', "'weak'", "'strong'"])('does not make its surroundings move: %s', async (strength) => {
    expect(await verdict('on', `return ${fair(strength)}`)).toBe('violated in 0')
  })

  it('promises its own steps, alone and composed', async () => {
    const m = `model({ name: 'm', state: { power: input(bool, { starts: false }), n: int(0, 1) }, fair: true,
      actions: { go: { when: (s) => s.n === 0, do: (s) => { s.n = 1 } } }, temporal: ({ eventually }) => ({ done: eventually((s) => s.n === 1) }) })`
    expect(await verdict('done', `return ${m}`)).toBe('holds')
    const body = `return compose({ name: 'c', modules: { m: ${m}, source: ${source} }, wire: { m: { power: (s) => s.source.on } } })`
    expect(await verdict('m: done', body)).toBe('holds')
  })

  it('does not count the change of an input as the step of another module', async () => {
    const m = fair('true')
    const body = `return compose({ name: 'c', modules: { m: ${m}, source: ${source} }, wire: { m: { power: (s) => s.source.on } } })`
    expect(await verdict('m: on', body)).toBe('violated in 0')
  })
})

describe('what a module proves alone', () => {
  /** Its input is what it was last time, as long as its own step is alone. */
  const echo = `model({ name: 'm', state: { in: input(bool), out: bool }, actions: { go: (s) => { s.out = !s.out } },
    steps: { 'one thing at a time': (before, after) => before.in === after.in || before.out === after.out } })`

  it('is not proved if an own step may come with the change of an input', async () => {
    expect(await verdict('one thing at a time', `return ${echo}`)).toBe('violated in 1')
  })

  it('is violated through feedback, too', async () => {
    const body = `return compose({ name: 'c', modules: { m: ${echo} }, wire: { m: { in: (s) => s.m.out } } })`
    expect(await verdict('m: one thing at a time', body)).toBe('violated in 1')
  })

  it('covers two inputs that change at once', async () => {
    const two = `model({ name: 'm', state: { a: input(bool), b: input(bool), n: bool }, actions: { go: (s) => { s.n = !s.n } },
      steps: { one: (before, after) => before.a === after.a || before.b === after.b } })`
    expect(await verdict('one', `return ${two}`)).toBe('violated in 1')
  })

  it('keeps to the budget of changes', async () => {
    const once = `model({ name: 'm', state: { a: input(bool, { starts: false, changes: 1 }), n: int(0, 3) },
      actions: { go: (s) => { if (s.n < 3) s.n++ } }, invariants: { once: (s) => true }, steps: { 'never back': (before, after) => !before.a || after.a } })`
    expect(await verdict('never back', `return ${once}`)).toBe('holds')
  })

  it('comes with a fault as with a step', async () => {
    const m = `model({ name: 'm', state: { a: input(bool, { starts: false }), n: bool }, faults: { flip: { budget: 1, do: (s) => { s.n = !s.n } } },
      steps: { one: (before, after) => before.a === after.a || before.n === after.n }, resting: () => true })`
    expect(await verdict('one', `return ${m}`)).toBe('violated in 1')
  })

  it('is called alone where it depends on what an input does', async () => {
    const m = `model({ name: 'm', state: { a: input(bool) }, temporal: ({ canAlwaysReach }) => ({ back: canAlwaysReach((s) => s.a) }) })`
    const { result } = await outcome(`return ${m}`)
    const alone = result?.properties
      .filter((property) => (property as { alone?: boolean }).alone)
      .map(({ name }) => name)
    expect(alone?.sort()).toEqual(['back', 'no deadlock'])
    const stuck = `model({ name: 'n', state: { on: bool }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { m: ${m}, n: ${stuck} }, wire: { m: { a: (s) => s.n.on } } })`
    expect((await outcome(body)).verdicts['m: back'] ?? 'violated in 0').toBe('violated in 0')
  })
})
