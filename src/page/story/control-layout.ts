/** The positions of a process's labels and of the arrows between them: a layered layout, by dagre. */
import { Graph, layout } from '@dagrejs/dagre'
import type { ControlGraph } from '../../result.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly nodes: readonly (Point & { readonly label: string; readonly width: number; readonly height: number })[]
  readonly edges: readonly { readonly from: string; readonly to: string; readonly points: readonly Point[] }[]
}

const signWidth = 7.3
const margin = 6
const height = 26
const loopWidth = 22

/** Leaves out labels that no step leads to or from. */
export function layoutOf({ labels, moves }: ControlGraph): Layout {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', ranksep: 26, nodesep: 22, edgesep: 12, marginx: margin, marginy: margin })
  graph.setDefaultEdgeLabel(() => ({}))
  const used = labels.filter((label) => moves.some(({ from, to }) => from === label || to === label))
  const pairs = pairsOf(moves)
  const [loops, edges] = [pairs.filter(({ from, to }) => from === to), pairs.filter(({ from, to }) => from !== to)]
  const loopRoom = (label: string) => (loops.some(({ from }) => from === label) ? loopWidth : 0)
  for (const label of used) {
    graph.setNode(label, { width: label.length * signWidth + 20 + 2 * loopRoom(label), height })
  }
  for (const { from, to } of edges) graph.setEdge(from, to, {})
  layout(graph)
  const size = graph.graph() as { width?: number; height?: number }
  const nodes = used.map((label) => {
    const { x, y, width } = graph.node(label) as Point & { width: number }
    return { label, x, y, width: width - 2 * loopRoom(label), height }
  })
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes,
    edges: [
      ...edges.map(({ from, to }) => ({ from, to, points: (graph.edge(from, to) as { points: Point[] }).points })),
      ...loops.map(({ from, to }) => ({ from, to, points: loopAt(nodes.find(({ label }) => label === from)) })),
    ],
  }
}

/** A step that stays at its label leaves on its right side and returns there. dagre makes no shape for that. */
function loopAt(node: (Point & { readonly width: number }) | undefined): Point[] {
  if (node === undefined) return []
  const [x, y] = [node.x + node.width / 2, node.y]
  return [
    { x, y: y - 6 },
    { x: x + loopWidth * 0.9, y: y - 11 },
    { x: x + loopWidth * 0.9, y: y + 11 },
    { x, y: y + 6 },
  ]
}

/** Each pair of labels that some step connects, once. */
function pairsOf(moves: ControlGraph['moves']): { readonly from: string; readonly to: string }[] {
  const pairs = new Map(moves.map(({ from, to }) => [JSON.stringify([from, to]), { from, to }]))
  return [...pairs.values()]
}
