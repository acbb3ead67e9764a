/** Graphs so deep that whatever recurses, or spreads a list into arguments, fails. */
import { describe, expect, it } from 'vitest'
import { Edges } from '../../src/engine/store/edges.ts'
import { PredicateBits } from '../../src/engine/store/predicate-bits.ts'
import { Liveness } from '../../src/liveness/liveness.ts'
import { measure } from '../../src/liveness/time/times.ts'
import { atom, constant, eventually, leadsTo } from './meaning.ts'

const [atLast, atFirst] = [atom(0), atom(1)]
const fair = [{ strong: false, actions: [0] }]

/** One state after the other; from the last one, a step to the first if they are a ring. */
function chain(length: number, ring = false): Liveness {
  const rows = new Edges(1)
  const labels = new PredicateBits(2)
  for (let state = 0; state < length; state++) {
    labels.add()
    if (state < length - 1) rows.add(state + 1, 0)
    else if (ring) rows.add(0, 0)
    rows.close()
  }
  labels.set(0, length - 1)
  labels.set(1, 0)
  return new Liveness({ rows, labels, initial: 1, actions: 1, parent: (state) => state - 1 }, fair)
}

describe('five million states in a row', () => {
  const length = 5_000_000
  const row = chain(length)

  it('are decided by what is true of the last', () => {
    expect(row.decide({ kind: 'formula', formula: eventually(atLast) }).verdict).toBe('holds')
    expect(row.decide({ kind: 'formula', formula: leadsTo(atFirst, atLast) }).verdict).toBe('holds')
    const stopped = row.decide({ kind: 'formula', formula: leadsTo(atFirst, constant(false)) })
    if (!('loopAt' in stopped)) throw new Error('expected a run that stops')
    expect(stopped.loopAt).toBe(length - 1)
    expect(stopped.walk.states).toHaveLength(length)
  })

  it('have a way back as long as they are many', () => {
    const there = row.decide({ kind: 'canAlwaysReach', goal: atLast, when: undefined, using: undefined })
    if (there.verdict !== 'holds') throw new Error('expected that it holds')
    expect(there.wayBack?.steps).toBe(length - 1)
    for (const [when, states] of [
      [undefined, length - 1],
      [atLast, 1],
    ] as const) {
      const never = row.decide({ kind: 'canAlwaysReach', goal: atFirst, when, using: undefined })
      if (!('noReturn' in never)) throw new Error('expected no return')
      expect(never.noReturn.states).toBe(states)
    }
  })
})

it('a loop of two and a half million states is found', () => {
  const length = 2_500_000
  const ring = chain(length, true)
  expect(ring.decide({ kind: 'formula', formula: leadsTo(atFirst, atLast) }).verdict).toBe('holds')
  const around = ring.decide({ kind: 'formula', formula: eventually(constant(false)) })
  if (!('loopAt' in around)) throw new Error('expected a loop')
  expect(around.loopAt).toBe(0)
  expect(around.walk.actions).toHaveLength(length)
})

it('a loop of four is shortest beside a hundred thousand loops of three, one step further', () => {
  const many = 100_000
  const rows = new Edges(1)
  // 0 → 1 → 2m + 2 → … is the loop of four; 0 → 2 + i → m + 2 + i … are the others
  const levels = [1, many + 1, many + 1, many + 1]
  const starts = [0, 1, many + 2, 2 * many + 3]
  const total = levels.reduce((a, b) => a + b)
  levels.forEach((width, level) => {
    for (let i = 0; i < width; i++) {
      const ownLast = level === 3 ? (i === 0 ? 0 : (starts[1] as number) + i) : undefined
      if (level === 0) for (let k = 0; k <= many; k++) rows.add(1 + k, 0)
      else rows.add(ownLast ?? (starts[level + 1] as number) + i, 0)
      rows.close()
    }
  })
  const labels = new PredicateBits(2)
  for (let state = 0; state < total; state++) labels.add()
  const parentOf = (state: number) => {
    const level = starts.findLastIndex((start) => start <= state)
    return level === 0 ? -1 : level === 1 ? 0 : state - many - 1
  }
  const fans = new Liveness({ rows, labels, initial: 1, actions: 1, parent: parentOf }, fair)
  const found = fans.decide({ kind: 'formula', formula: eventually(atLast) })
  if (!('loopAt' in found)) throw new Error('expected a loop')
  expect([found.loopAt, found.walk.actions.length]).toEqual([0, 4])
})

it('a hundred thousand states in a row, and then a loop that takes time, have no longest time', () => {
  const length = 100_000
  const rows = new Edges(2)
  const labels = new PredicateBits(1)
  for (let state = 0; state < length; state++) {
    labels.add()
    labels.set(0, state)
    // the last action is the passage of time
    if (state < length - 1) rows.add(state + 1, 0)
    else rows.add(state - 1, 1)
    rows.close()
  }
  const graph = { rows, labels, initial: 1, actions: 2, parent: (state: number) => state - 1 }
  const passing = { action: 1, units: new Int32Array(length).fill(1), free: -1 }
  const asked = { inSpan: { op: 'state', atom: 0 }, isLongest: true, bound: undefined } as const
  const measured = measure(graph, passing, asked, 2 ** 30)
  if (measured.verdict !== 'violated') throw new Error('expected a time without an end')
  expect(measured.spent.units).toBe(Number.POSITIVE_INFINITY)
  expect([measured.spent.loopAt, measured.spent.walk.actions.length]).toEqual([length - 1, length + 1])
})
