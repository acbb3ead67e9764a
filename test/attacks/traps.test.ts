/** An error that a closure causes is that of its own place, whatever else is asked beside it, and ends in a result. */
import { describe, expect, it } from 'vitest'
import { outcome } from './outcome.ts'

/** Something that is refused, and its code; `s` has the structs `a` and `b`. */
const refused: readonly (readonly [string, string, string])[] = [
  ['a comparison', 's.a === s.b', 'composite-comparison'],
  ['a search', '[s.a].includes(s.b)', 'composite-comparison'],
  ['a WeakMap by the state', 'new WeakMap().set(s.a, 1).has(s.a)', 'not-a-function'],
  ['the clock', 'Date.now() > 0', 'not-a-function'],
  ['an unknown field', 's.nowhere', 'unknown-field'],
]

const ways: readonly (readonly [string, (test: string) => string])[] = [
  ['thrown', (test) => `{ return ${test} }`],
  ['caught', (test) => `{ try { return ${test} } catch { return true } }`],
  ['caught, with another result', (test) => `{ try { return ${test} } catch { return false } }`],
]

const go = 'actions: { go: (s) => { s.n = (s.n + 1) % 4 } }'
const places: readonly (readonly [string, (body: string) => string])[] = [
  ['the first invariant', (body) => `${go}, invariants: { p: (s) => ${body}, q: (s) => s.n < 4 }`],
  ['the last invariant', (body) => `${go}, invariants: { p: (s) => s.n < 4, q: (s) => s.n < 3, r: (s) => ${body} }`],
  [
    'a late state',
    (body) => `${go}, invariants: { p: (s) => s.n < 4, q: (s) => { if (s.n < 3) return true; ${body} } }`,
  ],
  ['what is to be reachable', (body) => `${go}, reachable: { p: (s) => s.n > 4, q: (s) => ${body} }`],
  ['a property of steps', (body) => `${go}, steps: { p: () => true, q: (before, s) => ${body} }`],
  [
    'a property of runs',
    (body) =>
      `${go}, temporal: ({ eventually }) => ({ p: eventually((s) => s.n === 3), q: eventually((s) => ${body}) })`,
  ],
  [
    'a guard',
    (body) =>
      `actions: { stay: (s) => { s.n = (s.n + 1) % 4 }, go: { when: (s) => ${body}, do: (s) => { s.n = 0 } } }, invariants: { p: (s) => s.n < 2 }`,
  ],
  [
    'a step',
    (body) =>
      `actions: { stay: (s) => { s.n = (s.n + 1) % 4 }, go: (s) => { (() => ${body})(); s.n = 0 } }, invariants: { p: (s) => s.n < 2 }`,
  ],
  ['an init', (body) => `init: (s) => { (() => ${body})() }, ${go}, invariants: { p: (s) => s.n < 2 }`],
  [
    'resting',
    (body) =>
      `resting: (s) => ${body}, actions: { go: { when: (s) => s.n < 2, do: (s) => { s.n++ } } }, invariants: { p: (s) => s.n < 2 }`,
  ],
]

describe.each(places)('in %s', (_, options) => {
  it.each(refused.flatMap(([what, test, code]) => ways.map(([how, body]) => [what, how, body(test), code] as const)))(
    '%s is its error, if it is %s',
    async (_, __, body, code) => {
      const state = 'a: struct({ v: bool }), b: struct({ v: bool }), n: int(0, 4)'
      const found = await outcome(`return model({ name: 'm', state: { ${state} }, ${options(body)} })`)
      expect(found.error).toBe(code)
    },
  )
})
