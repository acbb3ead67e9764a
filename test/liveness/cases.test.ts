import { describe, expect, it } from 'vitest'
import { Liveness } from '../../src/liveness/liveness.ts'
import { decided } from './expectations.ts'
import { always, and, atom, eventually, leadsTo, next, not, or, taken, until } from './meaning.ts'
import { graphOf, type PlainGraph, packed, strong, weak } from './plain-graph.ts'

const p = atom(0)
const q = atom(1)
const [a, b, c] = [0, 1, 2] as const

describe('runs that stop', () => {
  it('violate what has not come about where they stop', () => {
    const graph = graphOf([[0, a, 1]], [[]])
    expect(decided(graph, [], eventually(p))).toEqual({ states: [0], actions: [], loopAt: 0 })
    expect(decided(graph, [weak(a)], eventually(p))).toEqual({ states: [0, 1], actions: [a], loopAt: 1 })
  })

  it('do not stop where something fair is enabled', () => {
    const graph = graphOf([[0, a, 1]], [[1]])
    expect(decided(graph, [], eventually(p))).not.toBe('holds')
    expect(decided(graph, [weak(a)], eventually(p))).toBe('holds')
    expect(decided(graph, [strong(a)], eventually(p))).toBe('holds')
    expect(decided(graph, [weak(b)], eventually(p))).not.toBe('holds')
  })

  it('stop where all that is enabled changes nothing', () => {
    // an action that leads from a state to itself is not among its edges
    const graph: PlainGraph = { states: 1, initial: 1, actions: 1, edges: [], atoms: [new Set()] }
    expect(decided(graph, [strong(a)], eventually(p))).toEqual({ states: [0], actions: [], loopAt: 0 })
  })

  it('violate `leadsTo` where p is true of the last state and q is not', () => {
    const edges = [[0, a, 1]] as const
    expect(decided(graphOf(edges, [[1], []]), [weak(a)], leadsTo(p, q))).toMatchObject({ states: [0, 1], loopAt: 1 })
    expect(decided(graphOf(edges, [[1], [1]]), [weak(a)], leadsTo(p, q))).toBe('holds')
    expect(decided(graphOf(edges, [[1], [0]]), [weak(a)], leadsTo(p, q))).toMatchObject({ loopAt: 1 })
    expect(decided(graphOf(edges, [[0], [1]]), [weak(a)], leadsTo(p, q))).toBe('holds')
  })

  it('repeat their last state, and take nothing there', () => {
    const graph = graphOf([[0, a, 1]], [[1]])
    const fair = [weak(a)]
    expect(decided(graph, fair, next(always(p)))).toBe('holds')
    expect(decided(graph, fair, next(next(next(p))))).toBe('holds')
    expect(decided(graph, fair, next(taken(a)))).toBe('holds')
    expect(decided(graph, fair, taken(a))).toMatchObject({ loopAt: 1 })
    expect(decided(graph, fair, next(next(taken(a))))).toMatchObject({ states: [0, 1], loopAt: 1 })
    expect(decided(graph, fair, eventually(always(not(taken(a)))))).toBe('holds')
  })
})

describe('loops', () => {
  it('violate `eventually` as much as runs that stop', () => {
    const around = graphOf(
      [
        [0, a, 1],
        [1, a, 0],
        [1, b, 2],
      ],
      [[2]],
    )
    expect(decided(around, [weak(a)], eventually(p))).toMatchObject({ states: [0, 1, 0], loopAt: 0 })
    expect(decided(around, [weak(a), strong(b)], eventually(p))).toBe('holds')
  })

  it('satisfy `always eventually` where they pass by p, and violate `eventually always` where they leave it', () => {
    const around = graphOf(
      [
        [0, a, 1],
        [1, a, 0],
      ],
      [[1]],
    )
    expect(decided(around, [weak(a)], always(eventually(p)))).toBe('holds')
    expect(decided(around, [weak(a)], eventually(always(p)))).toMatchObject({ loopAt: 0 })
  })

  it('go by the shortest stem where what the run owes begins in the loop', () => {
    const graph = graphOf(
      [
        [0, a, 1],
        [1, b, 2],
        [2, c, 1],
      ],
      [[2], []],
    )
    expect(decided(graph, [weak(a), weak(b), weak(c)], leadsTo(p, q))).toEqual({
      states: [0, 1, 2, 1],
      actions: [a, b, c],
      loopAt: 1,
    })
  })

  it('tell apart two actions between the same two states', () => {
    const graph = graphOf(
      [
        [0, a, 1],
        [0, b, 1],
        [1, c, 0],
      ],
      [[]],
    )
    expect(decided(graph, [weak(a, b), weak(c)], always(eventually(taken(b))))).toMatchObject({ actions: [a, c] })
    expect(decided(graph, [strong(b), weak(c)], always(eventually(taken(b))))).toBe('holds')
    expect(decided(graph, [weak(b), weak(c)], always(eventually(taken(b))))).toMatchObject({ actions: [a, c] })
    expect(decided(graph, [strong(a, b), weak(c)], or(always(not(taken(a))), eventually(taken(b))))).not.toBe('holds')
  })
})

