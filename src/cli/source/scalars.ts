/** Finds expressions that give a scalar or a function for any operands. Comparing these never compares composites. */
import type { Expression, Node } from 'acorn'

const values = new Set(['undefined', 'NaN', 'Infinity'])
const conversions = new Set(['Number', 'String', 'Boolean', 'BigInt', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'])

/** `constants`: names that always stand for a scalar. */
export function isScalarExpression(node: Node, constants: ReadonlySet<string>): boolean {
  const expression = node as Expression
  const is = (inner: Node) => isScalarExpression(inner, constants)
  switch (expression.type) {
    case 'Literal':
      // a regular expression is an object, but no state contains one
      return true
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'UpdateExpression':
    case 'BinaryExpression':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
      return true
    case 'Identifier':
      return values.has(expression.name) || constants.has(expression.name)
    case 'AssignmentExpression':
      return ['=', '&&=', '||=', '??='].includes(expression.operator) ? is(expression.right) : true
    case 'LogicalExpression':
      return is(expression.left) && is(expression.right)
    case 'ConditionalExpression':
      return is(expression.consequent) && is(expression.alternate)
    case 'SequenceExpression':
      return is(expression.expressions.at(-1) as Node)
    case 'CallExpression': {
      const { callee } = expression
      if (callee.type === 'Identifier') return conversions.has(callee.name)
      return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math'
    }
    case 'MemberExpression':
      return expression.object.type === 'Identifier' && ['Math', 'Number'].includes(expression.object.name)
    default:
      return false
  }
}

export type Fields = { readonly [field: string]: unknown }
// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

/** The direct child nodes. */
export function childrenOf(fields: Fields): Node[] {
  const isNode = (value: unknown): value is Node => typeof (value as Any)?.type === 'string'
  return Object.values(fields).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? value : [],
  )
}

/** The names in a program, found without regard to scopes. */
export interface Names {
  /** All names that are declared anywhere. */
  readonly declared: ReadonlySet<string>
  /** The names that are declared exactly once, by `const`, as a scalar. */
  readonly constants: ReadonlySet<string>
}

export function namesOf(program: Node): Names {
  const times = new Map<string, number>()
  const scalars = new Set<string>()
  const bind = (pattern: Any): void => {
    switch (pattern?.type) {
      case 'Identifier':
        times.set(pattern.name, (times.get(pattern.name) ?? 0) + 1)
        break
      case 'ObjectPattern':
        for (const property of pattern.properties) bind(property.value ?? property)
        break
      case 'ArrayPattern':
        for (const element of pattern.elements) bind(element)
        break
      case 'RestElement':
        bind(pattern.argument)
        break
      case 'AssignmentPattern':
        bind(pattern.left)
    }
  }
  const declare = (node: Any): void => {
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        bind(id)
        if (node.kind !== 'const' || id.type !== 'Identifier' || !init) continue
        if (isScalarExpression(init, new Set())) scalars.add(id.name)
      }
    } else if (node.type === 'CatchClause') bind(node.param)
    else if (/^(Function|Class|ArrowFunction)/.test(node.type)) {
      bind(node.id)
      for (const param of node.params ?? []) bind(param)
    }
    for (const inner of childrenOf(node)) declare(inner)
  }
  declare(program)
  const constants = [...scalars].filter((name) => times.get(name) === 1)
  return { declared: new Set(times.keys()), constants: new Set(constants) }
}
