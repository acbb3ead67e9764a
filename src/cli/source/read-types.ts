/**
 * Reads functions of a spec: derives the types of expressions from the types of the model, and notes each comparison of
 * a label with a text. It follows names that are never reassigned, and gives up on everything else. Over 300
 * lines, because one walk finds both the types and the comparisons.
 */
import type { Node } from 'acorn'
import type { StructType, Type } from '../../language/types.ts'
import { isFunction } from '../../why/syntax.ts'
import { childrenOf } from './scalars.ts'

/** The known facts about an expression: the types that it may have, its literal text or texts, or its function. */
export type Value =
  | {
      readonly types?: readonly Type[]
      readonly text?: string
      readonly texts?: readonly Node[]
      readonly fn?: { readonly node: Any; readonly scope: Scope }
    }
  | undefined

export interface Compared {
  readonly text: string
  /** The text's offset in the bundle. */
  readonly start: number
  /** The last name in the expression that is compared with the text. */
  readonly of: string
  /** The consequence, as in `this is always false`. */
  readonly how: string
  readonly labels: Set<string>
  /** Whether the text is a label in one of the models, or the other side may have a type without labels. */
  canBeTrue: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: nodes of every kind, whose fields the tests beside say
type Any = any

interface Scope {
  readonly own: Map<string, Value | (() => Value)>
  readonly outer: Scope | undefined
}

const equal = new Set(['===', '!==', '==', '!='])
/** Methods that call a function for each element, with the index of the parameter that receives the element. */
const asksEach: { readonly [name: string]: number } = {
  ...{ some: 0, every: 0, find: 0, findIndex: 0, findLast: 0, findLastIndex: 0, filter: 0, map: 0, flatMap: 0 },
  ...{ forEach: 0, reduce: 1, reduceRight: 1 },
}
const givesElement = new Set(['find', 'findLast', 'at', 'shift', 'removeAt', 'pop', 'get'])
const givesMany = new Set(['filter', 'values', 'slice', 'toSorted', 'toReversed', 'reverse', 'sort'])
const looksFor = new Set(['includes', 'has', 'indexOf', 'lastIndexOf', 'count'])
/** Limits for nested calls and for all calls. Beyond them, code may stay unread, and then nothing is reported. */
const maxDepth = 12
const maxCalls = 100_000

export class Reader {
  readonly compared = new Map<number, Compared>()
  isIncomplete = false
  #calls = 0
  readonly #code: string
  readonly #functions: { readonly node: Any; readonly start: number; readonly end: number; readonly scope: Scope }[] =
    []
  /** Names that are assigned anywhere, so that their value is unknown. */
  readonly #assigned = new Set<string>()
  #depth = 0

  constructor(program: Node, code: string) {
    this.#code = code
    this.#index(program, this.#scopeOf(program, undefined))
  }

  /** Reads the bundle's function with this text. If several have it, reads the last that begins at or before `near`. */
  read(text: string, near: number | undefined, params: readonly Value[]): void {
    const alike = this.#functions.filter(
      ({ start, end }) => end - start === text.length && this.#code.startsWith(text, start),
    )
    const before = alike.filter(({ start }) => near !== undefined && start <= near)
    const found = alike.length === 1 ? alike[0] : before.at(-1)
    if (found !== undefined) this.#call({ node: found.node, scope: found.scope }, params)
  }

