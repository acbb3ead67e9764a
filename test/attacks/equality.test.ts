/** Attacks on equality: identity of composite values, handles to places that were replaced, and -0. */
import { describe, expect, it } from 'vitest'
import { outcome, verdict } from './outcome.ts'

/** Two places of every composite kind, of one type. */
const kinds: readonly (readonly [string, string, string, string])[] = [
  ['structs', 'a: struct({ v: int(0, 1) }), b: struct({ v: int(0, 1) })', 's.a', 's.b'],
  ['arrays of scalars', 'a: array(2, bool), b: array(2, bool)', 's.a', 's.b'],
  ['arrays of structs', 'a: array(2, struct({ v: bool })), b: array(2, struct({ v: bool }))', 's.a', 's.b'],
  ['elements of an array', 'a: array(2, struct({ v: bool }))', 's.a[0]', 's.a[1]'],
  ['one element of an array, twice', 'a: array(2, struct({ v: bool }))', 's.a[0]', 's.a[0]'],
  ['sets', 'a: setOf(int(0, 1)), b: setOf(int(0, 1))', 's.a', 's.b'],
  ['queues', 'a: queue(int(0, 1), 2), b: queue(int(0, 1), 2)', 's.a', 's.b'],
  ['bags', 'a: bag(int(0, 1), 2), b: bag(int(0, 1), 2)', 's.a', 's.b'],
  ['maps', 'a: mapOf(int(0, 1), bool), b: mapOf(int(0, 1), bool)', 's.a', 's.b'],
  ['a struct and a queue', 'a: struct({ v: bool }), b: queue(int(0, 1), 2)', 's.a', 's.b'],
]

const comparisons: readonly (readonly [string, (a: string, b: string) => string])[] = [
  ['===', (a, b) => `${a} === ${b}`],
  ['!==', (a, b) => `${a} !== ${b}`],
  ['==', (a, b) => `${a} == ${b}`],
  ['!=', (a, b) => `${a} != ${b}`],
  ['Object.is', (a, b) => `Object.is(${a}, ${b})`],
  ['a renamed Object.is', (a, b) => `(({ is }) => is(${a}, ${b}))(Object)`],
  ['includes', (a, b) => `[${a}].includes(${b})`],
  ['indexOf', (a, b) => `[${a}].indexOf(${b}) === 0`],
  ['lastIndexOf', (a, b) => `[${a}].lastIndexOf(${b}) === 0`],
  ['an optional call of includes', (a, b) => `[${a}]?.includes?.(${b})`],
  ['includes by brackets', (a, b) => `[${a}]['includes'](${b})`],
  ['switch', (a, b) => `(() => { switch (${a}) { case ${b}: return true; default: return false } })()`],
  ['a Set of two', (a, b) => `new Set([${a}, ${b}]).size === 1`],
  ['Set.has', (a, b) => `new Set([${a}]).has(${b})`],
  ['Set.add', (a, b) => `new Set().add(${a}).has(${b})`],
  ['the key of a Map', (a, b) => `new Map([[${a}, 1]]).get(${b}) === 1`],
  ['variables', (a, b) => `((x, y) => x === y)(${a}, ${b})`],
  ['an arrow in a find', (a, b) => `[${a}].find((x) => x === ${b}) !== undefined`],
]

describe.each(kinds)('two %s', (_, state, a, b) => {
  it.each(comparisons)('are never compared by %s', async (_, compare) => {
    const body = `return model({ name: 'm', state: { ${state}, t: bool }, actions: { go: (s) => { s.t = !s.t } }, invariants: { p: (s) => ${compare(a, b)} } })`
    const { error, message } = await outcome(body)
    expect(error).toBe('composite-comparison')
    expect(message).toContain('same(')
  })

  it('are compared by same, by value', async () => {
    const body = `return model({ name: 'm', state: { ${state}, t: bool }, actions: { go: (s) => { s.t = !s.t } }, invariants: { p: (s) => same(${a}, ${a}) } })`
    expect(await verdict('p', body)).toBe('holds')
  })
})