it('a run that starts in the good one of two initial states is no excuse for one that starts in the other', () => {
  const edges = [
    [0, a, 2],
    [1, a, 3],
    [3, b, 1],
  ] as const
  const first = graphOf(edges, [[0, 2]], 2)
  expect(decided(first, [weak(a)], eventually(p))).toMatchObject({ states: [1, 3], loopAt: 1 })
  expect(decided(first, [weak(a)], eventually(always(p)))).toMatchObject({ states: [1, 3], loopAt: 1 })
})

describe('the stem', () => {
  it('is empty where the run goes wrong in an initial state that another one leads to', () => {
    const graph = graphOf([[0, a, 1]], [[]], 2)
    expect(decided(graph, [weak(a)], eventually(p))).toEqual({ states: [1], actions: [], loopAt: 0 })
  })

  it('takes the short way to where p is true, not one by another state where p is', () => {
    const graph = graphOf(
      [
        [0, a, 1],
        [0, a, 2],
        [1, a, 2],
      ],
      [[1, 2], []],
    )
    expect(decided(graph, [weak(a)], leadsTo(p, q))).toEqual({ states: [0, 2], actions: [a], loopAt: 1 })
  })

  it('ends in the first of the states where a run can go wrong, wherever p came true', () => {
    // p at 2 and at 3; a run may stop in 3, and in 4, which 2 leads to
    const graph = graphOf(
      [
        [0, a, 1],
        [1, a, 2],
        [1, a, 3],
        [2, a, 4],
      ],
      [[2, 3], []],
    )
    expect(decided(graph, [weak(a)], leadsTo(p, q))).toMatchObject({ states: [0, 1, 3], loopAt: 2 })
  })

  it('is the way by states without q since p, though there is a shorter one by q', () => {
    // p at 1; the loop of 4 and 5 is two steps away by q at 2, three by states without
    const graph = graphOf(
      [
        [0, a, 1],
        [1, a, 2],
        [1, a, 3],
        [2, a, 4],
        [3, a, 5],
        [4, a, 6],
        [5, a, 4],
        [6, a, 4],
      ],
      [[1], [2]],
    )
    expect(decided(graph, [weak(a)], leadsTo(p, q))).toMatchObject({ states: [0, 1, 3, 5, 4, 6, 4], loopAt: 4 })
  })
})

describe('a formula', () => {
  it('of the step just taken is about the step, not about the state that it leads to', () => {
    // 1 is reached by a at first, and by b ever after
    const graph = graphOf(
      [
        [0, a, 1],
        [1, c, 2],
        [2, b, 1],
      ],
      [[1]],
    )
    const fair = [weak(a, b, c)]
    expect(decided(graph, fair, always(or(not(taken(a)), p)))).toBe('holds')
    expect(decided(graph, fair, eventually(and(p, taken(a))))).toBe('holds')
    expect(decided(graph, fair, always(eventually(and(p, taken(b)))))).toBe('holds')
    expect(decided(graph, fair, always(eventually(and(p, taken(a)))))).not.toBe('holds')
    expect(decided(graph, fair, eventually(taken(a, b, c)))).toBe('holds')
    expect(decided(graph, fair, taken(a, b, c))).not.toBe('holds')
  })

  it('of order: until, release, weak until', () => {
    const graph = graphOf(
      [
        [0, a, 1],
        [1, a, 2],
      ],
      [[0, 1], [2]],
    )
    expect(decided(graph, [weak(a)], until(p, q))).toBe('holds')
    expect(decided(graph, [], until(p, q))).toMatchObject({ states: [0], loopAt: 0 })
    expect(decided(graph, [], { op: 'weakUntil', left: p, right: q })).toBe('holds')
    expect(decided(graph, [], { op: 'release', left: q, right: p })).toMatchObject({ states: [0, 1, 2] })
    expect(decided(graph, [], { op: 'release', left: q, right: or(p, q) })).toBe('holds')
  })

  it('that asks for nothing holds, and one that cannot be satisfied does not', () => {
    const graph = graphOf([[0, a, 1]], [[]])
    expect(decided(graph, [], { op: 'constant', value: true })).toBe('holds')
    expect(decided(graph, [weak(a)], { op: 'constant', value: false })).toMatchObject({ loopAt: 1 })
    expect(decided(graph, [], and())).toBe('holds')
    expect(decided(graph, [], or())).not.toBe('holds')
  })
})

it('one graph answers question after question', () => {
  const graph = graphOf(
    [
      [0, a, 1],
      [1, b, 0],
    ],
    [[1], [0]],
  )
  const liveness = new Liveness(packed(graph), [weak(a), weak(b)])
  const verdict = (formula: Parameters<typeof always>[0]) => liveness.decide({ kind: 'formula', formula }).verdict
  for (let times = 0; times < 3; times++) {
    expect(verdict(eventually(always(p)))).toBe('violated')
    expect(verdict(leadsTo(p, q))).toBe('holds')
    expect(verdict(until(q, p))).toBe('holds')
    const back = liveness.decide({ kind: 'canAlwaysReach', goal: p, when: q, using: [a] })
    expect(back).toMatchObject({ verdict: 'holds', wayBack: { steps: 1, turn: 0 } })
  }
})
