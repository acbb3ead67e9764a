import { array, bool, compose, input, int, model, oneOf, process, queue, SpecError, spec, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { compareToLock } from '../../src/gate/compare-to-lock.ts'
import { locked } from '../../src/gate/lock.ts'
import { pack, unpack } from '../../src/report/documents/page-data.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: names that types would refuse
type Any = any

const run = (of: (params?: Any) => Any, design: Any = {}, name = 'only') =>
  checkDesign(spec({ name: 'odd', model: of as Any, designs: { [name]: design } as Any }), name, {
    digestOf: (value) => String(JSON.stringify(value)),
    control: true,
    bits: true,
    places: true,
    locate: () => undefined,
  })
const verdict = ({ error, properties }: Result, name: string) => {
  expect(error).toBeUndefined()
  return properties.find((property) => property.name === name)?.verdict
}

const set =
  (name: string, value: unknown): Any =>
  (s: Any) => {
    s[name] = value
  }

/** Names that every object has. */
const inherited = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__')

/** Each kind of thing that has a name: a model with one of that name, whose `p` is violated in one step. */
const things: [string, (name: string) => Any][] = [
  [
    'a variable',
    (name) =>
      counting(
        { [name]: int(0, 2) },
        (s) => s[name]++,
        (s) => s[name] < 1,
      ),
  ],
  [
    'a field of a struct',
    (name) =>
      counting(
        { a: struct({ [name]: int(0, 2) }), q: queue(struct({ [name]: bool }), 2) },
        (s) => {
          s.a[name]++
          s.q.push({ [name]: true })
          s.a = { [name]: s.a[name] }
        },
        (s) => s.a[name] < 1 && s.q.every((one: Any) => !one[name]),
      ),
  ],
  [
    'a label of an enumeration',
    (name) =>
      counting(
        { a: oneOf('none', name), last: oneOf('none', name) },
        (s) => {
          s.last = s.a
          s.a = name
        },
        (s) => s.a !== name,
      ),
  ],
  [
    'an action',
    (name) =>
      model({
        name: 'm',
        state: { n: int(0, 1) },
        actions: { [name]: { when: (s: Any) => s.n < 1, do: (s: Any) => void s.n++ } },
        invariants: { p: (s) => s.n < 1 },
        temporal: ({ always, not, taken }: Any) => ({ never: always(not(taken(name))) }),
      }),
  ],
  [
    'a fault',
    (name) =>
      model({
        name: 'm',
        state: { n: int(0, 3) },
        faults: { [name]: { budget: 2, do: (s: Any) => void s.n++ } },
        invariants: { p: (s) => s.n < 1, 'at most twice': (s: Any) => s.n <= 2 && s.faults[name] === s.n },
      }),
  ],
  [
    'a process',
    (name) => {
      const state = { n: int(0, 1) }
      const worker = process(state, {
        steps: { go: { when: (s) => s.n < 1, do: (s) => void s.n++ } },
        resting: ['go'],
        faults: { crash: { budget: 1, do: () => 'go' } },
        fair: true,
      })
      return model({
        name: 'm',
        state,
        processes: { [name]: worker },
        invariants: { p: (s: Any) => s.n < 1 || s[name][0].at !== 'go' },
        temporal: ({ eventually, taken }: Any) => ({ comes: eventually(taken(name)) }),
      })
    },
  ],
  [
    'a process without instances',
    (name) => {
      const state = { n: int(0, 1) }
      const worker = process(state, { instances: 0, steps: { go: () => {} } })
      return model({
        name: 'm',
        state,
        processes: { [name]: worker },
        actions: { go: { when: (s) => s.n < 1, do: (s) => void s.n++ } },
        invariants: { p: (s: Any) => s.n < 1 || s[name].length > 0 },
      })
    },
  ],
  [
    'a label of a process',
    (name) => {
      const state = { n: int(0, 1) }
      const worker = process(state, { steps: { go: () => name, [name]: () => 'end' }, terminal: ['end'] } as Any)
      return model({
        name: 'm',
        state,
        processes: { worker: worker as Any },
        invariants: { p: (s: Any) => s.worker[0].at !== name },
      })
    },
  ],
  [
    'a terminal label',
    (name) => {
      const state = { n: int(0, 1) }
      const worker = process(state, { steps: { go: () => name }, terminal: [name] } as Any)
      return model({
        name: 'm',
        state,
        processes: { worker: worker as Any },
        invariants: { p: (s: Any) => s.worker[0].at !== name },
      })
    },
  ],
  [
    'a local variable',
    (name) => {
      const state = { n: int(0, 1) }
      const worker = process(state, {
        instances: 2,
        local: { [name]: int(0, 1) },
        steps: { go: { when: (_: Any, me: Any) => me[name] < 1, do: (_: Any, me: Any) => void me[name]++ } },
        resting: ['go'],
      } as Any)
      return model({
        name: 'm',
        state,
        processes: { worker: worker as Any },
        invariants: { p: (s: Any) => s.worker[0][name] < 1 && s.worker[1][name] < 1 },
      })
    },
  ],
  [
    'a fault of a process',
    (name) => {
      const state = { n: int(0, 3) }
      const worker = process(state, {
        steps: { go: () => {} },
        faults: { [name]: { budget: 2, do: (s: Any) => void s.n++ } },
      } as Any)
      return model({
        name: 'm',
        state,
        processes: { worker: worker as Any },
        invariants: { p: (s) => s.n < 1, 'at most twice': (s: Any) => s.n <= 2 },
      })
    },
  ],
  [
    'an input',
    (name) =>
      model({
        name: 'm',
        state: { [name]: input(bool, { starts: false, changes: 1 }) } as Any,
        invariants: { p: (s: Any) => !s[name] },
      }),
  ],
  [
    'a module',
    (name) =>
      compose({
        name: 'all',
        modules: {
          [name]: counting(
            { n: int(0, 2) },
            (s) => s.n++,
            (s) => s.n < 2,
          ),
          other: model({ name: 'o', state: { n: input(int(0, 2)) } }),
        },
        wire: { other: { n: (s: Any) => s[name].n } },
        invariants: { p: (s: Any) => s.other.n < 1 && s[name].n < 1 },
      } as Any),
  ],
  [
    'a wired input',
    (name) =>
      compose({
        name: 'all',
        modules: {
          source: counting(
            { n: int(0, 2) },
            (s) => s.n++,
            (s) => s.n < 2,
          ),
          other: model({ name: 'o', state: { [name]: input(int(0, 2)) } as Any }),
        },
        wire: { other: { [name]: (s: Any) => s.source.n } },
        invariants: { p: (s: Any) => s.other[name] < 1 },
      } as Any),
  ],
  [
    'a part of a property',
    (name) => counting({ n: int(0, 2) }, (s) => s.n++, { [name]: (s: Any) => s.n < 1, other: () => true }),
  ],
]

type Predicate = ((s: Any) => boolean) | { readonly [part: string]: (s: Any) => boolean }

function counting(state: Any, step: (s: Any) => void, p: Predicate): Any {
  const actions = { step: { when: (s: Any) => holdsOf(p, s), do: step } }
  return model({ name: 'counting', state, actions, invariants: { p } } as Any)
}
const holdsOf = (p: Any, s: Any): boolean =>
  typeof p === 'function' ? p(s) : Object.values(p).every((part: Any) => part(s))

describe.each(inherited)('the name %s', (name) => {
  it.each(things)('may be that of %s', async (_, of) => {
    const result = await run(() => of(name), { expect: { p: 'violated' } })
    expect(verdict(result, 'p')).toBe('violated')
    expect(result.properties.find((property) => property.name === 'p')).toMatchObject({
      expected: 'violated',
      counterexample: { steps: [{}] },
    })
    for (const other of result.properties.filter((one) => one.name === 'at most twice')) {
      expect(other.verdict).toBe('holds')
    }
    expect(unpack(JSON.parse(JSON.stringify(pack([result]))))).toEqual([result])
    const lock = locked(undefined, [result], { day: '2026-01-01', tool: 't' })
    expect(compareToLock(JSON.parse(JSON.stringify(lock)), [result])).toEqual({ weaker: [], unlocked: [] })
  })

  it.each<[string, Any, 'holds' | 'violated']>([
    ['an invariant', { invariants: { [name]: (s: Any) => s.n < 1 } }, 'violated'],
    ['a step property', { steps: { [name]: (a: Any, b: Any) => a.n === b.n } }, 'violated'],
    ['a reachable state', { reachable: { [name]: (s: Any) => s.n === 1 } }, 'holds'],
    ['a run property', { temporal: (t: Any) => ({ [name]: t.eventually((s: Any) => s.n === 1) }) }, 'violated'],
    [
      'an order',
      { temporal: (t: Any) => ({ [name]: t.reachableInOrder({ [name]: (s: Any) => s.n === 1 }) }) },
      'holds',
    ],
  ])('may be that of %s, with its verdict and what is expected of it', async (_, groups, found) => {
    const of = () =>
      model({
        name: 'm',
        state: { n: int(0, 1) },
        actions: { go: { when: (s: Any) => s.n < 1, do: (s: Any) => void s.n++ } },
        ...groups,
      } as Any)
    const plain = await run(of, {})
    expect(plain.properties[0]).toMatchObject({ name, verdict: found, expected: 'holds', ok: found === 'holds' })
    const other = found === 'holds' ? 'violated' : 'holds'
    const said = await run(of, { expect: { [name]: other } })
    expect(said.properties[0]).toMatchObject({ name, verdict: found, expected: other, ok: false })
    const lock = locked(undefined, [{ ...plain, properties: plain.properties.slice(1) }], { day: '', tool: '' })
    expect(compareToLock(lock, [plain]).unlocked).toEqual([
      { spec: 'odd', design: 'only', kind: 'property', property: name, message: 'the property is not locked yet' },
    ])
  })

  it('may be that of a design, and of a parameter', async () => {
    const of = (params: Any) =>
      model({ name: 'm', state: { n: int(0, 1) }, invariants: { p: () => !Object.hasOwn(params, name) } })
    expect(verdict(await run(of, { params: { [name]: 1 } }, name), 'p')).toBe('violated')
    expect(verdict(await run(of, {}, name), 'p')).toBe('holds')
    const result = await run(of, {}, name)
    const empty = { version: 1, specs: {} } as const
    expect(compareToLock(empty, [{ ...result, spec: name }]).unlocked).toHaveLength(1)
    await expect(checkDesign(spec({ name: 'odd', model: of as Any, designs: { other: {} } }), name)).rejects.toThrow(
      /no design/,
    )
  })
})

describe('the name __proto__', () => {
  const odd = (value: unknown) => Object.fromEntries([['__proto__', value]])
  const literal = (value: unknown) => Object.setPrototypeOf({}, value as object)
  const state = {}
  it.each<[string, (named: (value: unknown) => Any) => unknown]>([
    ['a variable', (named) => model({ name: 'm', state: named(bool) })],
    ['a field', (named) => struct(named(bool))],
    ['a local variable', (named) => process(state, { local: named(bool), steps: { go: () => {} } })],
    [
      'a step',
      (named) => process(state, { steps: { go: () => {}, ...named(() => {}), ...(named === literal ? {} : {}) } }),
    ],
    [
      'a process',
      (named) => model({ name: 'm', state, processes: named(process(state, { steps: { go: () => {} } })) }),
    ],
    ['an action', (named) => model({ name: 'm', state, actions: named(() => {}) })],
    ['a fault', (named) => model({ name: 'm', state, faults: named({ budget: 1, do: () => {} }) })],
    ['an invariant', (named) => model({ name: 'm', state, invariants: named(() => true) })],
    ['a step property', (named) => model({ name: 'm', state, steps: named(() => true) })],
    ['a reachable state', (named) => model({ name: 'm', state, reachable: named(() => true) })],
    ['a part', (named) => model({ name: 'm', state, invariants: { p: named(() => true) } })],
    ['a run property', (named) => model({ name: 'm', state, temporal: (t) => named(t.eventually(() => true)) })],
    [
      'a milestone',
      (named) => model({ name: 'm', state, temporal: (t) => ({ o: t.reachableInOrder(named(() => true)) }) }),
    ],
    ['a module', (named) => compose({ name: 'c', modules: named(model({ name: 'm', state })) })],
    ['a design', (named) => spec({ name: 's', model: () => model({ name: 'm', state }), designs: named({}) })],
    [
      'a parameter',
      (named) =>
        spec({ name: 's', model: () => model({ name: 'm', state }), designs: { d: { params: named(1) } } as Any }),
    ],
  ])('is refused: %s', (what, make) => {
    expect(() => make(odd)).toThrow(SpecError)
    expect(() => make(odd)).toThrow(/'__proto__' cannot be a name/)
    // a literal `{ __proto__: x }` has no such key; it has a different prototype
    if (['a step', 'a parameter'].includes(what)) return
    expect(() => make(literal)).toThrow(/'__proto__' cannot be a name/)
  })

  it('is refused as a label', () => {
    expect(() => oneOf('a', '__proto__')).toThrow(/cannot be a name/)
    expect(() => process(state, { steps: { go: () => '__proto__' }, terminal: ['__proto__'] })).toThrow(
      /cannot be a name/,
    )
  })
})

describe('two budgets with one name', () => {
  const counted = (n: string) => ({ budget: 1, do: (s: Any) => void s[n]++ })

  it('are two: of a fault of a process, and of the model', async () => {
    const state = { crashes: int(0, 3), storms: int(0, 3) }
    const worker = process(state, { steps: { go: () => {} }, faults: { crash: counted('crashes') } })
    const of = () =>
      model({
        name: 'm',
        state,
        processes: { worker },
        faults: { 'worker: crash': counted('storms'), 'worker: crash (of worker)': counted('storms') },
        invariants: {
          'each once': (s) => s.crashes <= 1 && s.storms <= 2,
          'not all': (s) => s.crashes + s.storms < 3,
          'seen by name': (s: Any) => s.faults['worker: crash'] === s.crashes,
        },
      })
    const result = await run(of)
    expect(verdict(result, 'each once')).toBe('holds')
    expect(verdict(result, 'not all')).toBe('violated')
    expect(verdict(result, 'seen by name')).toBe('holds')
    expect(new Set(result.actions.map(({ name }) => name)).size).toBe(result.actions.length)
    expect(Object.values(result.makeup?.budgets ?? {})).toEqual([1, 1, 1])
  })

  it('are two: of a fault, and of the changes of an input', async () => {
    const of = () =>
      model({
        name: 'm',
        state: { power: input(bool, { starts: false, changes: 1 }), cuts: int(0, 3) },
        faults: { 'power changes': counted('cuts') },
        invariants: { 'not both': (s) => !(s.power && s.cuts === 1), 'each once': (s) => s.cuts <= 1 },
      })
    const result = await run(of)
    expect(verdict(result, 'not both')).toBe('violated')
    expect(verdict(result, 'each once')).toBe('holds')
    expect(result.actions.map(({ taken }) => taken > 0)).toEqual([true, true])
    expect(new Set(result.actions.map(({ name }) => name)).size).toBe(2)
    // and stays so in a composition, where the input is free or wired
    for (const wire of [{}, { a: { power: (s: Any) => s.b.on } }]) {
      const composed = () =>
        compose({
          name: 'c',
          modules: {
            a: of(),
            b: model({ name: 'b', state: { on: bool }, actions: { on: set('on', true) } }),
          },
          wire,
          invariants: { 'not both': (s: Any) => !(s.a.power && s.a.cuts === 1) },
        } as Any)
      expect(verdict(await run(composed), 'not both')).toBe('violated')
    }
  })

  it('are two: of modules whose names and those of their faults join to one', async () => {
    const one = (fault: string) => {
      const state = { n: int(0, 3) }
      const p = process(state, { steps: { go: () => {} }, faults: { [fault]: counted('n') } })
      return (name: string) => model({ name: 'm', state, processes: { [name]: p } })
    }
    const of = () =>
      compose({
        name: 'c',
        modules: { a: one('d')('b: c'), 'a b': one('x')('y') },
        invariants: { 'not both': (s: Any) => s.a.n + s['a b'].n < 2 },
      } as Any)
    expect(verdict(await run(of), 'not both')).toBe('violated')
  })
})

describe('names that must be told apart', () => {
  const state = {}
  const go = () => process(state, { steps: { go: () => {}, 'c d': () => {} } })
  const of = (parts: Any = {}) => model({ name: 'm', state, ...parts })
  it.each<[string, string, RegExp, () => unknown]>([
    [
      'a process and a variable',
      'duplicate-name',
      /'x'/,
      () => {
        const own = { x: bool }
        return model({ name: 'm', state: own, processes: { x: process(own, { steps: { go: () => {} } }) } })
      },
    ],
    [
      'an action and a fault',
      'duplicate-name',
      /'x'/,
      () => of({ actions: { x: () => {} }, faults: { x: { budget: 1, do: () => {} } } }),
    ],
    [
      'an action and the change of an input',
      'duplicate-name',
      /'x changes'/,
      () => model({ name: 'm', state: { x: input(bool) }, actions: { 'x changes': () => {} } }),
    ],
    ['a variable and the budgets', 'duplicate-name', /'faults'/, () => model({ name: 'm', state: { faults: bool } })],
    ['a process and the budgets', 'duplicate-name', /'faults'/, () => of({ processes: { faults: go() } })],
    ['two properties', 'duplicate-name', /'x'/, () => of({ invariants: { x: () => true }, steps: { x: () => true } })],
    [
      "a property and a module's",
      'duplicate-name',
      /property 'ok' of module 'a' and property 'a: ok' of the composition are both called 'a: ok'/,
      () =>
        compose({
          name: 'c',
          modules: { a: of({ invariants: { ok: () => true } }) },
          invariants: { 'a: ok': () => true },
        } as Any),
    ],
    [
      'properties of two modules',
      'duplicate-name',
      /'a: b: ok'/,
      () =>
        compose({
          name: 'c',
          modules: { a: of({ invariants: { 'b: ok': () => true } }), 'a: b': of({ invariants: { ok: () => true } }) },
        } as Any),
    ],
    [
      'processes of two modules',
      'duplicate-name',
      /process 'b c' of module 'a' and process 'c' of module 'a b' are both called 'a b c'/,
      () =>
        compose({
          name: 'c',
          modules: { a: of({ processes: { 'b c': go() } }), 'a b': of({ processes: { c: go() } }) },
        } as Any),
    ],
    [
      'a module and a process',
      'duplicate-name',
      /module 'a b' and process 'b' of module 'a' are both called 'a b'/,
      () => compose({ name: 'c', modules: { a: of({ processes: { b: go() } }), 'a b': of() } } as Any),
    ],
    [
      'a module and the budgets',
      'duplicate-name',
      /'faults'/,
      () => compose({ name: 'c', modules: { faults: of() } } as Any),
    ],
    [
      'actions of two modules',
      'duplicate-name',
      /action 'b c' of module 'a' and action 'c' of module 'a b' are both called 'a b c'/,
      () =>
        compose({
          name: 'c',
          modules: { a: of({ actions: { 'b c': () => {} } }), 'a b': of({ actions: { c: () => {} } }) },
        } as Any),
    ],
    [
      'an action and a fault of two modules',
      'duplicate-name',
      /'a b c'/,
      () =>
        compose({
          name: 'c',
          modules: {
            a: of({ actions: { 'b c': () => {} } }),
            'a b': of({ faults: { c: { budget: 1, do: () => {} } } }),
          },
        } as Any),
    ],
    [
      'places: a variable and a field',
      'ambiguous-name',
      /two places of the state are called 'a\.b': rename/,
      () => model({ name: 'm', state: { 'a.b': bool, a: struct({ b: bool }) } }),
    ],
    [
      'places: a variable and an element',
      'ambiguous-name',
      /two places of the state are called 'l\[1\]': rename/,
      () => model({ name: 'm', state: { 'l[1]': struct({ x: bool }), l: array(2, struct({ y: bool, x: bool })) } }),
    ],
    [
      'places: a variable and that of a module',
      'ambiguous-name',
      /two places of the state are called 'a\.b\.c': rename/,
      () =>
        compose({
          name: 'c',
          modules: {
            a: model({ name: 'a', state: { 'b.c': bool } }),
            'a.b': model({ name: 'b', state: { c: bool } }),
          },
        } as Any),
    ],
    [
      'what taken names: an action and a step',
      'ambiguous-name',
      /'a c d', which means both step 'c d' of process 'a' and action 'a c d'/,
      () =>
        of({
          processes: { a: go() },
          actions: { 'a c d': () => {} },
          temporal: (t: Any) => ({ p: t.eventually(t.taken('a c d')) }),
        }),
    ],
    [
      'what taken names: two steps',
      'ambiguous-name',
      /step 'c d' of process 'a' and step 'd' of process 'a c'/,
      () =>
        of({
          processes: { a: go(), 'a c': process(state, { steps: { d: () => {} } }) },
          temporal: (t: Any) => ({ p: t.eventually(t.taken('a c d')) }),
        }),
    ],
    [
      'what using names: a process and an action',
      'ambiguous-name',
      /'a', which means both process 'a' and action 'a'/,
      () =>
        of({
          processes: { a: go() },
          actions: { a: () => {} },
          temporal: (t: Any) => ({ p: t.canAlwaysReach(() => true, { using: ['a'] }) }),
        }),
    ],
    [
      'what using names: a module and a step',
      'ambiguous-name',
      /'a b', which means both module 'a b' and action 'a b'/,
      () =>
        compose({
          name: 'c',
          modules: { a: of({ actions: { b: () => {} } }), 'a b': of({ actions: { x: () => {} } }) },
          temporal: (t: Any) => ({ p: t.canAlwaysReach(() => true, { using: ['a b'] }) }),
        } as Any),
    ],
  ])('are: %s', (_, code, message, make) => {
    expect(make).toThrow(expect.objectContaining({ code }))
    expect(make).toThrow(message)
  })

  it('are not, where nobody refers to them: what is counted of each is told apart', async () => {
    const result = await run(() =>
      model({
        name: 'm',
        state: { n: int(0, 1) },
        actions: { 'a go': set('n', 1) },
        invariants: { fine: () => true },
      } as Any),
    )
    expect(result.error).toBeUndefined()
    const both = { n: int(0, 2) }
    const worker = (own: Any) => process(own, { steps: { 'b c': set('n', 1) } } as Any) as Any
    const other = (own: Any) => process(own, { steps: { c: set('n', 2) } } as Any) as Any
    const { actions, control } = await run(() =>
      model({
        name: 'm',
        state: both,
        processes: { a: worker(both), 'a b': other(both) },
        actions: { 'a b c': set('n', 0) },
      }),
    )
    expect(actions).toHaveLength(3)
    expect(new Set(actions.map(({ name }) => name)).size).toBe(3)
    expect(control?.processes).toHaveLength(2)
  })

  it("a module's property means its own steps, whatever the others are called", async () => {
    const one = () =>
      model({
        name: 'm',
        state: { n: int(0, 1) },
        actions: { b: set('n', 1) },
        temporal: ({ canAlwaysReach, always, not, taken }) => ({
          'by b': canAlwaysReach((s) => s.n === 1, { using: ['b'] }),
          'never b': always(not(taken('b'))),
        }),
      })
    const of = () => compose({ name: 'c', modules: { a: one(), 'a b': one() } } as Any)
    const result = await run(of)
    expect(verdict(result, 'a: by b')).toBe('holds')
    expect(verdict(result, 'a b: never b')).toBe('violated')
  })

  it('actors are: an instance, a lone process and the environment', async () => {
    const own = { n: int(0, 3) }
    const p = (instances: number) => process(own, { instances, steps: { go: set('n', 1) } })
    const result = await run(() =>
      model({
        name: 'm',
        state: own,
        processes: { a: p(2), 'a 0': p(1), environment: p(1) },
        actions: { go: set('n', 2) },
        reachable: { one: (s) => s.n === 1, two: (s) => s.n === 2 },
      }),
    )
    expect(result.properties.map(({ witness }) => witness?.steps[0]?.actor)).toEqual([
      "'a' 0",
      'environment',
      undefined,
    ])
  })
})
