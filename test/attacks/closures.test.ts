/** Attacks on what a closure may do: return code that nobody runs, swallow errors, keep state outside of the model. */
import { describe, expect, it } from 'vitest'
import { outcome, verdict } from './outcome.ts'

const returned: readonly (readonly [string, string])[] = [
  ['a function', '(s) => () => { s.n = 1 }'],
  ['a generator', 'function* (s) { s.n = 1 }'],
  ['an iterator', '(s) => [1, 2].values()'],
  ['a promise', 'async (s) => { s.n = 1 }'],
  ['a promise that is made', '(s) => Promise.resolve(1)'],
  ['a thenable', '(s) => ({ then: () => {} })'],
  ['an async generator', 'async function* (s) { s.n = 1 }'],
]

describe.each(returned)('%s', (_, step) => {
  it.each([
    ['an action', `actions: { go: ${step} }`],
    ['an action with a guard', `actions: { go: { when: () => true, do: ${step} } }`],
    ['a fault', `actions: { t: (s) => { s.t = !s.t } }, faults: { go: { budget: 1, do: ${step} } }`],
    ['an init', `actions: { t: (s) => { s.t = !s.t } }, init: ${step}`],
  ])('is no result of %s', async (_, options) => {
    const body = `return model({ name: 'm', state: { n: int(0, 1), t: bool }, ${options}, invariants: { p: (s) => s.n === 0 } })`
    expect((await outcome(body)).error).toBe('not-a-function')
  })

  it.each([
    ['a step of a process', (step: string) => `steps: { go: ${step} }`],
    [
      'a fault of a process',
      (step: string) => `steps: { go: (s) => { s.t = !s.t } }, faults: { f: { budget: 1, do: ${step} } }`,
    ],
    [
      'an init of a process',
      (step: string) => `local: { n: int(0, 1) }, steps: { go: (s) => { s.t = !s.t } }, init: ${step}`,
    ],
  ])('is no result of %s', async (_, options) => {
    const body = `const state = { n: int(0, 1), t: bool }; return model({ name: 'm', state, processes: { p: process(state, { ${options(step)} }) } })`
    expect((await outcome(body)).error).toBe('not-a-function')
  })
})

describe('an error of the model that is caught', () => {
  const unknown = 's.nowhere'
  it.each([
    [
      'an unknown field in a guard',
      `actions: { go: { when: (s) => { try { return ${unknown} } catch { return true } }, do: (s) => { s.t = !s.t } } }`,
    ],
    [
      'an unknown field in an invariant',
      `actions: { go: (s) => { s.t = !s.t } }, invariants: { p: (s) => { try { return ${unknown} } catch { return true } } }`,
    ],
    [
      'an unknown field in what is to be reachable',
      `actions: { go: (s) => { s.t = !s.t } }, reachable: { p: (s) => { try { return ${unknown} } catch { return true } } }`,
    ],
    [
      'an unknown field in a property of steps',
      `actions: { go: (s) => { s.t = !s.t } }, steps: { p: (before, s) => { try { return ${unknown} } catch { return true } } }`,
    ],
    [
      'an unknown field in a property of runs',
      `actions: { go: (s) => { s.t = !s.t } }, temporal: ({ eventually }) => ({ p: eventually((s) => { try { return ${unknown} } catch { return true } }) })`,
    ],
    ['a value out of range in a step', `actions: { go: (s) => { try { s.n = 9 } catch {} s.t = !s.t } }`],
    ['a full queue in a step', `actions: { go: (s) => { try { s.q.push(1); s.q.push(1) } catch {} s.t = !s.t } }`],
    ['an unknown field in resting', `resting: (s) => { try { return ${unknown} } catch { return true } }`],
  ])('is one all the same: %s', async (_, options) => {
    const body = `return model({ name: 'm', state: { n: int(0, 1), t: bool, q: queue(int(0, 1), 1) }, ${options} })`
    expect((await outcome(body)).error).toBeDefined()
  })

  it('is none if the host threw it', async () => {
    const body = `return model({ name: 'm', state: { o: optional(struct({ v: bool })), t: bool }, actions: { go: { when: (s) => { try { return s.o.v } catch { return true } }, do: (s) => { s.t = !s.t } } } })`
    expect(await outcome(body)).toMatchObject({ states: 2 })
  })

  it('does not come of a wire that is caught by another', async () => {
    const m = `model({ name: 'm', state: { in: input(bool) }, resting: () => true })`
    const body = `return compose({ name: 'c', modules: { a: ${m}, b: ${m} }, wire: { a: { in: (s) => { try { return s.b.in } catch { return true } } }, b: { in: (s) => s.nowhere.x } } })`
    expect((await outcome(body)).error).toBeDefined()
  })
})