describe('a comparison of composite values', () => {
  const q = 'line: queue(struct({ v: int(0, 1) }), 2)'
  const fill = 'init: (s) => { s.line.push({ v: 0 }); s.line.push({ v: 0 }) }'

  it.each([
    ['elements of one queue', `[...s.line][0] === [...s.line][1]`],
    ['an element with itself', `(() => { const [job] = [...s.line]; return job === job })()`],
    ['an element in a list of them', `[...s.line].indexOf([...s.line][1]) === 1`],
    ['elements in a Set', `new Set([...s.line]).size === 1`],
    ['the queue itself in a list', `[s.line].includes(s.line)`],
  ])('is an error in a queue: %s', async (_, test) => {
    const body = `return model({ name: 'm', state: { ${q}, t: bool }, ${fill}, actions: { go: (s) => { s.t = !s.t } }, invariants: { p: (s) => ${test} } })`
    expect((await outcome(body)).error).toBe('composite-comparison')
  })

  it('is an error where a job is looked for by identity to be removed', async () => {
    const body = `return model({ name: 'm', state: { ${q} }, ${fill}, actions: { done: (s) => { const job = [...s.line][1]; if (job) s.line.removeAt([...s.line].indexOf(job)) } } })`
    expect((await outcome(body)).error).toBe('composite-comparison')
  })

  it('is an error between two leases that are optional, after the steps that grant both', async () => {
    const body = `const lease = optional(struct({ v: int(0, 1) }))
      return model({ name: 'm', state: { a: lease, b: lease }, actions: { grant: { when: (s) => s.a === null, do: (s) => { s.a = { v: 0 } } }, also: { when: (s) => s.b === null, do: (s) => { s.b = { v: 0 } } } },
        invariants: { apart: (s) => s.a === null || s.b === null || s.a !== s.b }, resting: () => true })`
    const { error, result } = await outcome(body)
    expect([error, result?.error?.trace?.steps.length]).toEqual(['composite-comparison', 2])
  })

  it('is no error with null, undefined or a scalar', async () => {
    const body = `return model({ name: 'm', state: { a: optional(struct({ v: bool })), n: int(0, 2) }, actions: { go: (s) => { s.a = s.a === null ? { v: true } : null } },
        invariants: { p: (s) => (s.a === null) !== (s.a !== null), q: (s) => s.a !== undefined && s.a != undefined || s.a == null, r: (s) => s.a !== 3 && ![null, 3].includes(s.a) || s.a === null } })`
    expect((await outcome(body)).verdicts).toMatchObject({ p: 'holds', q: 'holds', r: 'holds' })
  })

  it.each([
    ['includes', '![null, 3].includes(s.a)'],
    ['indexOf', '[null, 3].indexOf(s.a) < 0'],
    ['an optional call', '[null, 3]?.includes?.(s.a) === false'],
    ['a list that may be missing', '[null, 3]?.includes(s.a) === false'],
    ['brackets', "![null, 3]['includes'](s.a)"],
    ['a text', "!'null'.includes(s.n)"],
    ['Object.is under another name', '(({ is }) => !is(s.a, 3) && !is(s.n, s.a))(Object)'],
  ])('is no error where a composite value is looked for among scalars: %s', async (_, test) => {
    const body = `return model({ name: 'm', state: { a: struct({ v: bool }), n: int(0, 2) }, actions: { go: (s) => { s.n = (s.n + 1) % 3 } }, invariants: { p: (s) => ${test} } })`
    expect(await verdict('p', body)).toBe('holds')
  })

  it.each([
    ['of Object', '(({ is }) => is(s.a, s.b))(Object)'],
    ['of globalThis', "globalThis.Object['is'](s.a, s.b)"],
    ['by Reflect', 'Reflect.apply(Object.is, undefined, [s.a, s.b])'],
    ['bound', 'Object.is.bind(null, s.a)(s.b)'],
    ['as a callback', '[[s.a, s.b]].every(([x, y]) => [Object.is][0](x, y))'],
  ])('is an error by a function under another name: %s', async (_, test) => {
    const pair = 'a: struct({ v: bool }), b: struct({ v: bool })'
    const body = `return model({ name: 'm', state: { ${pair}, t: bool }, actions: { go: (s) => { s.t = !s.t } }, invariants: { p: (s) => ${test} } })`
    expect((await outcome(body)).error).toBe('composite-comparison')
  })

  it('is an error in a branch that one state of many takes', async () => {
    const body = `return model({ name: 'm', state: { n: int(0, 3000), a: struct({ v: bool }), b: struct({ v: bool }) }, actions: { go: (s) => { if (s.n < 3000) s.n++ } },
        invariants: { p: (s) => s.n !== 2777 || s.a !== s.b } })`
    const { error, result } = await outcome(body)
    expect([error, result?.error?.trace?.steps.length]).toEqual(['composite-comparison', 2777])
  })

  it('is an error also if it is caught', async () => {
    const body = `return model({ name: 'm', state: { a: struct({ v: bool }), b: struct({ v: bool }), t: bool }, actions: { go: (s) => { s.t = !s.t } },
        invariants: { p: (s) => { try { return s.a !== s.b } catch { return true } } } })`
    expect((await outcome(body)).error).toBe('composite-comparison')
  })
})

