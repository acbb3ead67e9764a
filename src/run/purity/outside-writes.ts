/** The variables outside of a closure that it changes, as far as its source text shows it. */
import { type Node, parseExpressionAt } from 'acorn'

/** Methods that change the object on which they are called. Names that often mean something else are left out. */
const changing = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear', 'next', 'return', 'throw'],
])

/** The names of these variables, in text order. Empty if the text cannot be parsed, as for native code. */
export function outsideWrites(text: string): string[] {
  const own = new Set<string>()
  const written = new Set<string>()
  for (const source of [`(${text})`, `({${text}})`, `(function ${text})`]) {
    try {
      visit(parseExpressionAt(source, 0, { ecmaVersion: 'latest' }), own, written)
      return [...written].filter((name) => !own.has(name))
    } catch {
      // the text of a method needs another of these forms
    }
  }
  return []
}

type Any = Node & { readonly [key: string]: unknown }

function visit(node: Node, own: Set<string>, written: Set<string>): void {
  const any = node as Any
  const declared = [...((any.params as Node[] | undefined) ?? []), ...(node.type === 'CatchClause' ? [any.param] : [])]
  if (node.type === 'VariableDeclarator' || /^(Function|Class)/.test(node.type)) declared.push(any.id)
  for (const one of declared) namesIn(one as Node | null, own)
  const rooted = (of: unknown) => {
    const root = rootOf(of as Node)
    if (root !== undefined) written.add(root)
  }
  if (node.type === 'AssignmentExpression') rooted(any.left)
  if (node.type === 'UpdateExpression') rooted(any.argument)
  if (node.type === 'UnaryExpression' && any.operator === 'delete') rooted(any.argument)
  if (node.type === 'CallExpression') {
    const callee = any.callee as Any
    const name = (callee.property as Any | undefined)?.name
    if (callee.type === 'MemberExpression' && changing.has(name as string)) rooted(callee.object)
  }
  for (const key of Object.keys(any)) {
    const inside = any[key]
    for (const one of Array.isArray(inside) ? inside : [inside]) if (isNode(one)) visit(one, own, written)
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** Adds the names that a pattern declares to `own`. Names in `own` are not reported. */
function namesIn(pattern: Node | null | undefined, own: Set<string>): void {
  if (!isNode(pattern)) return
  const any = pattern as Any
  if (pattern.type === 'Identifier') own.add(any.name as string)
  else if (pattern.type === 'AssignmentPattern') namesIn(any.left as Node, own)
  else if (pattern.type === 'RestElement') namesIn(any.argument as Node, own)
  else if (pattern.type === 'ArrayPattern') for (const one of any.elements as (Node | null)[]) namesIn(one, own)
  else if (pattern.type === 'ObjectPattern') {
    for (const one of any.properties as Any[]) namesIn((one.type === 'RestElement' ? one : one.value) as Node, own)
  }
}

function rootOf(node: Node): string | undefined {
  const any = node as Any
  if (node.type === 'Identifier') return any.name as string
  if (node.type === 'MemberExpression') return rootOf(any.object as Node)
  if (node.type === 'ChainExpression') return rootOf(any.expression as Node)
  return undefined
}
