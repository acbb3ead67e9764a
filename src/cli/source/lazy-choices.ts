/**
 * Finds the calls of `choose` that a loaded bundle may make lazily. The engine runs a step once for each option. If the
 * options are passed as a function, the runs after the first one need not compute them again. That is right only if
 * computing them changes nothing, and if the step cannot change them afterwards. So the options must be an expression
 * without assignments, whose calls are of methods that change nothing, or of functions from outside the step.
 */
import type { Node } from 'acorn'
import { childrenOf } from './scalars.ts'

export interface LazyChoice {
  /** Whether the expression makes a new array, which nothing else can change. */
  readonly isFresh: boolean
  /** Whether the expression calls no function of the author. */
  readonly isPure: boolean
  /** Set if the step can return as soon as there is no option. */
  readonly early?: {
    readonly statement: Node
    /** Whether the statement declares variables, so that it cannot stand in a block of its own. */
    readonly declares: boolean
    /** A number of the step's function. */
    readonly owner: number
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

/** Returns the lazy calls of `choose` in a program, by their nodes. */
export function lazyChoicesOf(program: Node, code: string): ReadonlyMap<Node, LazyChoice> {
  const search = new Search(code)
  search.visit(program)
  return search.found
}

/** Methods and functions of JavaScript that change nothing but what a function passed to them changes. */
const makers = ['filter', 'map', 'flatMap', 'slice', 'concat', 'values', 'keys', 'entries', 'from', 'of', 'flat']
const readers = ['some', 'every', 'find', 'findIndex', 'includes', 'indexOf', 'has', 'get', 'at', 'count', 'join']
const numbers = ['max', 'min', 'abs', 'floor', 'ceil', 'trunc', 'sign', 'isArray']
const fresh = new Set(makers)
const calling = /^(filter|map|flatMap|some|every|find|findIndex|from)$/
const harmless = new Set([...makers, ...readers, ...numbers])

interface Owner {
  readonly node: Any
  /** The name of its last parameter, if it can be `choose`. */
  readonly choose: string | undefined
  readonly params: ReadonlySet<string>
  /** The names declared inside it. */
  readonly locals: ReadonlySet<string>
  /** Whether an object made in it may do something when it is read or iterated. */
  readonly isOdd: boolean
  /**
   * Whether only the engine can call it with its own `choose`: no function around it can receive one, and it passes none
   * on, not even to itself.
   */
  readonly isOutermost: boolean
  readonly number: number
}

class Search {
  readonly found = new Map<Node, LazyChoice>()
  readonly #code: string
  #owner: Owner | undefined
  #functions = 0
  /** Whether a function around the present place has several parameters. */
  #isInside = false
  /** Whether the expression under test calls a function of the author. */
  #callsForeign = false

  constructor(code: string) {
    this.#code = code
  }

  visit(node: Any): void {
    if (/Function/.test(node.type)) this.#function(node)
    else if (node.type === 'BlockStatement') {
      for (const statement of node.body) this.#statement(statement)
    } else if (/^(IfStatement|ForStatement|ForOfStatement)$/.test(node.type)) {
      for (const inner of childrenOf(node)) {
        if (inner === node.consequent || inner === node.alternate || inner === node.body) this.#statement(inner)
        else this.visit(inner)
      }
    } else {
      this.#call(node)
      for (const inner of childrenOf(node)) this.visit(inner)
    }
  }

  #function(node: Any): void {
    const [outer, isInside] = [this.#owner, this.#isInside]
    const last = node.params.at(-1)
    const isPlain = node.params.every(({ type }: Any) => type === 'Identifier') && !node.async && !node.generator
    const choose = isPlain && node.params.length > 1 ? last.name : undefined
    this.#owner = {
      node,
      choose,
      params: new Set(node.params.map(({ name }: Any) => name)),
      locals: choose === undefined ? new Set() : declaredIn(node.body),
      isOdd: choose !== undefined && isOdd(node.body),
      isOutermost: !isInside && choose !== undefined && !isPassedOn(choose, node.body),
      number: ++this.#functions,
    }
    if (node.params.length > 1 || node.params.some(({ type }: Any) => type === 'RestElement')) this.#isInside = true
    for (const inner of childrenOf(node)) this.visit(inner)
    this.#owner = outer
    this.#isInside = isInside
  }

  #statement(statement: Any): void {
    const first = firstCall(statement, this.#code)
    if (first !== undefined && this.#isChoose(first)) {
      const { isOutermost = false, number = 0 } = this.#owner ?? {}
      const declares = statement.type === 'VariableDeclaration'
      this.#note(first, isOutermost ? { statement, declares, owner: number } : undefined)
    }
    this.visit(statement)
  }

  #isChoose(node: Any): boolean {
    const { callee, arguments: given, optional } = node
    if (node.type !== 'CallExpression' || optional || callee.type !== 'Identifier') return false
    if (given.length !== 1 && (given.length !== 2 || given[1].type !== 'Literal')) return false
    if (this.#owner?.choose === undefined || callee.name !== this.#owner.choose) return false
    return !this.#owner.locals.has(callee.name) && this.#code.slice(callee.end, given[0].start).trim() === '('
  }

  #call(node: Any): void {
    if (node.type === 'CallExpression' && this.#isChoose(node) && !this.found.has(node)) this.#note(node)
  }

  #note(node: Any, early?: LazyChoice['early']): void {
    const [options] = node.arguments
    this.#callsForeign = false
    if (options.type === 'SpreadElement' || this.#owner?.isOdd || !this.#isHarmless(options, new Set())) return
    const isFresh =
      options.type === 'ArrayExpression' ||
      (options.type === 'CallExpression' && fresh.has(options.callee.property?.name))
    this.found.set(node, { isFresh, isPure: !this.#callsForeign, ...(early === undefined ? {} : { early }) })
  }

  /** `own`: the parameters of functions inside the expression. */
  #isHarmless(node: Any, own: ReadonlySet<string>): boolean {
    const { choose, locals, params } = this.#owner as Owner
    const inside = () => childrenOf(node).every((inner) => this.#isHarmless(inner, own))
    /** Whether an argument may be a function that the step has made elsewhere. */
    const mayBeMade = ({ type, name }: Any) => {
      if (type === 'Identifier') this.#callsForeign = true
      return type === 'MemberExpression' || (type === 'Identifier' && isOwn(name))
    }
    const isOwn = (name: string) => locals.has(name) || params.has(name) || own.has(name)
    switch (node.type) {
      case 'Identifier':
        return node.name !== choose
      case 'ArrowFunctionExpression': {
        if (node.async || node.params.some(({ type }: Any) => type !== 'Identifier')) return false
        return this.#isHarmless(node.body, new Set([...own, ...node.params.map(({ name }: Any) => name)]))
      }
      case 'MemberExpression':
        return this.#isHarmless(node.object, own) && (!node.computed || this.#isHarmless(node.property, own))
      case 'Property':
        return node.kind === 'init' && !node.method && inside()
      case 'CallExpression': {
        const { callee, arguments: given } = node
        if (callee.type === 'MemberExpression' && !callee.computed && harmless.has(callee.property.name)) {
          return inside() && (!calling.test(callee.property.name) || given.every((one: Any) => !mayBeMade(one)))
        }
        this.#callsForeign = true
        // a function from outside the step can change only what it is given
        if (callee.type !== 'Identifier' || isOwn(callee.name)) return false
        return given.every((one: Any) => one.type !== 'SpreadElement' && this.#isForeign(one, own))
      }
      case 'Literal':
      case 'TemplateLiteral':
      case 'TemplateElement':
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'SpreadElement':
      case 'BinaryExpression':
      case 'LogicalExpression':
      case 'ConditionalExpression':
      case 'ChainExpression':
        return inside()
      case 'UnaryExpression':
        return node.operator !== 'delete' && inside()
      default:
        return false
    }
  }

  /** Whether an argument holds nothing that the step has made. */
  #isForeign(node: Any, own: ReadonlySet<string>): boolean {
    const { locals } = this.#owner as Owner
    if (!this.#isHarmless(node, own)) return false
    const names: string[] = []
    const collect = (at: Any): void => {
      if (at.type === 'Identifier') names.push(at.name)
      else if (at.type === 'MemberExpression' && !at.computed) collect(at.object)
      else for (const inner of childrenOf(at)) collect(inner)
    }
    collect(node)
    return !names.some((name) => locals.has(name))
  }
}

/** The call that a statement evaluates first, if what is before it in the text is simple enough to stand after it. */
function firstCall(statement: Any, code: string): Any {
  let at: Any
  if (statement.type === 'VariableDeclaration') {
    if (statement.declarations.length !== 1 || !isSimplePattern(statement.declarations[0].id)) return undefined
    at = statement.declarations[0].init
  } else if (statement.type === 'ExpressionStatement') {
    at = statement.expression
    if (at.type === 'AssignmentExpression' && at.operator === '=' && isChain(at.left)) at = at.right
    else if (at.type === 'CallExpression' && isChain(at.callee) && at.callee.type === 'MemberExpression')
      at = at.arguments[0]
  }
  while (at?.type === 'MemberExpression' && !at.computed && !at.optional) at = at.object
  if (at?.type !== 'CallExpression' || at.optional) return undefined
  const before = code.slice(statement.start, at.start)
  return /^[\w$\s{}.,:=(]*$/.test(before) ? at : undefined
}

function isSimplePattern(node: Any): boolean {
  if (node.type === 'Identifier') return true
  if (node.type !== 'ObjectPattern') return false
  return node.properties.every(
    ({ type, value, computed }: Any) => type === 'Property' && !computed && value.type === 'Identifier',
  )
}

/** A name, or members of it. */
function isChain(node: Any): boolean {
  if (node.type === 'Identifier') return true
  return node.type === 'MemberExpression' && !node.computed && !node.optional && isChain(node.object)
}

/** All names that are declared inside a function's body, functions inside it included. */
function declaredIn(body: Node): Set<string> {
  const names = new Set<string>()
  const bind = (pattern: Any): void => {
    if (pattern?.type === 'Identifier') names.add(pattern.name)
    else if (pattern?.type === 'AssignmentPattern') bind(pattern.left)
    else if (pattern?.type === 'RestElement') bind(pattern.argument)
    else if (pattern?.type === 'Property') bind(pattern.value)
    else for (const inner of pattern?.properties ?? pattern?.elements ?? []) bind(inner)
  }
  const visit = (node: Any): void => {
    if (node.type === 'VariableDeclarator') bind(node.id)
    else if (/Function|Class/.test(node.type)) bind(node.id)
    else if (node.type === 'CatchClause') bind(node.param)
    for (const inner of childrenOf(node)) visit(inner)
  }
  visit(body)
  return names
}

/** Whether a function's body makes objects with accessors or methods. */
function isOdd(node: Any): boolean {
  if (node.generator || /Class/.test(node.type)) return true
  if (node.type === 'Property' && (node.kind !== 'init' || node.method)) return true
  if (node.type === 'Identifier' && /^(Proxy|Reflect|Symbol|define\w*|eval|Function)$/.test(node.name)) return true
  return childrenOf(node).some(isOdd)
}

/** Whether a function's body uses its `choose` in another way than by calling it. */
function isPassedOn(choose: string, node: Any): boolean {
  return childrenOf(node).some((inner: Any) => {
    if (inner.type !== 'Identifier' || inner.name !== choose) return isPassedOn(choose, inner)
    const isMember = node.type === 'MemberExpression' && !node.computed
    return !(isMember || (node.type === 'CallExpression' && node.callee === inner))
  })
}
