import * as fc from 'fast-check'
import { DirectedGraph } from 'graphology'
import { stronglyConnectedComponents } from 'graphology-components'
import { describe, expect, it } from 'vitest'
import { Edges } from '../../src/engine/store/edges.ts'
import { components, Scratch } from '../../src/liveness/components.ts'
import { reached } from './oracle.ts'

interface Drawn {
  readonly nodes: number
  readonly edges: readonly { readonly from: number; readonly to: number; readonly action: number }[]
}

const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 30 }).chain((nodes) =>
  fc.record({
    nodes: fc.constant(nodes),
    edges: fc.array(fc.record({ from: fc.nat(nodes - 1), to: fc.nat(nodes - 1), action: fc.constant(0) }), {
      maxLength: 60,
      size: 'max',
    }),
  }),
)

function rowsOf({ nodes, edges }: Drawn): Edges {
  const rows = new Edges(1)
  for (let node = 0; node < nodes; node++) {
    for (const { from, to } of edges) if (from === node) rows.add(to, 0)
    rows.close()
  }
  return rows
}

/** Components as lists of sorted nodes, in the order of their first nodes. */
const sorted = (partition: readonly (readonly number[])[]) =>
  partition.map((nodes) => [...nodes].sort((a, b) => a - b)).sort(([a], [b]) => a! - b!)

function byGraphology({ edges }: Drawn, nodes: readonly number[]): number[][] {
  const graph = new DirectedGraph({ allowSelfLoops: true })
  for (const node of nodes) graph.addNode(node)
  for (const { from, to } of edges) if (nodes.includes(from) && nodes.includes(to)) graph.mergeEdge(from, to)
  return sorted(stronglyConnectedComponents(graph).map((component) => component.map(Number)))
}

const range = (count: number) => [...Array(count).keys()]

describe('components', () => {
  it('are those that graphology finds, each before any that leads to it', () => {
    fc.assert(
      fc.property(drawn, (graph) => {
        const nodes = range(graph.nodes)
        const part = new Int32Array(graph.nodes)
        const found: number[][] = []
        const numbers: number[] = []
        const see = (members: Int32Array, from: number, to: number, number: number) => {
          found.push([...members.subarray(from, to)])
          numbers.push(number)
        }
        const next = components(rowsOf(graph), part, 0, nodes, 7, new Scratch(graph.nodes), see)
        expect(sorted(found)).toEqual(byGraphology(graph, nodes))
        expect(numbers).toEqual(found.map((_, i) => 7 + i))
        expect(next).toBe(7 + found.length)
        expect([...part]).toEqual(nodes.map((node) => 7 + found.findIndex((members) => members.includes(node))))
        expect(graph.edges.filter(({ from, to }) => part[to]! > part[from]!)).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  it('are those of one part only, reached from the roots, search after search with the same scratch', () => {
    const cases = fc.record({
      graph: drawn,
      parts: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 30, maxLength: 30 }),
      roots: fc.array(fc.nat(29), { maxLength: 6 }),
    })
    fc.assert(
      fc.property(cases, ({ graph, parts, roots }) => {
        const rows = rowsOf(graph)
        const scratch = new Scratch(graph.nodes)
        const part = Int32Array.from(range(graph.nodes), (node) => parts[node]!)
        const expected = [...part]
        let fresh = 10
        for (const from of [1, 2]) {
          const inside = graph.edges.filter((edge) => parts[edge.from] === from && parts[edge.to] === from)
          const starts = roots.map((root) => root % graph.nodes).filter((root) => parts[root] === from)
          const found: number[][] = []
          const next = components(rows, part, from, starts, fresh, scratch, (members, first, end, number) => {
            const component = [...members.subarray(first, end)]
            expect(component.map((node) => part[node])).toEqual(component.map(() => number))
            // what was found may be moved to another part at once
            if (number % 2 === 0) for (const node of component) part[node] = -1
            for (const node of component) expected[node] = number % 2 === 0 ? -1 : number
            found.push(component)
          })
          const nodes = [...new Set(starts.flatMap((root) => [...reached(inside, root)]))]
          expect(sorted(found)).toEqual(byGraphology(graph, nodes))
          expect([...part]).toEqual(expected)
          expect(next).toBe(fresh + found.length)
          fresh = next
        }
      }),
      { numRuns: 2000 },
    )
  })
})
