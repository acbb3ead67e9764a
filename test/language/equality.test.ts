// biome-ignore-all lint/complexity/noCommaOperator: one line a step, so that the table can be read
// biome-ignore-all lint/suspicious/noAssignInExpressions: one line a step
// biome-ignore-all lint/correctness/noSelfAssign: a step that assigns a struct to itself replaces it
import { array, bag, bool, int, mapOf, oneOf, optional, queue, same, setOf, struct } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inBoth } from './both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: the models of these tests are of every type
type Any = any

describe('same', () => {
  it.each<readonly [unknown, unknown, boolean]>([
    ...([[1, 1, true], [1, 2, false], [0, -0, true], [Number.NaN, Number.NaN, true], ['a', 'a', true], ['1', 1, false]] as const), // biome-ignore format: triples
    ...([[null, null, true], [null, undefined, false], [undefined, undefined, true], [null, {}, false], [{}, null, false]] as const), // biome-ignore format: triples
    ...([[{ a: 1 }, { a: 1 }, true], [{ a: 1 }, { a: 2 }, false], [{ a: 1 }, { a: 1, b: 1 }, false], [{ a: 1, b: 1 }, { a: 1 }, false]] as const), // biome-ignore format: triples
    ...([[{ a: undefined }, { b: undefined }, false], [{ a: { b: [1] } }, { a: { b: [1] } }, true], [{ a: -0 }, { a: 0 }, true]] as const), // biome-ignore format: triples
    ...([[[1, 2], [1, 2], true], [[1, 2], [2, 1], false], [[1], [1, 1], false], [[], {}, false], [[null], [undefined], false]] as const), // biome-ignore format: triples
    [new Set([1, 2]), new Set([2, 1]), true],
    [new Set([{ a: 1 }]), new Set([{ a: 1 }]), true],
    [new Set([1]), [1, 1], true],
    [[1, 1], new Set([1]), true],
    [new Set([1]), [1, 2], false],
    [new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]]), true],
    [new Map([[1, 'a']]), new Map([[1, 'b']]), false],
    [new Map([[1, 'a']]), [[1, 'b'], [1, 'a']], true], // biome-ignore format: one entry
    [new Map(), new Set(), false],
    [new Set(['a']), { a: true }, false],
  ])('of %j and %j is %j', (a, b, is) => {
    expect(same(a, b)).toBe(is)
    expect(same(b, a)).toBe(is)
  })

  it('is true of what is made alike, and of nothing that JSON tells apart', () => {
    const plain = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(same(a, structuredClone(a))).toBe(true)
        const sorted = (value: Any): Any =>
          Array.isArray(value)
            ? value.map(sorted)
            : typeof value === 'object' && value !== null
              ? Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)).map(([k, v]) => [k, sorted(v)]) // biome-ignore format: one line
              : value + 0 === value ? value + 0 : value // biome-ignore format: one line
        if (JSON.stringify([typeof a, sorted(a)]) !== JSON.stringify([typeof b, sorted(b)]))
          expect(same(a, b)).toBe(false)
      }),
      { seed: 20251019, numRuns: 500 },
    )
  })

  const N = int(0, 2)
  const V = struct({ v: N, on: bool })
  const S = struct({ v: V, list: array(2, N), kind: oneOf('x', 'y') })
  const state = {
    ...{
      yes: N,
      a: V,
      b: V,
      s: S,
      t: S,
      opt: optional(V),
      nodes: array(2, V),
      cells: array(2, N),
      rows: array(2, array(2, N)),
    },
    ...{ set: setOf(V), other: setOf(V), map: mapOf(V, V), maps: mapOf(N, V), line: queue(V, 3), bag: bag(V, 3) },
    ...{ lists: queue(array(2, N), 2), late: setOf(oneOf('b', 'a')), early: setOf(oneOf('a', 'b')) },
  }
  const one = { v: 1, on: true }
  const init = (s: Any) => {
    s.a = s.b = s.opt = one
    s.set.assign([one, { v: 0, on: false }])
    s.other.assign([{ v: 0, on: false }, one])
    s.map.set(one, { ...one })
    s.maps.set(0, one)
    s.line.assign([one, { v: 2, on: false }, one])
    s.bag.assign([one, { v: 2, on: false }, one])
    s.lists.push([0, 0])
    s.late.assign(['a', 'b'])
    s.early.assign(['a', 'b'])
  }
  it.each<[string, (s: Any) => boolean, boolean]>([
    ['two structs', (s) => same(s.a, s.b), true],
    ['two different structs', (s) => same(s.a, s.nodes[0]), false],
    ['a struct and itself', (s) => same(s.a, s.a), true],
    ['a struct and an optional', (s) => same(s.a, s.opt), true],
    ['a struct and a literal', (s) => same(s.a, { on: true, v: 1 }), true],
    ['a struct and null', (s) => same(s.a, null), false],
    ['structs of structs', (s) => same(s.s, s.t), true],
    ['a struct and an item of a map', (s) => same(s.a, s.maps.get(0)), true],
    ['a struct and an element of a queue', (s) => same(s.a, s.line.at(0)), true],
    ['elements of a queue', (s) => same(s.line.at(0), s.line.at(2)), true],
    ['an element of a queue and one of a bag', (s) => same(s.line.at(0), [...s.bag][0]), true],
    ['a key of a map and its item', (s) => s.map.entries().every(([key, item]: [Any, Any]) => same(key, item)), true],
    ['elements of sets', (s) => [...s.set].every((x) => [...s.other].some((y) => same(x, y))), true],
    ['arrays', (s) => same(s.cells, s.rows[0]), true],
    ['an array and a literal', (s) => same(s.cells, [0, 0]), true],
    ['an array and an element of a queue', (s) => same(s.cells, s.lists.at(0)), true],
    ['arrays of arrays', (s) => same(s.rows, [[0, 0], [0, 0]]), true], // biome-ignore format: one entry
    ['arrays of structs', (s) => same(s.nodes, [s.nodes[1], s.nodes[0]]), true],
    ['sets', (s) => same(s.set, s.other), true],
    ['a set and an array', (s) => same(s.set, [one, { v: 0, on: false }, one]), true],
    ['sets in two orders', (s) => same(s.late, s.early), true],
    ['a set and a set of JavaScript', (s) => same(s.early, new Set(['b', 'a'])), true],
    ['a queue and an array', (s) => same(s.line, [one, { v: 2, on: false }, one]), true],
    ['a queue and one in another order', (s) => same(s.line, [one, one, { v: 2, on: false }]), false],
    ['a bag and an array in another order', (s) => same(s.bag, [{ v: 2, on: false }, one, one]), true],
    [
      'a bag and one with another multiplicity',
      (s) => same(s.bag, [{ v: 2, on: false }, { v: 2, on: false }, one]),
      false,
    ],
    ['a queue and a bag', (s) => same(s.line, s.bag), false],
    ['a map and entries', (s) => same(s.map, [[one, one]]), true],
    ['a map and a map of JavaScript', (s) => same(s.maps, new Map([[0, one]])), true],
    ['a map with another item', (s) => same(s.maps, new Map([[0, { v: 0, on: true }]])), false],
    ['the whole state and itself', (s) => same(s, s), true],
  ])('of %s in a state is the same in both executions', (_, test, is) => {
    const asked = (s: Any) => {
      s.yes = test(s) ? 2 : 1
    }
    const { asked: found } = inBoth(state, { asked }, { init, depth: 1 })
    expect((found as Any[]).map(({ yes }) => yes)).toEqual([is ? 2 : 1])
  })
})

