/** Attacks on names: that look like others once they are joined, and that every object has. */
import { describe, expect, it } from 'vitest'
import { outcome, verdict } from './outcome.ts'

describe('names that look alike once they are joined', () => {
  it('leave a fault of a process and one of the model their own budgets', async () => {
    const body = `const state = { crashes: int(0, 3), storms: int(0, 3) }
      const worker = process(state, { steps: { run: () => {} }, faults: { crash: { budget: 1, do: (s) => { s.crashes++ } } } })
      return model({ name: 'm', state, processes: { worker }, faults: { 'worker: crash': { budget: 2, do: (s) => { s.storms++ } } },
        invariants: { few: (s) => s.crashes + s.storms < 3 } })`
    expect(await verdict('few', body)).toBe('violated in 3')
  })

  it('leave an input and a fault their own budgets, or are refused', async () => {
    const body = `return model({ name: 'm', state: { power: input(bool, { starts: false, changes: 1 }), n: int(0, 3) },
      faults: { 'power changes': { budget: 2, do: (s) => { s.n++ } } }, invariants: { one: (s) => s.n < 2 }, resting: () => true })`
    expect(['violated in 2', 'duplicate-name']).toContain(await verdict('one', body))
  })

  it.each([
    ['invariants', `{ 'a: ok': (s) => false }`],
    ['steps', `{ 'a: ok': () => false }`],
    ['reachable', `{ 'a: ok': () => false }`],
  ])('are refused of properties: %s', async (group, own) => {
    const a = `model({ name: 'a', state: { b: bool }, actions: { go: (s) => { s.b = !s.b } }, invariants: { ok: () => true } })`
    const { error, message } = await outcome(`return compose({ name: 'c', modules: { a: ${a} }, ${group}: ${own} })`)
    expect(error).toBe('duplicate-name')
    expect(message).toContain('a: ok')
  })

  it('are refused of properties of modules inside of modules', async () => {
    const a = (name: string) =>
      `model({ name: 'a', state: { b: bool }, actions: { go: (s) => { s.b = !s.b } }, invariants: { '${name}': () => true } })`
    const inner = `compose({ name: 'i', modules: { b: ${a('ok')} } })`
    const body = `return compose({ name: 'c', modules: { 'a: b': ${a('ok')}, a: ${inner} } })`
    expect((await outcome(body)).error).toBe('duplicate-name')
  })

  it('mix up no processes of modules with spaces in their names', async () => {
    const m = (process: string, n: number) => `(() => { const state = { n: int(0, 9) }
      return model({ name: 'm', state, processes: { '${process}': process(state, { steps: { go: (s) => { if (s.n < ${n}) s.n++ } }, fair: true }) },
        invariants: { few: (s) => s.n <= ${n} }, reachable: { most: (s) => s.n === ${n} } }) })()`
    const body = `return compose({ name: 'c', modules: { 'a b': ${m('c', 1)}, a: ${m('b c', 3)} } })`
    const { error, states, verdicts } = await outcome(body)
    if (error !== undefined) expect(error).toBe('duplicate-name')
    else
      expect([states, verdicts]).toMatchObject([8, { 'a b: few': 'holds', 'a: few': 'holds', 'a: most': 'holds in 3' }])
  })

  it('mix up no variables of modules with processes of others', async () => {
    const a = `(() => { const state = { x: bool }
      return model({ name: 'a', state, processes: { b: process(state, { steps: { go: (s) => { s.x = !s.x } } }) }, reachable: { on: (s) => s.x } }) })()`
    const ab = `model({ name: 'ab', state: { x: bool }, actions: { go: (s) => { s.x = !s.x } }, reachable: { on: (s) => s.x } })`
    const { error, states } = await outcome(`return compose({ name: 'c', modules: { a: ${a}, 'a b': ${ab} } })`)
    if (error !== undefined) expect(error).toBe('duplicate-name')
    else expect(states).toBe(4)
  })

  it('leave the budgets of two modules apart', async () => {
    const m = (name: string, budget: number) =>
      `model({ name: 'm', state: { n: int(0, 9) }, faults: { '${name}': { budget: ${budget}, do: (s) => { s.n++ } } }, reachable: { all: (s) => s.n === ${budget} }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { 'a b': ${m('c', 1)}, a: ${m('b c', 3)} } })`
    const { error, states, verdicts } = await outcome(body)
    if (error !== undefined) expect(error).toBe('duplicate-name')
    else expect([states, verdicts]).toMatchObject([8, { 'a b: all': 'holds in 1', 'a: all': 'holds in 3' }])
  })
})

const everyObjectHas = [
  ...[
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    '__defineSetter__',
    '__lookupGetter__',
  ],
  ...['isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString'],
]

