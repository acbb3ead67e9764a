/** A state graph in GraphML. */
import { printableLines } from '../errors.ts'
import type { StateGraph } from './state-graph.ts'

const keys = {
  graph: { spec: 'string', design: 'string', complete: 'boolean', note: 'string' },
  node: { label: 'string', depth: 'int', initial: 'boolean', expanded: 'boolean', state: 'string' },
  edge: { label: 'string' },
} as const

export function toGraphml(graph: StateGraph): string {
  const declared = Object.entries(keys).flatMap(([of, fields]) =>
    Object.entries(fields).map(
      ([name, type]) => `  <key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`,
    ),
  )
  const data = (of: keyof typeof keys, attributes: { readonly [name: string]: unknown }) =>
    Object.keys(keys[of])
      .map((name) => `<data key="${of}-${name}">${escaped(String(attributes[name]))}</data>`)
      .join('')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...declared,
    '  <graph edgedefault="directed">',
    `    ${data('graph', graph.getAttributes())}`,
    ...graph.mapNodes((node, attributes) => `    <node id="${node}">${data('node', attributes)}</node>`),
    ...graph.mapEdges(
      (_, attributes, from, to) => `    <edge source="${from}" target="${to}">${data('edge', attributes)}</edge>`,
    ),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return (
    // XML cannot contain most characters that are not printable
    printableLines(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  )
}
