import { describe, expect, it } from 'vitest'
import { decided } from './expectations.ts'
import { always, atom, eventually, next, not, taken } from './meaning.ts'
import { type Edge, graphOf, type PlainGraph, strong, weak } from './plain-graph.ts'

const p = atom(0)
const [a, b, c, d] = [0, 1, 2, 3] as const

describe('an action that is enabled now and then', () => {
  // 0 and 1 alternate; only at 0 can c lead to p
  const graph = graphOf(
    [
      [0, a, 1],
      [0, c, 2],
      [1, b, 0],
    ],
    [[2]],
  )

  it('need not be taken under weak fairness', () => {
    expect(decided(graph, [weak(a), weak(b), weak(c)], eventually(p))).toMatchObject({ states: [0, 1, 0] })
  })

  it('must be taken under strong fairness', () => {
    expect(decided(graph, [weak(a), weak(b), strong(c)], eventually(p))).toBe('holds')
  })

  it('need not be taken under strong fairness that another action satisfies', () => {
    expect(decided(graph, [weak(a), weak(b), strong(b, c)], eventually(p))).not.toBe('holds')
  })
})

describe('strong fairness', () => {
  // a hub, 0, where c leads out to p; and on each side of it a loop of two
  const halves: [number, number, number][] = [
    [0, a, 1],
    [0, b, 3],
    [0, c, 5],
    [1, a, 2],
    [2, a, 1],
    [2, b, 0],
    [3, a, 4],
    [4, a, 3],
    [4, b, 0],
  ]
  const numbered = (edges: readonly [number, number, number][]) => {
    // 0 finds 1, 3 and 5 first: 1, 2, 3; then 1 finds 2, and 3 finds 4
    const names = [0, 1, 4, 2, 5, 3]
    return edges.map(([from, action, to]): [number, number, number] => [names[from]!, action, names[to]!])
  }
  const leaving = (...states: number[]) => states.map((state): [number, number, number] => [state, d, 5])

  it('cuts a component in two, of which only one is fair', () => {
    for (const [unfair, left] of [
      [
        [1, 2],
        [2, 5],
      ],
      [
        [3, 4],
        [1, 4],
      ],
    ] as const) {
      const graph = graphOf(numbered([...halves, ...leaving(...unfair)]), [[3]])
      for (const fair of [
        [strong(c), weak(a), weak(d)],
        [strong(c), weak(a), strong(d)],
      ]) {
        const lasso = decided(graph, fair, eventually(p))
        expect(lasso).not.toBe('holds')
        if (lasso !== 'holds') expect(new Set(lasso.states.slice(lasso.loopAt))).toEqual(new Set(left))
      }
      expect(decided(graph, [weak(c), weak(a), weak(d)], eventually(p))).toMatchObject({ loopAt: 0 })
    }
  })

  it('cuts a component in two, of which neither is fair', () => {
    const graph = graphOf(numbered([...halves, ...leaving(1, 2, 3, 4)]), [[3]])
    expect(decided(graph, [strong(c), weak(a), weak(d)], eventually(p))).toBe('holds')
    // enabled in one state of each half only: weak fairness is satisfied, strong is not
    const now = graphOf(numbered([...halves, ...leaving(1, 3)]), [[3]])
    expect(decided(now, [strong(c), weak(a), weak(d)], eventually(p))).toMatchObject({ loopAt: 1 })
    expect(decided(now, [strong(c), weak(a), strong(d)], eventually(p))).toBe('holds')
  })

  it('is judged anew in what is left: cutting for one constraint takes away the action of another', () => {
    // around 0, 1, 2: b is taken from 2 only, where c is enabled and leads out; without 2, b leads out of 1 for nothing
    const graph = graphOf(
      [
        [0, a, 1],
        [1, a, 0],
        [1, a, 2],
        [1, b, 3],
        [2, b, 0],
        [2, c, 3],
      ],
      [[3]],
    )
    expect(decided(graph, [strong(b), weak(a)], eventually(p))).toMatchObject({ states: [0, 1, 2, 0] })
    expect(decided(graph, [strong(b), strong(c), weak(a)], eventually(p))).toBe('holds')
  })
})

describe('more constraints than fit in a word', () => {
  // 0 and 1 alternate; at both, every one of 70 actions leads to p
  const actions = Array.from({ length: 70 }, (_, i) => i + 2)
  const out = [0, 1].flatMap((from) => actions.map((action): Edge => ({ from, action, to: 2 })))
  const around = [
    { from: 0, action: a, to: 1 },
    { from: 1, action: b, to: 0 },
  ]
  const graph: PlainGraph = { states: 3, initial: 1, actions: 72, edges: [...around, ...out], atoms: [new Set([2])] }
  const idle = [weak(a), weak(b)]

  it('are each minded', () => {
    for (const kind of [weak, strong]) {
      for (const at of [0, 30, 31, 32, 33, 62, 63, 64, 69]) {
        // all are satisfied by going around, but for the one at `at`
        const fair = actions.map((action, i) => (i === at ? kind(action) : kind(action, a)))
        expect(decided(graph, fair, eventually(p)), `${at}`).toBe('holds')
        expect(decided(graph, fair.with(at, kind(actions[at]!, b)), eventually(p)), `${at}`).not.toBe('holds')
      }
    }
    expect(decided(graph, idle, eventually(p))).not.toBe('holds')
  })

  it('may hold a run in a state, each of them', () => {
    const short: PlainGraph = { ...graph, edges: [{ from: 0, action: a, to: 1 }], states: 2, atoms: [new Set([1])] }
    for (const at of [0, 31, 32, 63, 64, 69]) {
      const fair = actions.map((action, i) => (i === at ? weak(a) : weak(action)))
      expect(decided(short, fair, eventually(p)), `${at}`).toBe('holds')
    }
    expect(
      decided(
        short,
        actions.map((action) => weak(action)),
        eventually(p),
      ),
    ).not.toBe('holds')
  })

  it('do not keep a loop from going around where its first state satisfies them all', () => {
    // b is not enabled at 0, where a run that takes steps forever begins its loop
    const twice = graphOf(
      [
        [0, a, 1],
        [1, b, 0],
      ],
      [],
    )
    const goesOn = next(always(taken(a, b)))
    const fair = actions.map(() => weak(b))
    expect(decided(twice, fair, not(goesOn))).toEqual({ states: [0, 1, 0], actions: [a, b], loopAt: 0 })
  })
})