/** A variable outside of the model, and a step that reads it. */
const hidden: readonly (readonly [string, string, string])[] = [
  ['a flag', 'let flag = false', 'flag = !flag; if (flag) s.n = (s.n + 1) % 4; else s.t = !s.t'],
  ['a counter', 'let count = 0', 'count++; if (count % 3 === 0) s.n = (s.n + 1) % 4; else s.t = !s.t'],
  ['a running maximum', 'let most = 0', 'most = Math.max(most, s.n); s.n = (s.n + 1) % 4; s.t = most === 3'],
  ['a running minimum', 'let least = 9', 'least = Math.min(least, 3 - s.n); s.n = (s.n + 1) % 4; s.t = least === 0'],
  ['a WeakMap by the state', 'const seen = new WeakMap()', 's.t = seen.has(s); seen.set(s, 1); s.n = (s.n + 1) % 4'],
  ['a WeakSet by the state', 'const seen = new WeakSet()', 's.t = seen.has(s); seen.add(s); s.n = (s.n + 1) % 4'],
  ['a Set of values', 'const seen = new Set()', 's.t = seen.has(s.n); seen.add(s.n); s.n = (s.n + 1) % 4'],
  [
    'a Map of values',
    'const seen = new Map()',
    's.t = (seen.get(s.n) ?? 0) > 2; seen.set(s.n, (seen.get(s.n) ?? 0) + 1); s.n = (s.n + 1) % 4',
  ],
  ['an array', 'const log = []', 'log.push(s.n); s.t = log.length > 2; s.n = (s.n + 1) % 4'],
  ['a field of an object', 'const memory = { n: 0 }', 'memory.n++; s.t = memory.n > 2; s.n = (s.n + 1) % 4'],
  [
    'a property of the function',
    '',
    'globalThis.attacked = (globalThis.attacked ?? 0) + 1; s.t = globalThis.attacked % 2 === 1; s.n = (s.n + 1) % 4',
  ],
  ['the last state', 'let last', 's.t = last === s.n; last = s.n; s.n = (s.n + 1) % 4'],
]

describe('state outside of the model', () => {
  it.each(hidden)('is an error of the model: %s', async (_, outside, step) => {
    const body = `return model({ name: 'm', state: { n: int(0, 3), t: bool }, actions: { go: (s) => { ${step} } }, invariants: { p: (s) => s.n < 3 }, temporal: ({ eventually }) => ({ q: eventually((s) => s.t) }) })`
    expect((await outcome(body, outside)).error).toBe('not-a-function')
  })

  it.each([
    [
      'a guard',
      'let flag = false',
      `actions: { go: { when: () => { flag = !flag; return flag }, do: (s) => { s.n = (s.n + 1) % 4 } } }`,
    ],
    [
      'an invariant',
      'let flag = false',
      `actions: { go: (s) => { s.n = (s.n + 1) % 4 } }, invariants: { p: () => { flag = !flag; return flag } }`,
    ],
    [
      'what is to be reachable',
      'let count = 0',
      `actions: { go: (s) => { s.n = (s.n + 1) % 4 } }, reachable: { p: () => ++count > 7 }`,
    ],
    [
      'a property of steps',
      'let count = 0',
      `actions: { go: (s) => { s.n = (s.n + 1) % 4 } }, steps: { p: () => ++count < 3 }`,
    ],
    ['an init', 'let count = 0', `init: (s) => { s.n = count++ % 4 }, actions: { go: (s) => { s.n = (s.n + 1) % 4 } }`],
  ])('is an error of the model in %s', async (_, outside, options) => {
    const body = `return model({ name: 'm', state: { n: int(0, 3), t: bool }, ${options} })`
    expect((await outcome(body, outside)).error).toBe('not-a-function')
  })

  it.each([
    ['a table', 'const next = [1, 2, 3, 0]', 's.n = next[s.n]'],
    [
      'a variable that is made anew in the step',
      '',
      'let sum = 0; for (const x of [1, 2, 3]) sum += x; s.n = (s.n + sum) % 4',
    ],
    [
      'a Set that is made anew in the step',
      '',
      'const seen = new Set([s.n]); seen.add(1); s.n = (s.n + seen.size) % 4',
    ],
    ['a function beside the model', 'const next = (n) => (n + 1) % 4', 's.n = next(s.n)'],
  ])('is none: %s', async (_, outside, step) => {
    const body = `return model({ name: 'm', state: { n: int(0, 3), t: bool }, actions: { go: (s) => { ${step} } } })`
    expect((await outcome(body, outside)).error).toBeUndefined()
  })
})