  /** Collects all functions with their outer scopes, and all names that are assigned. */
  #index(node: Any, scope: Scope): void {
    if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') {
      for (const name of namesIn(node.left ?? node.argument)) this.#assigned.add(name)
    }
    const isLoop = node.type === 'ForOfStatement' || node.type === 'ForInStatement'
    if (isLoop) for (const name of namesIn(node.left)) this.#assigned.add(name)
    const isMethod = node.type === 'Property' && node.method === true
    if (isFunction(node)) this.#functions.push({ node, start: node.start, end: node.end, scope })
    if (isMethod) this.#functions.push({ node: node.value, start: node.start, end: node.end, scope })
    const inner = isFunction(node) || node.type === 'BlockStatement' ? this.#scopeOf(node, scope) : scope
    for (const child of childrenOf(node)) this.#index(child, inner)
  }

  /** The declarations of a block or a function's body, evaluated on demand. Parameters hide outer names. */
  #scopeOf(node: Any, outer: Scope | undefined): Scope {
    const scope: Scope = { own: new Map(), outer }
    if (isFunction(node))
      for (const param of node.params) for (const name of namesIn(param)) scope.own.set(name, undefined)
    const body: readonly Any[] = Array.isArray(node.body) ? node.body : (node.body?.body ?? [])
    for (const statement of Array.isArray(body) ? body : []) {
      const declared = statement.declaration ?? statement
      if (declared.type === 'FunctionDeclaration') scope.own.set(declared.id.name, { fn: { node: declared, scope } })
      if (declared.type !== 'VariableDeclaration') continue
      for (const { id, init } of declared.declarations) {
        if (id.type !== 'Identifier' || init == null || scope.own.has(id.name)) {
          for (const name of namesIn(id)) scope.own.set(name, undefined)
        } else scope.own.set(id.name, () => (isFunction(init) ? { fn: { node: init, scope } } : constant(init)))
      }
    }
    return scope
  }

  #lookUp(name: string, scope: Scope | undefined): Value {
    if (this.#assigned.has(name)) return undefined
    for (let at = scope; at !== undefined; at = at.outer) {
      if (!at.own.has(name)) continue
      const found = at.own.get(name)
      return typeof found === 'function' ? found() : found
    }
    return undefined
  }

  /** Reads the body with these arguments. Returns the value of a body that is one expression. */
  #call({ node, scope }: { readonly node: Any; readonly scope: Scope }, args: readonly Value[]): Value {
    if (this.#depth > maxDepth || ++this.#calls > maxCalls) {
      this.isIncomplete = true
      return undefined
    }
    this.#depth++
    const inner = this.#scopeOf(node, scope)
    for (const [i, param] of node.params.entries()) this.#bind(param, args[i], inner)
    const given = this.#read(node.body, inner)
    this.#depth--
    return node.body.type === 'BlockStatement' ? undefined : given
  }

  #bind(pattern: Any, value: Value, scope: Scope): void {
    if (pattern.type === 'Identifier') scope.own.set(pattern.name, value)
    else if (pattern.type === 'ObjectPattern') {
      for (const property of pattern.properties) {
        if (property.type !== 'Property') continue
        const name = property.computed ? undefined : (property.key.name ?? property.key.value)
        this.#bind(property.value, name === undefined ? undefined : fieldOf(value, String(name)), scope)
      }
    } else if (pattern.type === 'ArrayPattern') {
      for (const element of pattern.elements) if (element !== null) this.#bind(element, elementOf(value), scope)
    } else for (const name of namesIn(pattern)) scope.own.set(name, undefined)
  }

  /** Returns what is known about the expression, and notes every comparison in it. */
  #read(node: Any, scope: Scope): Value {
    switch (node.type) {
      case 'Identifier':
        return this.#lookUp(node.name, scope)
      case 'Literal':
      case 'TemplateLiteral':
        for (const child of childrenOf(node)) this.#read(child, scope)
        return constant(node)
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return this.#read(node.expression, scope)
      case 'MemberExpression': {
        const object = this.#read(node.object, scope)
        if (!node.computed) return fieldOf(object, node.property.name)
        this.#read(node.property, scope)
        return elementOf(object, true)
      }
      case 'BinaryExpression': {
        const [left, right] = [this.#read(node.left, scope), this.#read(node.right, scope)]
        if (equal.has(node.operator)) {
          const how = `this comparison is always ${node.operator.startsWith('!') ? 'true' : 'false'}`
          this.#note(left, right, node.right, node.left, how)
          this.#note(right, left, node.left, node.right, how)
        }
        return undefined
      }
      case 'SwitchStatement': {
        const value = this.#read(node.discriminant, scope)
        for (const { test, consequent } of node.cases) {
          if (test !== null)
            this.#note(value, this.#read(test, scope), test, node.discriminant, 'this case is never taken')
          for (const statement of consequent) this.#read(statement, scope)
        }
        return undefined
      }
      case 'ArrayExpression': {
        const [only, ...more] = node.elements
        const values = node.elements.map((one: Any) => one && this.#read(one.argument ?? one, scope))
        if (only?.type === 'SpreadElement' && more.length === 0) return manyOf(elementOf(values[0]))
        return constant(node)
      }
      case 'CallExpression':
        return this.#readCall(node, scope)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return { fn: { node, scope } }
      case 'FunctionDeclaration':
        return undefined
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          const value = init == null ? undefined : this.#read(init, scope)
          this.#bind(id, value, scope)
        }
        return undefined
      case 'ForOfStatement': {
        const inner: Scope = { own: new Map(), outer: scope }
        const elements = elementOf(this.#read(node.right, scope))
        if (node.left.type === 'VariableDeclaration') this.#bind(node.left.declarations[0].id, elements, inner)
        this.#read(node.body, inner)
        return undefined
      }
      case 'BlockStatement': {
        const inner = this.#scopeOf(node, scope)
        for (const statement of node.body) this.#read(statement, inner)
        return undefined
      }
      default:
        for (const child of childrenOf(node)) {
          const value = this.#read(child, scope)
          if (value?.fn !== undefined) this.#call(value.fn, [])
        }
        return undefined
    }
  }

  #readCall(node: Any, scope: Scope): Value {
    const { callee } = node
    const args: Value[] = node.arguments.map((one: Any) => this.#read(one.argument ?? one, scope))
    if (callee.type !== 'MemberExpression' || callee.computed) {
      const called = this.#read(callee, scope)
      return called?.fn === undefined ? this.#callAll(args) : this.#call(called.fn, args)
    }
    const object = this.#read(callee.object, scope)
    const name: string = callee.property.name
    const element = elementOf(object)
    const [first] = args
    if (object?.texts !== undefined && name === 'includes') {
      const how = 'this element never matches'
      for (const one of object.texts) this.#note(first, constant(one), one, node.arguments[0], how)
    } else if (looksFor.has(name) && node.arguments.length > 0) {
      const sought = object?.types?.some(({ kind }) => kind === 'mapOf') ? keyOf(object) : element
      this.#note(sought, first, node.arguments[0], callee.object, 'this search never finds it')
    }
    const at = asksEach[name]
    if (first?.fn !== undefined && at !== undefined && element !== undefined) {
      const given: Value[] = at === 0 ? [element] : [undefined, element]
      this.#call(first.fn, given)
    } else this.#callAll(args)
    if (givesElement.has(name)) return element
    return givesMany.has(name) ? manyOf(element) : undefined
  }

  /** Reads the functions that are passed to unknown code, with unknown arguments. */
  #callAll(args: readonly Value[]): undefined {
    for (const value of args) if (value?.fn !== undefined) this.#call(value.fn, [])
    return undefined
  }

  #note(label: Value, text: Value, at: Any, of: Any, how: string): void {
    if (text?.text === undefined || label?.types === undefined || label.types.length === 0) return
    const types = label.types.map(bare)
    // if the other side may be something else than a label, the comparison is not reported
    const labels = types.flatMap((type) => (type.kind === 'oneOf' ? type.labels : []))
    const canBeTrue = labels.includes(text.text) || types.some(({ kind }) => kind !== 'oneOf')
    const known = this.compared.get(at.start)
    if (known === undefined) {
      const name = nameOf(of)
      this.compared.set(at.start, {
        text: text.text,
        start: at.start,
        of: name,
        how,
        labels: new Set(labels),
        canBeTrue,
      })
    } else {
      known.canBeTrue ||= canBeTrue
      for (const one of labels) known.labels.add(one)
    }
  }
}

