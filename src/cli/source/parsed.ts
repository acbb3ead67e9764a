/** Parses a bundle once for all readers of its syntax tree, and keeps the tree no longer than they need it. */
import { type Node, parse } from 'acorn'

let last: { readonly code: string; readonly program: WeakRef<Node> } | undefined

/** @throws SyntaxError for code whose syntax is newer than the parser */
export function parsed(code: string): Node {
  const known = last?.code === code ? last.program.deref() : undefined
  if (known !== undefined) return known
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'script' })
  last = { code, program: new WeakRef(program) }
  return program
}
