// biome-ignore-all lint/suspicious/noAssignInExpressions: it is short
/** Where a model without processes may stop: nowhere, unless it says so. */
import { describe, expect, it } from 'vitest'
import { bool, compose, int, type Model, model, process, spec } from '../../src/index.ts'
import { checkDesign } from '../../src/run/check.ts'
import { simulateDesign } from '../../src/run/simulate.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is tried, too
type Any = any

const counter = (options: Any = {}) =>
  model({
    name: 'counter',
    state: { n: int(0, 3) },
    actions: { up: { when: (s: Any) => s.n < 3, do: (s: Any) => void s.n++ } },
    ...options,
  } as Any) as Model
const designed = (make: () => Model) => spec({ name: 'm', model: make, designs: { a: {} } })
const verdict = async (make: () => Model) => {
  const { error, properties } = await checkDesign(designed(make), 'a')
  return error?.code ?? properties.find(({ kind }) => kind === 'deadlock')?.verdict
}
const waiting = (resting: readonly 'go'[]) => {
  const state = { on: bool }
  const p = process(state, { steps: { go: { when: () => false, do: () => {} } }, resting })
  return model({ name: 'waiting', state, processes: { p } })
}

describe('a model without processes in which nothing is enabled any more', () => {
  it.each<[string, () => Model, string]>([
    ['that says nothing of it', () => counter(), 'violated'],
    ['that may rest there', () => counter({ resting: (s: Any) => s.n === 3 }), 'holds'],
    ['that may rest anywhere', () => counter({ resting: () => true }), 'holds'],
    ['that may rest elsewhere', () => counter({ resting: (s: Any) => s.n === 2 }), 'violated'],
    [
      'where a fault could still happen',
      () => counter({ faults: { f: { budget: 1, do: (s: Any) => void (s.n = 0) } } }),
      'violated',
    ],
    ['whose steps change nothing', () => counter({ actions: { stay: () => {} } }), 'holds'],
    ['that never gets there', () => counter({ actions: { up: (s: Any) => void (s.n = (s.n + 1) % 4) } }), 'holds'],
    ['whose resting throws', () => counter({ resting: (s: Any) => s.m === 3 }), 'unknown-field'],
    ['whose resting says neither yes nor no', () => counter({ resting: (s: Any) => s.n }), 'step-threw'],
    [
      'whose resting swallows an error',
      () =>
        counter({
          resting: (s: Any) => {
            try {
              return s.m
            } catch {
              return true
            }
          },
        }),
      'unknown-field',
    ],
  ])('%s', async (_, make, expected) => {
    expect(await verdict(make)).toBe(expected)
  })

  it.each<[string, () => Model, string]>([
    [
      'each of whose modules may rest',
      () =>
        compose({
          name: 'c',
          modules: { a: counter({ resting: (s: Any) => s.n === 3 }), b: counter({ resting: (s: Any) => s.n === 3 }) },
        }),
      'holds',
    ],
    [
      'one of whose modules says nothing',
      () => compose({ name: 'c', modules: { a: counter({ resting: () => true }), b: counter() } }),
      'violated',
    ],
    [
      'one of whose modules may not rest there',
      () =>
        compose({
          name: 'c',
          modules: { a: counter({ resting: () => true }), b: counter({ resting: (s: Any) => s.n === 2 }) },
        }),
      'violated',
    ],
    [
      'beside processes that may rest',
      () => compose({ name: 'c', modules: { a: counter(), b: waiting(['go']) } }),
      'holds',
    ],
    [
      'beside processes that may not',
      () => compose({ name: 'c', modules: { a: counter({ resting: () => true }), b: waiting([]) } }),
      'violated',
    ],
    [
      'that may not, beside processes that may',
      () => compose({ name: 'c', modules: { a: counter({ resting: () => false }), b: waiting(['go']) } }),
      'violated',
    ],
    [
      'in a composition in a composition',
      () =>
        compose({
          name: 'd',
          modules: { c: compose({ name: 'c', modules: { a: counter({ resting: (s: Any) => s.n === 3 }) } }) },
        }),
      'holds',
    ],
    [
      'in one that says nothing, in another',
      () => compose({ name: 'd', modules: { c: compose({ name: 'c', modules: { a: counter() } }) } }),
      'violated',
    ],
  ])('composed: %s', async (_, make, expected) => {
    expect(await verdict(make)).toBe(expected)
  })

  it('is a deadlock to a simulation, too', async () => {
    const find = async (make: () => Model) =>
      (await simulateDesign(designed(make), 'a', { seed: 1, walks: 5 })).properties.find(
        ({ kind }) => kind === 'deadlock',
      )?.verdict
    expect(await find(() => counter())).toBe('violated')
    expect(await find(() => counter({ resting: (s: Any) => s.n === 3 }))).toBe('unknown')
  })
})

describe('resting of a model', () => {
  it('is refused beside processes, and where it is no function', () => {
    const state = { on: bool }
    const p = process(state, { steps: { go: () => {} } })
    expect(() => model({ name: 'm', state, processes: { p }, resting: () => true })).toThrow(
      /`resting` is only for models without processes.*'p'/,
    )
    expect(() => counter({ resting: ['up'] })).toThrow(/expected a function/)
  })
})