describe('-0', () => {
  const N = int(-1, 1)
  const state = {
    ...{
      seen: bool,
      v: array(2, N),
      rows: array(2, array(2, N)),
      in: struct({ v: array(2, N) }),
      refs: array(2, int(0, 1)),
    },
    ...{
      n: N,
      st: struct({ v: N }),
      map: mapOf(N, N),
      line: queue(N, 1),
      set: setOf(N),
      opt: optional(N),
      opts: array(1, optional(N)),
    },
    low: int(-0, 1),
  }
  const init = (s: Any) => {
    s.v = [0, 0]
    s.rows = [[0, 0], [0, 0]] // biome-ignore format: one value
    s.in.v = [0, 0]
  }
  const scalars = (s: Any): Any[] => [
    ...[...s.v, ...s.rows[0], ...s.in.v, ...s.refs, s.n, s.st.v, s.opt, s.opts[0], s.low],
    ...[...s.line, ...s.set, ...s.map.values(), ...s.map.keys()],
  ]
  it.each<[string, (s: Any, choose: Any) => unknown]>([
    ['an array', (s) => (s.v[0] = -s.v[0])],
    ['an array that is -0 twice', (s) => ((s.v[0] = -0), (s.v[0] = -s.v[0]), (s.v[0] = -s.v[0]))],
    ['an array that was 1', (s) => ((s.v[0] = 1), (s.v[0] = -0))],
    ['a remainder', (s) => (s.v[1] = -3 % 3)],
    ['an array of arrays', (s) => (s.rows[0][0] = -0)],
    ['an array in a struct', (s) => (s.in.v[1] = -0)],
    ['an array that is filled', (s) => s.v.fill(-0)],
    ['an array that is assigned', (s) => (s.v = [-0, -0])],
    ['an array from 0 on', (s) => (s.refs[0] = -0)],
    ['an optional in an array', (s) => (s.opts[0] = -0)],
    ['an optional', (s) => (s.opt = -0)],
    ['a scalar', (s) => (s.n = -0)],
    ['a struct', (s) => (s.st = { v: -0 })],
    ['a queue', (s) => s.line.push(-0)],
    ['a set', (s) => s.set.add(-0)],
    ['an item of a map', (s) => s.map.set(1, -0)],
    ['a key of a map', (s) => s.map.set(-0, 1)],
    ['a choice', (s, choose) => (s.v[0] = choose([-0, 1]))],
  ])('that a step puts into %s is seen by no later step', (_, step) => {
    const look = (s: Any) => {
      s.seen = scalars(s).some((value) => Object.is(value, -0))
    }
    const actions = { step, look }
    inBoth(state, actions, { init, depth: 4 })
    inBoth(state, { look }, { init: step, depth: 2 })
  })

  it('is seen in the step that made it, by both executions', () => {
    const step = (s: Any) => {
      s.v[0] = -s.v[0]
      s.seen = Object.is(s.v[0], -0)
      s.v[0] = 0
      s.n = Object.is(s.v[0], -0) ? 1 : 0
    }
    expect(inBoth(state, { step }, { init, depth: 1 })).toMatchObject({ step: [{ seen: true, n: 0 }] })
  })
})
