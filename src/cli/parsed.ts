/** The syntax tree of a bundle, which several look at: it is parsed once, and not kept longer than they need it. */
import { type Node, parse } from 'acorn'

let last: { readonly code: string; readonly program: WeakRef<Node> } | undefined

/** @throws SyntaxError for code that is newer than the parser */
export function parsed(code: string): Node {
  const known = last?.code === code ? last.program.deref() : undefined
  if (known !== undefined) return known
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'script' })
  last = { code, program: new WeakRef(program) }
  return program
}