/** A handle, what happens to its place, and a use of it. */
const gone: readonly (readonly [string, string, string])[] = [
  ['a struct that was replaced', 'st: struct({ v: int(0, 9) })', 'const h = s.st; s.st = { v: 7 }; h.v'],
  ['a struct that was replaced by itself', 'st: struct({ v: int(0, 9) })', 'const h = s.st; s.st = s.st; h.v'],
  [
    'a struct inside of one that was replaced',
    'o: struct({ st: struct({ v: int(0, 9) }) })',
    'const h = s.o.st; s.o = { st: { v: 1 } }; h.v',
  ],
  ['an array that was replaced', 'v: array(2, bool)', 'const h = s.v; s.v = [true, true]; h[0]'],
  ['a set that was replaced', 'v: setOf(int(0, 2))', 'const h = s.v; s.v = [1]; h.has(1)'],
  ['a queue that was replaced', 'v: queue(int(0, 2), 2)', 'const h = s.v; s.v = [1]; h.push(1)'],
  ['a bag that was replaced', 'v: bag(int(0, 2), 2)', 'const h = s.v; s.v = [1]; h.add(1)'],
  ['a map that was replaced', 'v: mapOf(bool, bool)', 'const h = s.v; s.v = [[true, true]]; h.get(true)'],
  [
    'an optional that was emptied',
    'o: optional(struct({ v: bool }))',
    's.o = { v: true }; const h = s.o; s.o = null; h.v',
  ],
  [
    'an optional that was emptied and filled',
    'o: optional(struct({ v: bool }))',
    's.o = { v: true }; const h = s.o; s.o = null; s.o = { v: false }; h.v',
  ],
  [
    'an item of a map that was set again',
    'm: mapOf(bool, struct({ v: bool }))',
    's.m.set(true, { v: true }); const h = s.m.get(true); s.m.set(true, { v: false }); h.v',
  ],
  [
    'an item of a map that was deleted',
    'm: mapOf(bool, struct({ v: bool }))',
    's.m.set(true, { v: true }); const h = s.m.get(true); s.m.delete(true); h.v',
  ],
  [
    'an item of a map that was deleted and set',
    'm: mapOf(bool, struct({ v: bool }))',
    's.m.set(true, { v: true }); const h = s.m.get(true); s.m.delete(true); s.m.set(true, { v: true }); h.v',
  ],
  [
    'an item of a map that was cleared',
    'm: mapOf(bool, struct({ v: bool }))',
    's.m.set(true, { v: true }); const h = s.m.get(true); s.m.clear(); h.v',
  ],
  [
    'an element that was replaced',
    'a: array(2, optional(struct({ v: bool })))',
    's.a[0] = { v: true }; const h = s.a[0]; s.a[0] = { v: false }; h.v',
  ],
  [
    'a struct that Object.assign replaced',
    'st: struct({ v: int(0, 9) })',
    'const h = s.st; Object.assign(s, { st: { v: 7 } }); h.v',
  ],
  ['a write through it', 'st: struct({ v: int(0, 9) })', 'const h = s.st; s.st = { v: 7 }; h.v = 1'],
  ['a spread of it', 'st: struct({ v: int(0, 9) })', 'const h = s.st; s.st = { v: 7 }; s.st = { ...h }'],
  [
    'an assignment of it',
    'st: struct({ v: int(0, 9) }), o: struct({ v: int(0, 9) })',
    'const h = s.st; s.st = { v: 7 }; s.o = h',
  ],
  [
    'two structs that are swapped',
    'x: struct({ v: int(0, 9) }), y: struct({ v: int(0, 9) })',
    '[s.x, s.y] = [s.y, s.x]',
  ],
  [
    'two elements that are swapped',
    'a: array(2, optional(struct({ v: int(0, 9) })))',
    's.a[0] = { v: 1 }; s.a[1] = { v: 2 }; [s.a[0], s.a[1]] = [s.a[1], s.a[0]]',
  ],
]