describe('a helper that counts calls, and answers otherwise after so many', () => {
  const many = Array.from({ length: 10 }, (_, k) => k + 1)
  const go = 'actions: { go: (s) => { s.n = (s.n + 1) % 4 } }'
  const places: readonly (readonly [string, string])[] = [
    ['a step', 'actions: { go: (s) => { s.t = late(); s.n = (s.n + 1) % 4 } }'],
    [
      'a guard',
      'actions: { go: { when: (s) => s.n < 3 || late(), do: (s) => { s.n = (s.n + 1) % 4 } } }, resting: () => true',
    ],
    ['an invariant', `${go}, invariants: { p: () => !late() }`],
    ['what is to be reachable', `${go}, reachable: { p: () => late() }`],
    ['a property of steps', `${go}, steps: { p: () => !late() }`],
    ['a predicate of runs', `${go}, temporal: ({ eventually }) => ({ p: eventually(() => late()) })`],
  ]

  it.each(places.flatMap(([place, options]) => many.map((k) => [place, k, options] as const)))(
    'is an error of the model in %s, after %i calls',
    async (_, k, options) => {
      const outside = `let count = 0; const late = () => ++count > ${k}`
      const body = `return model({ name: 'm', state: { n: int(0, 3), t: bool }, ${options} })`
      expect((await outcome(body, outside)).error).toBe('not-a-function')
    },
  )
})

describe('clocks and chance', () => {
  it.each([
    ['Math.random taken at load', 'const { random } = Math', 's.n = random() < 0.5 ? 0 : 1'],
    ['Date.now taken at load', 'const { now } = Date', 's.n = now() % 2'],
    ['Date.now bound at load', 'const now = Date.now.bind(Date)', 's.n = now() % 2'],
    ['a method of an instance', 'const roll = () => Math.random()', 's.n = roll() < 0.5 ? 0 : 1'],
    ['new Date', '', 's.n = new Date().getTime() % 2'],
    ['performance.now', 'const { performance: clock } = globalThis', 's.n = clock.now() > 1 ? 1 : 0'],
  ])('are an error in a step: %s', async (_, outside, step) => {
    const body = `return model({ name: 'm', state: { n: int(0, 1) }, actions: { go: (s) => { ${step} } } })`
    expect((await outcome(body, outside)).error).toBe('not-a-function')
  })

  it('are an error in the function that makes the model', async () => {
    const body = `const n = Math.floor(Math.random() * 3); return model({ name: 'm', state: { n: int(0, n + 1) }, actions: { go: (s) => {} } })`
    expect((await outcome(body)).error).toBeDefined()
  })
})

describe('a model without processes', () => {
  const m = (options: string) =>
    `return model({ name: 'm', state: { n: int(0, 2) }, actions: { go: { when: (s) => s.n < 2, do: (s) => { s.n++ } } }${options} })`

  it.each([
    ['that says nothing deadlocks where nothing is enabled', m(''), 'violated in 2'],
    ['that may rest there does not', m(', resting: (s) => s.n === 2'), 'holds'],
    ['that may rest elsewhere deadlocks all the same', m(', resting: (s) => s.n === 0'), 'violated in 2'],
    [
      'that can only fail deadlocks',
      `return model({ name: 'm', state: { n: int(0, 2) }, faults: { f: { budget: 1, do: (s) => { s.n++ } } } })`,
      'violated in 0',
    ],
    [
      'that goes on does not',
      `return model({ name: 'm', state: { n: bool }, actions: { go: (s) => { s.n = !s.n } } })`,
      'holds',
    ],
    [
      'that changes nothing goes on',
      `return model({ name: 'm', state: { n: bool }, actions: { go: () => {} } })`,
      'holds',
    ],
  ])('%s', async (_, body, expected) => {
    expect(await verdict('no deadlock', body)).toBe(expected)
  })

  it('alone has the option resting', async () => {
    const body = `const state = { n: bool }; return model({ name: 'm', state, processes: { p: process(state, { steps: { go: () => {} } }) }, resting: () => true })`
    expect((await outcome(body)).error).toMatch(/^bad-|^unknown-/)
  })

  it('must say so with true or false', async () => {
    expect((await outcome(m(', resting: (s) => 1'))).error).toBeDefined()
    expect((await outcome(m(', resting: true'))).error).toBeDefined()
  })
})
