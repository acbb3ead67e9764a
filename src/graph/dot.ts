/** A state graph in the language of Graphviz. */
import { printableLines } from '../errors.ts'
import type { StateGraph } from './state-graph.ts'

export function toDot(graph: StateGraph): string {
  const { spec, design, note } = graph.getAttributes()
  const nodes = graph.mapNodes(
    (node, { label, initial, expanded, depth }) =>
      `  ${node} [label=${quoted(`${node}\n${label}\n`)}, tooltip=${quoted(`depth ${depth}`)}${initial ? ', penwidth=2' : ''}${expanded ? '' : ', style=dashed'}]`,
  )
  const edges = graph.mapEdges((_, { label }, from, to) => `  ${from} -> ${to} [label=${quoted(label)}]`)
  return [
    `digraph ${quoted(`${spec}: ${design}`)} {`,
    `  graph [label=${quoted(`${spec}: ${design} (${note})`)}, rankdir=TB, fontname="sans-serif"]`,
    '  node [shape=box, fontname="monospace", fontsize=10]',
    '  edge [fontname="sans-serif", fontsize=9]',
    ...nodes,
    ...edges,
    '}',
    '',
  ].join('\n')
}

/** Each line of a label is aligned to the left. */
const quoted = (text: string) => `"${printableLines(text).replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\l')}"`
