import { parse as parseDot } from '@ts-graphviz/ast'
import { MultiDirectedGraph } from 'graphology'
import { parse as parseGraphml } from 'graphology-graphml'
import { describe, expect, test } from 'vitest'
import dieHard from '../../specs/classic/die-hard.model.ts'
import peterson from '../../specs/classic/peterson.model.ts'
import { toDot } from '../../src/graph/dot.ts'
import { toGraphml } from '../../src/graph/graphml.ts'
import { type StateGraph, stateGraph } from '../../src/graph/state-graph.ts'
import { int, model, oneOf, type Spec } from '../../src/index.ts'
import { modelOf } from '../../src/language/spec.ts'
import { checkDesign } from '../../src/run/check.ts'

const of = (spec: Spec, design: string, maxStates = 10_000): Promise<StateGraph> =>
  stateGraph(spec.name, design, modelOf(spec, design).model, maxStates)

/** A state and a step with everything in their names that a format could trip over. */
const slyModel = model({
  name: 'sly',
  state: { word: oneOf('plain', 'a "b" <c> & \\d\ne') },
  actions: {
    'say "x" <&> \\ all': (s) => {
      s.word = 'a "b" <c> & \\d\ne'
    },
  },
})
const sly = await stateGraph('sly', 'any "one"', slyModel, 10)
const jugs = await of(dieHard, 'two jugs')
const part = await of(peterson, 'peterson', 9)

describe('a state graph', () => {
  test.each<[Spec, string]>([
    [peterson, 'peterson'],
    [dieHard, 'two jugs'],
  ])('has the states, the steps and the depth that the search counts: %o', async (spec, design) => {
    const graph = await of(spec, design)
    const { states, transitions, depth } = await checkDesign(spec, design)
    expect([graph.order, graph.size]).toEqual([states, transitions])
    expect(Math.max(...graph.mapNodes((_, attributes) => attributes.depth))).toBe(depth)
    expect(graph.getAttributes()).toMatchObject({ complete: true, note: `every reachable state: ${states}` })
  })

  test('that is bounded says so, has the nearest states, and names those with ways left out', async () => {
    const whole = await of(peterson, 'peterson')
    expect(part.order).toBe(9)
    for (const node of part.nodes())
      expect(part.getNodeAttribute(node, 'state')).toBe(whole.getNodeAttribute(node, 'state'))
    const cut = part.filterNodes((_, { expanded }) => !expanded)
    expect(cut).toEqual(part.filterNodes((node) => part.outDegree(node) < whole.outDegree(node)))
    expect(cut.length).toBeGreaterThan(0)
    expect(part.getAttributes()).toMatchObject({
      complete: false,
      note: `bounded: the first 9 states found, nearest first; ${cut.length} of them have further steps that are left out`,
    })
    expect(toDot(part)).toContain('style=dashed')
    expect(toDot(part)).toContain('(bounded: the first 9 states found')
  })

  test('labels a state by what is otherwise than at the start, and a step by who takes it', async () => {
    const graph = await stateGraph(
      'n',
      'only',
      model({
        name: 'n',
        state: { n: int(0, 2), m: int(0, 2) },
        actions: {
          set: (s, choose) => {
            s.n = choose([1, 2])
          },
        },
      }),
      9,
    )
    expect(graph.mapNodes((_, { label }) => label)).toEqual(['start', 'n: 1', 'n: 2'])
    expect(graph.edges('0', '2').map((edge) => graph.getEdgeAttribute(edge, 'label'))).toEqual(['set (2)'])
  })
})

describe('a state graph in DOT', () => {
  test.each([jugs, sly])('is read by another program, with all nodes and edges', (graph) => {
    const [dot] = parseDot(toDot(graph)).children as unknown as [{ children: { type: string }[] }]
    const count = (type: string) => dot.children.filter((child) => child.type === type).length
    expect([count('Node'), count('Edge')]).toEqual([graph.order, graph.size])
  })

  test('keeps quotes, backslashes and lines apart', () => {
    expect(toDot(sly)).toContain(String.raw`label="say \"x\" <&> \\ all"`)
    expect(toDot(sly)).toContain(String.raw`label="1\lword: \"a \\\"b\\\" <c> & \\\\d\\ne\"\l"`)
  })
})

describe('a state graph in GraphML', () => {
  test.each([jugs, part, sly])('is the same graph when it is read again', (graph) => {
    const read = parseGraphml(MultiDirectedGraph, toGraphml(graph))
    expect(read.getAttributes()).toEqual(graph.getAttributes())
    expect(read.mapNodes((node, attributes) => [node, attributes])).toEqual(
      graph.mapNodes((node, attributes) => [node, attributes]),
    )
    const edges = (of: MultiDirectedGraph) => of.mapEdges((_, { label }, from, to) => [from, to, label])
    expect(edges(read as MultiDirectedGraph)).toEqual(edges(graph as unknown as MultiDirectedGraph))
  })
})

describe('a state graph as JSON', () => {
  test('is the same graph when it is read again', async () => {
    const graph = await of(dieHard, 'two jugs')
    const read = MultiDirectedGraph.from(JSON.parse(JSON.stringify(graph.export())))
    expect(read.export()).toEqual(graph.export())
  })
})
