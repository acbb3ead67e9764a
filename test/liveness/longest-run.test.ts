import { describe, expect, it } from 'vitest'
import { Edges } from '../../src/engine/store/edges.ts'
import { int, model, spec } from '../../src/index.ts'
import { longestRun } from '../../src/liveness/longest-run.ts'
import { checkDesign } from '../../src/run/check.ts'

function rowsOf(edges: readonly (readonly number[])[]): Edges {
  const rows = new Edges(1)
  for (const targets of edges) {
    for (const target of targets) rows.add(target, 0)
    rows.close()
  }
  return rows
}

/** By trying every run. */
function tried(edges: readonly (readonly number[])[]): number | undefined {
  const from = (node: number, seen: readonly number[]): number | undefined => {
    if (seen.includes(node)) return undefined
    const after = (edges[node] ?? []).map((target) => from(target, [...seen, node]))
    return after.includes(undefined) ? undefined : Math.max(0, ...after.map((steps) => (steps as number) + 1))
  }
  const all = edges.map((_, node) => from(node, []))
  return all.includes(undefined) ? undefined : Math.max(0, ...(all as number[]))
}

describe('the longest run of a graph', () => {
  it.each<[string, number[][], number | undefined]>([
    ['one state', [[]], 0],
    ['a chain', [[1], [2], []], 2],
    ['a short way and a long one', [[3, 1], [2], [3], []], 3],
    ['two edges to one state', [[1, 1], []], 1],
    ['a loop', [[1], [0]], undefined],
    ['a loop behind a chain', [[1], [2], [1]], undefined],
  ])('of %s', (_, edges, steps) => {
    expect(longestRun(rowsOf(edges))).toBe(steps)
    expect(tried(edges)).toBe(steps)
  })

  it('is that of every run tried, in random graphs', () => {
    let seed = 7
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return seed % n
    }
    for (let k = 0; k < 500; k++) {
      const nodes = 1 + random(6)
      const edges = Array.from({ length: nodes }, (_, node) =>
        Array.from({ length: random(3) }, () => random(nodes)).filter((to) => to !== node),
      )
      expect(longestRun(rowsOf(edges))).toBe(tried(edges))
    }
  })
})

describe('a property of runs that holds where every run ends', () => {
  const counter = (isRound: boolean) => () =>
    model({
      name: 'm',
      state: { n: int(0, 3) },
      fair: true,
      actions: {
        up: {
          when: (s) => isRound || s.n < 3,
          do: (s) => {
            s.n = (s.n + 1) % 4
          },
        },
      },
      resting: () => true,
      temporal: ({ eventually, leadsTo, within, always, not, canAlwaysReach }) => ({
        comes: eventually((s) => s.n === 3),
        leads: leadsTo(
          (s) => s.n === 1,
          (s) => s.n === 2,
        ),
        soon: within(3, (s) => s.n === 3),
        safe: always((s) => s.n < 4),
        'not always': not(always((s) => s.n < 3)),
        back: canAlwaysReach((s) => s.n === 3),
        vacuous: leadsTo(
          (s) => s.n > 3,
          (s) => s.n === 2,
        ),
      }),
    })
  const notesOf = async (isRound: boolean) => {
    const { properties } = await checkDesign(spec({ name: 'm', model: counter(isRound), designs: { a: {} } }), 'a')
    expect(properties.every(({ verdict }) => verdict === 'holds')).toBe(true)
    return properties.filter(({ notes }) => notes?.some((note) => note.startsWith('Every run'))).map(({ name }) => name)
  }

  it('says so, with how long they are, unless it is about safety', async () => {
    expect(await notesOf(false)).toEqual(['comes', 'leads', 'not always'])
    const { properties } = await checkDesign(spec({ name: 'm', model: counter(false), designs: { a: {} } }), 'a')
    expect(properties[0]?.notes).toEqual([
      expect.stringContaining('Every run of this model ends after at most 3 steps,'),
    ])
  })

  it('says nothing where some run goes on', async () => {
    expect(await notesOf(true)).toEqual([])
  })
})
