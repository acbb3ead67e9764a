/** Facts that the syntax of an expression shows: its parts, and the names that it captures. */
import type { Expression, Node, Pattern } from 'acorn'

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

/** The direct children of a node, without names of properties and labels. */
export function childrenOf(node: Node): Node[] {
  const { type } = node
  return Object.entries(node as Any).flatMap(([key, value]) => {
    const isName = (type === 'MemberExpression' && key === 'property') || ((node as Any).key && key === 'key')
    if (isName && !(node as Any).computed) return []
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one?.type === 'string') as Node[]
  })
}

export function isFunction({ type }: Node): boolean {
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration'
}

export interface Names {
  /** The names declared anywhere in it, with parameters. */
  readonly declared: ReadonlySet<string>
  /** The names that it captures. A name that is declared in any part of it is left out. */
  readonly free: ReadonlySet<string>
}

export function namesIn(root: Node): Names {
  const declared = new Set<string>()
  const used = new Set<string>()
  const visit = (node: Any): void => {
    if (node.type === 'Identifier') used.add(node.name)
    if (node.type === 'VariableDeclarator' || node.type === 'ClassDeclaration') declare(node.id)
    if (node.type === 'CatchClause' && node.param) declare(node.param)
    if (isFunction(node)) {
      if (node.id) declare(node.id)
      node.params.forEach(declare)
    }
    childrenOf(node).forEach(visit)
  }
  const declare = (pattern: Pattern): void => {
    if (pattern.type === 'Identifier') declared.add(pattern.name)
    else if (pattern.type === 'AssignmentPattern') declare(pattern.left)
    else if (pattern.type === 'RestElement') declare(pattern.argument)
    else if (pattern.type === 'ArrayPattern') for (const one of pattern.elements) one && declare(one)
    else if (pattern.type === 'ObjectPattern')
      for (const one of pattern.properties) declare(one.type === 'RestElement' ? one.argument : one.value)
  }
  visit(root)
  return { declared, free: new Set([...used].filter((name) => !declared.has(name))) }
}

/** `a.b.c`: a name and the properties below it. */
export interface Chain {
  readonly root: string
  readonly keys: readonly string[]
}

export function chainOf(node: Node): Chain | undefined {
  const keys: string[] = []
  let at = node as Expression
  while (at.type === 'MemberExpression') {
    if (at.computed || at.optional || at.property.type !== 'Identifier') return undefined
    keys.unshift(at.property.name)
    at = at.object as Expression
  }
  return at.type === 'Identifier' ? { root: at.name, keys } : undefined
}

/** Whether the operator compares its two sides. */
export function isComparison(operator: string): boolean {
  return /^([<>]=?|[!=]==?)$/.test(operator)
}
