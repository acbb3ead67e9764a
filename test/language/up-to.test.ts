import { array, bag, int, mapOf, model, optional, queue, SpecError, setOf, spec, struct, upTo } from 'allways'
import { describe, expect, it } from 'vitest'
import { showType } from '../../src/language/values.ts'
import { checkDesign } from '../../src/run/check.ts'
import { inBoth } from './both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: models of every type
type Any = any

describe('a counter that stops', () => {
  it('keeps its bound if a step counts further, wherever it is', () => {
    const state = {
      n: upTo(2),
      o: optional(upTo(2)),
      s: struct({ n: upTo(2) }),
      a: array(2, upTo(2)),
      m: mapOf(int(0, 1), upTo(2)),
      b: array(1, struct({ n: upTo(2) })),
    }
    const full = { n: 2, o: 2, s: { n: 2 }, a: [2, 0], m: [[0, 2]], b: [{ n: 2 }] }
    const far = (s: Any) => {
      s.n = 7
      s.o = 3
      s.s = { n: 9 }
      s.a[0] = 5
      s.m.set(0, 4)
      s.b[0].n = 2 ** 40
    }
    expect(inBoth(state, { far }).far).toEqual([full])
    const up = (s: Any) => {
      s.n++
      s.o = (s.o ?? 0) + 1
      s.s.n++
      s.a[0]++
      s.m.set(0, (s.m.get(0) ?? 0) + 1)
      s.b[0].n++
    }
    expect(inBoth(state, { up }, { depth: 5 }).up).toEqual([
      { n: 1, o: 1, s: { n: 1 }, a: [1, 0], m: [[0, 1]], b: [{ n: 1 }] },
    ])
  })

  it('reads its bound in the same step, except in an array', () => {
    const state = { n: upTo(2), a: array(1, upTo(2)), seen: int(0, 9), there: int(0, 9) }
    const look = (s: Any) => {
      s.n = 5
      s.a[0] = 5
      s.seen = s.n
      s.there = s.a[0]
    }
    expect(inBoth(state, { look }).look).toEqual([{ n: 2, a: [2], seen: 2, there: 5 }])
  })

  it('is a model error below 0, or for what is not a whole number', () => {
    const state = { n: upTo(2), a: array(1, upTo(2)) }
    const wrong = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3', null]
    for (const value of wrong) {
      const found = inBoth(state, {
        one: (s) => {
          s.n = value
        },
        other: (s) => {
          s.a[0] = value
        },
      })
      expect(found, String(value)).toEqual({ one: 'value-out-of-range', other: 'value-out-of-range' })
    }
  })

  it('has a bound, and stays out of collections', () => {
    for (const wrong of [0, -1, 1.5, undefined as Any]) expect(() => upTo(wrong), String(wrong)).toThrow(SpecError)
    const made = [
      () => setOf(upTo(2)),
      () => mapOf(upTo(2), upTo(2)),
      () => queue(struct({ n: upTo(2) }), 2),
      () => bag(optional(upTo(2)), 2),
      () => bag(struct({ all: array(2, upTo(1)) }), 2),
    ]
    for (const make of made) expect(make).toThrow('a counter that stops')
    expect(showType(upTo(3))).toBe('upTo(3)')
  })

  it('is no model error where an int is one', async () => {
    const counting = (n: Any) =>
      model({
        name: 'm',
        state: { tries: n },
        actions: {
          retry: (s: Any) => {
            s.tries++
          },
        },
      } as Any)
    const check = (made: Any) =>
      checkDesign(spec({ name: 'm', model: () => made, designs: { only: {} } } as Any) as Any, 'only')
    expect(await check(counting(upTo(3)))).toMatchObject({ complete: true, states: 4, transitions: 4 })
    expect((await check(counting(int(0, 3)))).error?.code).toBe('value-out-of-range')
  })
})