describe('a handle', () => {
  it.each(gone)('to %s is gone', async (_, state, body) => {
    const text = `return model({ name: 'm', state: { ${state}, t: bool }, actions: { go: (s) => { s.t = true; ${body} } }, resting: () => true })`
    const { error, message } = await outcome(text)
    expect(error).toBe('gone-place')
    expect(message).toContain('get a new handle')
  })

  it.each([
    ['a field that was assigned', 'st: struct({ v: int(0, 9) })', 'const h = s.st; s.st.v = 7; s.ok = h.v === 7'],
    ['a set that was assigned in place', 'v: setOf(int(0, 2))', 'const h = s.v; s.v.assign([1]); s.ok = h.has(1)'],
    [
      'a queue that was pushed to',
      'v: queue(int(0, 2), 2)',
      'const h = s.v; s.v.clear(); s.v.push(2); s.ok = h.length === 1',
    ],
    [
      'an array that was filled',
      'v: array(2, bool)',
      'const h = s.v; s.v.fill(true); s.v[0] = false; s.ok = h[1] && !h[0]',
    ],
    ['a map that was set', 'v: mapOf(bool, bool)', 'const h = s.v; s.v.set(true, true); s.ok = h.get(true)'],
    [
      'a struct beside one that was replaced',
      'x: struct({ v: bool }), y: struct({ v: bool })',
      'const h = s.x; s.y = { v: true }; s.ok = h.v === false',
    ],
    [
      'an item beside one that was deleted',
      'm: mapOf(int(0, 1), struct({ v: bool }))',
      's.m.set(0, { v: true }); s.m.set(1, { v: true }); const h = s.m.get(1); s.m.delete(0); s.ok = h.v',
    ],
    [
      'scalars that are swapped',
      'v: array(2, int(0, 2))',
      's.v[0] = 1; [s.v[0], s.v[1]] = [s.v[1], s.v[0]]; s.ok = s.v[1] === 1 && s.v[0] === 0',
    ],
  ])('to %s is still good', async (_, state, body) => {
    const text = `return model({ name: 'm', state: { ${state}, ok: bool }, actions: { go: (s) => { ${body} } }, reachable: { ok: (s) => s.ok }, resting: () => true })`
    expect(await verdict('ok', text)).toBe('holds in 1')
  })

  it('is no handle any more in the next step', async () => {
    const text = `return model({ name: 'm', state: { st: struct({ v: int(0, 3) }) }, actions: { go: (s) => { const n = (s.st.v + 1) % 4; s.st = { v: n } } }, reachable: { three: (s) => s.st.v === 3 } })`
    expect(await verdict('three', text)).toBe('holds in 3')
  })
})

describe('an element that an array has not', () => {
  const types = [
    'struct({ v: bool })',
    'optional(struct({ v: bool }))',
    'array(1, bool)',
    'queue(bool, 1)',
    'setOf(bool)',
  ]
  it.each(types.flatMap((type) => ['2', '-1'].map((i) => [type, i] as const)))(
    'is never assigned in array(1, %s): %s',
    async (type, i) => {
      const body = `return model({ name: 'm', state: { c: array(1, ${type}) }, actions: { go: (s) => { try { s.c[${i}] = s.c[0] } catch {} } } })`
      const { error, message } = await outcome(body)
      expect(error).toBe('unknown-field')
      expect(message).toContain(`c has no element ${i}: its elements are 0 to 0`)
    },
  )
})

describe('of two errors in one step, the first is told, though the model catches it', () => {
  const stale = '{ const old = s.a; s.a = { v: true }; try { old.v } catch {} }'
  const compared = 'try { [s.a].includes(s.b) } catch {}'
  const range = 'try { s.n = 5 } catch {}'
  const clock = 'try { Date.now() } catch {}'
  const unknown = 'try { s.nowhere } catch {}'
  const codes = [
    [stale, 'gone-place'],
    [compared, 'composite-comparison'],
    [range, 'value-out-of-range'],
    [clock, 'not-a-function'],
    [unknown, 'unknown-field'],
  ] as const
  const pairs = codes.flatMap(([first, code]) =>
    codes.map(([second, other]) => [code, other, `${first}; ${second}`] as const),
  )

  it.each(pairs)('%s before %s', async (code, _, text) => {
    const body = (part: 'init' | 'actions') => {
      const own =
        part === 'init'
          ? `init: (s) => { ${text} }`
          : `actions: { go: (s, choose) => { ${text}; s.n = choose([0, 1]) } }`
      return `return model({ name: 'm', state: { a: struct({ v: bool }), b: struct({ v: bool }), n: int(0, 1) }, ${own} })`
    }
    expect((await outcome(body('init'))).error).toBe(code)
    expect((await outcome(body('actions'))).error).toBe(code)
  })
})