/** Every struct in a type, at any depth, including the type itself. */
export function typesIn(type: Type, found = new Set<StructType>()): readonly StructType[] {
  if (type.kind === 'struct') {
    if (!found.has(type)) {
      found.add(type)
      for (const field of Object.values(type.fields)) typesIn(field, found)
    }
  } else if ('of' in type) typesIn(type.of, found)
  return [...found]
}

const bare = (type: Type): Type => (type.kind === 'optional' ? bare(type.of) : type)

function fieldOf(value: Value, name: string): Value {
  const types = (value?.types ?? []).map(bare).flatMap((type) => {
    if (type.kind !== 'struct' || !Object.hasOwn(type.fields, name)) return []
    return [type.fields[name] as Type]
  })
  return types.length === 0 ? undefined : { types }
}

/** The elements of an array or collection. With `byIndex`, only arrays have elements. */
function elementOf(value: Value, byIndex = false): Value {
  const types = (value?.types ?? []).map(bare).flatMap((type) => {
    if (byIndex ? type.kind !== 'array' : !('of' in type)) return []
    return 'of' in type ? [type.of] : []
  })
  return types.length === 0 ? undefined : { types }
}

function keyOf(value: Value): Value {
  const types = (value?.types ?? []).flatMap((type) => (type.kind === 'mapOf' ? [type.key] : []))
  return types.length === 0 ? undefined : { types }
}

function manyOf(element: Value): Value {
  if (element?.types === undefined) return undefined
  return { types: element.types.map((of) => ({ kind: 'array', length: 0, of }) as unknown as Type) }
}

/** A literal text, or a literal list of texts. */
function constant(node: Any): Value {
  if (node.type === 'Literal' && typeof node.value === 'string') return { text: node.value }
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return { text: node.quasis[0].value.cooked }
  if (node.type !== 'ArrayExpression' || node.elements.length === 0) return undefined
  const all = node.elements.every((one: Any) => one !== null && constant(one)?.text !== undefined)
  return all ? { texts: node.elements } : undefined
}

/** The names that a pattern declares or an assignment changes. */
function namesIn(pattern: Any): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((one: Any) => namesIn(one.value ?? one.argument))
    case 'ArrayPattern':
      return pattern.elements.flatMap((one: Any) => (one === null ? [] : namesIn(one)))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}

/** A name for messages: the last name in an expression. */
function nameOf(node: Any): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'ChainExpression') return nameOf(node.expression)
  if (node.type === 'MemberExpression') return node.computed ? nameOf(node.object) : node.property.name
  if (node.type === 'CallExpression') return nameOf(node.callee)
  return 'it'
}
