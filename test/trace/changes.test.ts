import { describe, expect, test } from 'vitest'
import { changesOfData } from '../../src/trace/changes.ts'

describe('the changes between states whose types are not known', () => {
  const before = {
    n: 1,
    set: [1, 2],
    nodes: [
      { up: true, log: [] },
      { up: true, log: [] },
    ],
    last: null,
  }

  test('are told variable by variable, a list of plain values as one', () => {
    const after = {
      n: 2,
      set: [1, 3],
      nodes: [
        { up: true, log: [] },
        { up: false, log: ['a'] },
      ],
      last: { n: 1 },
    }
    expect(changesOfData(before, after)).toEqual([
      { path: 'n', before: 1, after: 2 },
      { path: 'set', before: [1, 2], after: [1, 3] },
      { path: 'nodes[1].up', before: true, after: false },
      { path: 'nodes[1].log', before: [], after: ['a'] },
      { path: 'last', before: null, after: { n: 1 } },
    ])
  })

  test('are told as one where a list grows', () => {
    expect(changesOfData({ q: [{ a: 1 }] }, { q: [{ a: 1 }, { a: 2 }] })).toEqual([
      { path: 'q', before: [{ a: 1 }], after: [{ a: 1 }, { a: 2 }] },
    ])
  })

  test('are none between equal states', () => {
    expect(changesOfData(before, structuredClone(before))).toEqual([])
  })
})