describe.each(everyObjectHas)('%s', (name) => {
  const key = JSON.stringify(name)

  it('names a variable, a field and a local variable', async () => {
    const body = `const state = { [${key}]: int(0, 2), x: struct({ [${key}]: bool }) }
      return model({ name: 'm', state, processes: { p: process(state, { local: { [${key}]: int(0, 1) },
        steps: { go: (s, me) => { if (s[${key}] < 2) s[${key}]++; s.x[${key}] = true; me[${key}] = 1 } } }) },
        invariants: { small: (s) => s[${key}] < 2 }, reachable: { set: (s) => s.x[${key}] && s.p[0][${key}] === 1 } })`
    expect((await outcome(body)).verdicts).toMatchObject({ small: 'violated in 2', set: 'holds in 1' })
  })

  it('names a process and its label', async () => {
    const body = `const state = { n: int(0, 3) }
      return model({ name: 'm', state, processes: { [${key}]: process(state, { steps: { [${key}]: (s) => { if (s.n < 3) s.n++ } }, fair: true }) },
        invariants: { there: (s) => s[${key}][0].at === ${key} }, temporal: ({ eventually, taken }) => ({ full: eventually((s) => s.n === 3), goes: eventually(taken(${key})) }) })`
    expect((await outcome(body)).verdicts).toMatchObject({ there: 'holds', full: 'holds', goes: 'holds' })
  })

  it('names an action, a fault of the model and a fault of a process', async () => {
    const action = `return model({ name: 'm', state: { n: int(0, 3) }, actions: { [${key}]: (s) => { if (s.n < 3) s.n++ } }, invariants: { few: (s) => s.n < 3 } })`
    expect(await verdict('few', action)).toBe('violated in 3')
    const faults = `const state = { n: int(0, 5) }
      return model({ name: 'm', state, processes: { p: process(state, { steps: { go: () => {} }, faults: { [${key}]: { budget: 2, do: (s) => { s.n++ } } } }) },
        faults: { [${key}]: { budget: 1, do: (s) => { s.n += 2 } } }, reachable: { all: (s) => s.n === 4 }, invariants: { few: (s) => s.n < 5 } })`
    expect((await outcome(faults)).verdicts).toMatchObject({ all: 'holds in 3', few: 'holds' })
  })

  it.each(['invariants', 'steps', 'reachable'])('names a property: %s', async (group) => {
    const body = `return model({ name: 'm', state: { b: bool }, actions: { go: (s) => { s.b = !s.b } }, ${group}: { [${key}]: () => false } })`
    const expected = { invariants: 'violated in 0', steps: 'violated in 1', reachable: 'violated' }
    expect(await verdict(name, body)).toBe(expected[group as keyof typeof expected])
  })

  it('names a module, and an input of it', async () => {
    const m = `model({ name: 'm', state: { [${key}]: input(bool), was: bool }, actions: { look: (s) => { s.was = s[${key}] } } })`
    const on = `model({ name: 'n', state: { on: bool }, init: (s) => { s.on = true }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { [${key}]: ${m}, n: ${on} }, wire: { [${key}]: { [${key}]: (s) => s.n.on } },
      invariants: { on: (s) => s[${key}][${key}] }, reachable: { seen: (s) => s[${key}].was } })`
    expect((await outcome(body)).verdicts).toMatchObject({ on: 'holds', seen: 'holds in 1' })
  })

  it('is a label and a value of an enumeration', async () => {
    const body = `return model({ name: 'm', state: { v: oneOf('a', ${key}) }, actions: { go: (s) => { s.v = ${key} } }, reachable: { there: (s) => s.v === ${key} } })`
    expect(await verdict('there', body)).toBe('holds in 1')
  })
})

describe('__proto__', () => {
  it.each([
    ['a variable', `return model({ name: 'm', state: { ['__proto__']: bool } })`],
    ['a field', `return model({ name: 'm', state: { x: struct({ ['__proto__']: bool }) } })`],
    ['an action', `return model({ name: 'm', state: { b: bool }, actions: { ['__proto__']: (s) => {} } })`],
    [
      'a fault',
      `return model({ name: 'm', state: { b: bool }, faults: { ['__proto__']: { budget: 1, do: (s) => {} } } })`,
    ],
    ['a property', `return model({ name: 'm', state: { b: bool }, invariants: { ['__proto__']: () => false } })`],
    [
      'a process',
      `const state = { b: bool }; return model({ name: 'm', state, processes: { ['__proto__']: process(state, { steps: { go: () => {} } }) } })`,
    ],
    [
      'a label',
      `const state = { b: bool }; return model({ name: 'm', state, processes: { p: process(state, { steps: { ['__proto__']: () => {} } }) } })`,
    ],
    [
      'a local variable',
      `const state = { b: bool }; return model({ name: 'm', state, processes: { p: process(state, { local: { ['__proto__']: bool }, steps: { go: () => {} } }) } })`,
    ],
    ['a module', `return compose({ name: 'c', modules: { ['__proto__']: model({ name: 'm', state: { b: bool } }) } })`],
  ])('is refused as the name of %s', async (_, body) => {
    const { error, message } = await outcome(body)
    expect(error).toBe('bad-name')
    expect(message).toContain('__proto__')
  })
})