describe('-0', () => {
  const makes: readonly (readonly [string, string])[] = [
    ['negated', 's.v[0] = -s.v[0]'],
    ['a remainder', 's.v[0] = -3 % 3'],
    ['rounded', 's.v[0] = Math.round(-0.2)'],
    ['written down', 's.v[0] = -0'],
    ['filled', 's.v.fill(-0)'],
    ['assigned whole', 's.v = [-0, -0]'],
    ['of Object.assign', 'Object.assign(s, { v: [-0, 0] })'],
  ]
  const looks: readonly (readonly [string, string])[] = [
    ['Object.is', 'Object.is(s.v[0], -0)'],
    ['division', '1 / s.v[0] < 0'],
    ['Math.sign', 'Object.is(Math.sign(s.v[0]), -0)'],
    ['a loop', '[...s.v].some((x) => Object.is(x, -0))'],
    ['find', 's.v.findIndex((x) => 1 / x === -Infinity) >= 0'],
  ]

  it.each(makes.flatMap(([how, make]) => looks.map(([by, look]) => [how, by, make, look] as const)))(
    '%s is seen by %s in no later step',
    async (_, __, make, look) => {
      const body = `return model({ name: 'm', state: { v: array(2, int(-1, 1)), n: int(0, 3) }, init: (s) => { s.v.fill(0) }, actions: { go: (s) => { ${make}; s.n = (s.n + 1) % 4 }, see: { when: (s) => ${look}, do: (s) => { s.n = 0 } } },
        invariants: { none: (s) => !(${look}) }, steps: { never: (before, s) => !(${look}) } })`
      const { states, verdicts } = await outcome(body)
      expect([states, verdicts.none, verdicts.never]).toEqual([4, 'holds', 'holds'])
    },
  )

  it.each(
    makes.flatMap(([how, make]) =>
      [true, false].flatMap((nested) =>
        looks.map(([by, look]) => [how, nested ? 'a nested wire' : 'a wire', by, nested, make, look] as const),
      ),
    ),
  )('%s is seen by %s that looks by %s in no transition', async (_, __, ___, nested, make, look) => {
    const modules = (from: string) => `modules: {
      m: model({ name: 'm', state: { v: array(2, int(-1, 1)), n: int(0, 3) }, init: (s) => { s.v.fill(0); ${make} }, actions: { go: (s) => { ${make}; s.n = (s.n + 1) % 4 } } }),
      k: model({ name: 'k', state: { a: input(bool, { changes: 0 }) } }) },
      wire: { k: { a: (all) => { const s = all.m; return ${look} } } },
      invariants: { none: (s) => !${from}k.a }`
    const inner = `compose({ name: 'c', ${modules('s.')} })`
    const other = `model({ name: 'o', state: { on: bool, a: input(bool, { changes: 0 }) }, actions: { on: (s) => { s.on = !s.on } } })`
    const outer = `compose({ name: 'd', modules: { c: ${inner}, o: ${other} }, wire: { o: { a: (s) => s.c.k.a } }, invariants: { none: (s) => !s.o.a && !s.c.k.a } })`
    expect(await verdict('none', `return ${nested ? outer : inner}`)).toBe('holds')
  })

  it.each([
    ['a variable', 'n: int(-1, 1)', 's.n = -0', 's.n'],
    ['a field', 'o: struct({ n: int(-1, 1) })', 's.o = { n: -0 }', 's.o.n'],
    ['an optional', 'o: optional(int(-1, 1))', 's.o = -0', 's.o'],
    ['an element of a queue', 'q: queue(int(-1, 1), 2)', 's.q.assign([-0])', '[...s.q][0]'],
    ['an element of a set', 'q: setOf(int(-1, 1))', 's.q.assign([-0])', '[...s.q][0]'],
    ['the key of a map', 'm: mapOf(int(-1, 1), bool)', 's.m.set(-0, true)', '[...s.m.keys()][0]'],
  ])('is stored in %s as 0', async (_, state, make, look) => {
    const body = `return model({ name: 'm', state: { ${state}, t: bool }, actions: { go: (s) => { ${make}; s.t = true } }, invariants: { none: (s) => !Object.is(${look}, -0) }, resting: () => true })`
    expect(await verdict('none', body)).toBe('holds')
  })
})
